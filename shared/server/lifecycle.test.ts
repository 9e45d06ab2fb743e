import { describe, expect, test } from "vitest";
import type { Timers } from "../domain/kernel/clock.ts";
import { Lifecycle, stopWithin } from "./lifecycle.ts";

/** Timers that run when the test says so. */
function handTimers(): { timers: Timers; fire: () => void; readonly pending: number } {
  const waiting = new Set<() => void>();
  const add = (run: () => void) => {
    waiting.add(run);
    return { cancel: () => void waiting.delete(run) };
  };
  return {
    timers: { after: (_ms, run) => add(run), afterTurn: add },
    fire: () => {
      for (const run of [...waiting]) run();
    },
    get pending() {
      return waiting.size;
    },
  };
}

describe("a stop", () => {
  test("closes last first, each after the one before it has ended", async () => {
    const closed: string[] = [];
    const lifecycle = new Lifecycle((name, error) => closed.push(`${name}: ${error}`));
    lifecycle.push("database", () => void closed.push("database"));
    lifecycle.push("server", async () => {
      await Promise.resolve();
      closed.push("server");
    });
    expect(lifecycle.stopping).toBe(false);
    await lifecycle.stop();
    expect(closed).toEqual(["server", "database"]);
    expect(lifecycle.stopping).toBe(true);
  });

  test("goes on after a part that fails to close, and reports which", async () => {
    const heard: string[] = [];
    const lifecycle = new Lifecycle((name, error) => heard.push(`${name}: ${(error as Error).message}`));
    lifecycle.push("database", () => void heard.push("database closed"));
    lifecycle.push("sync", () => Promise.reject(new Error("stuck")));
    lifecycle.push("sockets", () => {
      throw new Error("broken");
    });
    await lifecycle.stop();
    expect(heard).toEqual(["sockets: broken", "sync: stuck", "database closed"]);
  });

  test("happens once, however many ask for it", async () => {
    let closed = 0;
    const lifecycle = new Lifecycle(() => undefined);
    lifecycle.push("x", () => void closed++);
    await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    await lifecycle.stop();
    expect(closed).toBe(1);
  });

  test("closes what a start-up that it interrupted opens afterwards", async () => {
    const closed: string[] = [];
    const lifecycle = new Lifecycle(() => undefined);
    lifecycle.push("first", () => void closed.push("first"));
    await lifecycle.stop();
    lifecycle.push("late", () => void closed.push("late"));
    await lifecycle.stop();
    expect(closed).toEqual(["first", "late"]);
  });

  test("is by force when it takes too long, and leaves no timer when it does not", async () => {
    const hand = handTimers();
    const stuck = new Lifecycle(() => undefined);
    stuck.push("x", () => new Promise(() => undefined));
    const forced = stopWithin(stuck, hand.timers);
    hand.fire();
    expect(await forced).toBe(1);
    const calm = handTimers();
    expect(await stopWithin(new Lifecycle(() => undefined), calm.timers)).toBe(0);
    expect(calm.pending).toBe(0);
  });
});
