import { expect, test } from "vitest";
import type { Timers } from "../domain/kernel/clock.ts";
import { Lifecycle } from "./lifecycle.ts";
import { createTicker } from "./service.ts";

/** One timer at a time, which the test lets run. */
function handTimer() {
  let next: (() => void) | null = null;
  const add = (run: () => void) => {
    next = run;
    const cancel = () => {
      next = null;
    };
    return { cancel };
  };
  const timers: Timers = { after: (_ms, run) => add(run), afterTurn: add };
  return { timers, isArmed: () => next !== null, fire: () => next?.() };
}

test("a ticker goes on after a failure, of either kind, and waits for the run in hand when it stops", async () => {
  const { timers, fire, isArmed } = handTimer();
  const seen: unknown[] = [];
  let finish = (): void => undefined;
  const runs = [
    () => {
      throw new Error("at once");
    },
    () => Promise.reject(new Error("later")),
    () => new Promise<void>((resolve) => (finish = resolve)).then(() => void seen.push("done")),
  ];
  const ticker = createTicker({ timers, everyMs: 1, onError: (error) => seen.push(String(error)), run: () => runs.shift()?.() });
  await ticker.start();
  expect([seen, isArmed()]).toEqual([[], true]);
  fire();
  fire();
  await Promise.resolve();
  fire();
  const stopped = Promise.resolve(ticker.stop()).then(() => seen.push("stopped"));
  finish();
  await stopped;
  expect([seen, isArmed()]).toEqual([["Error: at once", "Error: later", "done", "stopped"], false]);
});

test("all services drain before the first one stops, last first", async () => {
  const seen: string[] = [];
  const lifecycle = new Lifecycle((name, error) => seen.push(`${name}: ${error}`));
  const service = (name: string) => ({
    start: () => void seen.push(`${name} starts`),
    drain: () => void seen.push(`${name} drains`),
    stop: () => void seen.push(`${name} stops`),
  });
  await lifecycle.run("jobs", service("jobs"));
  await lifecycle.run("server", service("server"));
  await lifecycle.stop();
  expect(seen).toEqual(["jobs starts", "server starts", "server drains", "jobs drains", "server stops", "jobs stops"]);
});
