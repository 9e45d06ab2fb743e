import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { Lifecycle } from "./lifecycle.ts";
import { systemTimers } from "./system.ts";
import { runUntilSignal } from "./until-signal.ts";

function server() {
  const signals = new EventEmitter();
  const exited = new Promise<number>((resolve) => signals.once("exit", resolve));
  const lifecycle = new Lifecycle((_, error) => {
    throw error;
  });
  const process = Object.assign(signals, { exit: (code: number) => signals.emit("exit", code) });
  return { signals, exited, run: { lifecycle, timers: systemTimers, log: { info: () => undefined }, process } };
}

test("a signal while the server is still opening closes what is open by then, and what opens afterwards", async () => {
  const { signals, exited, run } = server();
  const closed: string[] = [];
  await runUntilSignal(run, async () => {
    run.lifecycle.push("database", () => void closed.push("database"));
    signals.emit("SIGTERM");
    run.lifecycle.push("port", () => void closed.push("port"));
    await Promise.resolve();
    run.lifecycle.push("announcement", () => void closed.push("announcement"));
    throw new Error("the database is closed");
  });
  expect(await exited).toBe(0);
  expect(closed.toSorted()).toEqual(["announcement", "database", "port"]);
});

test("a second signal does not begin a second stop", async () => {
  const { signals, exited, run } = server();
  let stops = 0;
  await runUntilSignal(run, async () => run.lifecycle.push("server", () => void stops++));
  signals.emit("SIGINT");
  signals.emit("SIGTERM");
  expect([await exited, stops]).toEqual([0, 1]);
});

test("a server that cannot open, and has closed what it had opened, says why", async () => {
  const { run } = server();
  let isClosed = false;
  const opening = runUntilSignal(run, async () => {
    run.lifecycle.push("database", () => {
      isClosed = true;
    });
    await run.lifecycle.stop();
    throw new Error("the port is taken");
  });
  await expect(opening).rejects.toThrow("the port is taken");
  expect(isClosed).toBe(true);
});
