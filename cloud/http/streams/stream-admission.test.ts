import { expect, test } from "vitest";
import { createStreamAdmission } from "./stream-admission.ts";

function admission(most: number) {
  const state = { open: 0, now: 1_000, entered: 0 };
  const { enter, opened } = createStreamAdmission({ open: () => state.open, most, clock: { monotonic: () => state.now } });
  /** null: it is in, or waits. */
  const come = () => {
    const reply = enter();
    if (!(reply instanceof Promise)) return reply;
    void reply.then(() => state.entered++);
    return null;
  };
  return { come, opened, state };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test("few are opened at a time, some wait for their turn, and more are refused at once", async () => {
  const { come, opened, state } = admission(1_000_000);
  const refusals = Array.from({ length: 120 }, come).filter((refusal) => refusal !== null);
  await settled();
  expect([state.entered, refusals.length]).toEqual([8, 12]);
  expect(refusals.at(-1)).toMatchObject({ code: "service.busy", retry_after_s: 1 });
  for (let gone = 0; gone < 108; gone++) opened();
  await settled();
  expect([state.entered, come()]).toEqual([108, null]);
  await settled();
  expect(state.entered).toBe(109);
});

test("of thousands who come at once each is told a later time, so that they return one after another", () => {
  const { come, state } = admission(0);
  const waits = Array.from({ length: 10_000 }, () => come()?.retry_after_s ?? 0);
  expect([waits[0], waits[1_000], waits.at(-1)]).toEqual([1, 3, 20]);
  expect(Math.max(...waits.map((wait) => waits.filter((other) => other === wait).length))).toBeLessThanOrEqual(500);
  state.now += 60_000;
  expect(come()?.retry_after_s).toBe(1);
});

test("a node that has as many streams as it may takes no more until one has gone", () => {
  const { come, opened, state } = admission(2);
  state.open = 1;
  expect([come(), come()?.code]).toEqual([null, "service.busy"]);
  opened();
  state.open = 2;
  expect(come()?.code).toBe("service.busy");
  state.open = 1;
  expect(come()).toBeNull();
});
