import { expect, test } from "vitest";
import { createStreamAdmission } from "./stream-admission.ts";

function admission(most: number) {
  const state = { open: 0, now: 1_000 };
  const one = createStreamAdmission({ open: () => state.open, most, clock: { monotonic: () => state.now } });
  return { ...one, state };
}

test("more than are opened at once are refused at once, and let in when there is room", () => {
  const { enter, opened } = admission(1_000_000);
  const refusals = Array.from({ length: 60 }, enter);
  expect(refusals.filter((refusal) => refusal === null)).toHaveLength(50);
  expect(refusals.at(-1)).toMatchObject({ code: "service.busy", retry_after_s: 1 });
  opened();
  expect(enter()).toBeNull();
});

test("of thousands who come at once each is told a later time, so that they return one after another", () => {
  const { enter, state } = admission(0);
  const waits = Array.from({ length: 10_000 }, () => enter()?.retry_after_s ?? 0);
  expect([waits[0], waits[1_000], waits.at(-1)]).toEqual([1, 3, 20]);
  expect(Math.max(...waits.map((wait) => waits.filter((other) => other === wait).length))).toBeLessThanOrEqual(500);
  state.now += 60_000;
  expect(enter()?.retry_after_s).toBe(1);
});

test("a node that has as many streams as it may takes no more until one has gone", () => {
  const { enter, opened, state } = admission(2);
  state.open = 1;
  expect([enter(), enter()?.code]).toEqual([null, "service.busy"]);
  opened();
  state.open = 2;
  expect(enter()?.code).toBe("service.busy");
  state.open = 1;
  expect(enter()).toBeNull();
});
