import { expect, test } from "vitest";
import { createSweep } from "./sweep.ts";

function sweepBy(visit: (one: string) => void) {
  const waiting: (() => void)[] = [];
  let set = 0;
  const after = (_ms: number, run: () => void) => {
    set += 1;
    waiting.push(run);
    return { cancel: () => void waiting.splice(0) };
  };
  const sweep = createSweep<string>({ after, afterTurn: (run) => after(0, run) }, 2_000, visit);
  const turn = (times: number) => {
    for (let i = 0; i < times; i++) for (const run of waiting.splice(0)) run();
  };
  return { sweep, turn, waiting, timersSet: () => set };
}

test("each is visited once in a round, by one timer for all, and not after it has been taken out", () => {
  const visits = new Map<string, number>();
  const { sweep, turn, waiting } = sweepBy((one) => void visits.set(one, (visits.get(one) ?? 0) + 1));
  const slices = new Map<string, Set<string>>();
  for (let i = 0; i < 100; i++) {
    slices.set(`s${i}`, sweep.add(`s${i}`));
    if (i % 7 === 0) turn(1);
    expect(waiting).toHaveLength(1);
  }
  visits.clear();
  turn(20);
  expect([visits.size, new Set(visits.values())]).toEqual([100, new Set([1])]);
  slices.get("s3")?.delete("s3");
  turn(20);
  expect([visits.get("s3"), visits.get("s4")]).toEqual([1, 2]);
});

test("no timer runs where there is nothing to visit", () => {
  const { sweep, turn, waiting, timersSet } = sweepBy(() => undefined);
  expect(timersSet()).toBe(0);
  const slice = sweep.add("one");
  turn(3);
  slice.delete("one");
  turn(1);
  expect(waiting).toHaveLength(0);
  sweep.add("two");
  sweep.stop();
  expect(waiting).toHaveLength(0);
});
