import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Station } from "../menu/menu.ts";
import { NO_WORK, type StationWork } from "./capacity.ts";
import { byPlaceOnQueue } from "./place-on-queue.ts";
import { ANY_ORDER, addWork, expectedMs, promiseMs, type QueuedWork } from "./queue-work.ts";

const NOW = Date.parse("2026-05-04T08:00:00.000Z");
const MINUTE = 60_000;
const at = (minutes: number) => new Date(NOW + minutes * MINUTE).toISOString();
const settings = { prep_time_s: 300, order_ahead: { hands: { bar: 2, food: 1 } } };
let ids = 0;
const order = (work: Partial<StationWork>, changes: Partial<QueuedWork> = {}): QueuedWork => ({
  order_id: `order-${String(++ids).padStart(6, "0")}`,
  is_rush: false,
  promised_at: at(4),
  first_promised_at: null,
  requested_for: null,
  work_s: { ...NO_WORK, ...work },
  stations: new Set(Object.keys(work) as Station[]),
  isStarted: false,
  isScheduled: false,
  ...changes,
});
const minutes = (ms: number) => (ms - NOW) / MINUTE;

describe("what is ordered now is promised", () => {
  test("after as long as the store takes for one, while the queue is short", () => {
    expect(minutes(promiseMs([], ANY_ORDER, settings, NOW))).toBe(5);
    expect(minutes(promiseMs([order({ bar: 120 })], ANY_ORDER, settings, NOW))).toBe(5);
  });

  test("behind the work of the slowest of its stations, over that station's hands", () => {
    const queue = [order({ bar: 1200 }), order({ bar: 240, food: 480 })];
    expect(minutes(promiseMs(queue, ANY_ORDER, settings, NOW))).toBe(12);
    // 480 s at the grill for one cook; nothing of it keeps a coffee waiting, nor coffee a sandwich.
    const food = { work_s: { ...NO_WORK, food: 120 }, stations: new Set<Station>(["food"]) };
    expect(minutes(promiseMs(queue, food, settings, NOW))).toBe(10);
  });

  test("by what the store takes for one where it says no hands, and where the menu has no make times", () => {
    expect(minutes(promiseMs([order({ bar: 6000 })], ANY_ORDER, { prep_time_s: 300 }, NOW))).toBe(5);
    expect(minutes(promiseMs([order({ cold: 6000 })], ANY_ORDER, settings, NOW))).toBe(5);
    expect(minutes(promiseMs([order({ bar: 0 })], ANY_ORDER, settings, NOW))).toBe(5);
  });

  test("behind what was ordered ahead for a time before that, and not behind what is for later", () => {
    const ahead = (minute: number) => order({ bar: 1200 }, { requested_for: at(minute), promised_at: at(minute), isScheduled: true });
    expect(minutes(promiseMs([ahead(5), ahead(60)], ANY_ORDER, settings, NOW))).toBe(10);
  });

  test("never before one that waits at the same station, though the queue has shrunk", () => {
    const waits = order({ bar: 60 }, { promised_at: at(20) });
    expect(minutes(promiseMs([waits], ANY_ORDER, settings, NOW - 1))).toBeGreaterThan(20);
    expect(minutes(promiseMs([{ ...waits, isStarted: true }], ANY_ORDER, settings, NOW))).toBe(5);
    // Its guest was told another time, and its place is the old one.
    expect(minutes(promiseMs([{ ...waits, first_promised_at: at(6) }], ANY_ORDER, settings, NOW) - 1)).toBe(6);
    // Promised by a clock that was hours ahead: it holds nobody back.
    expect(minutes(promiseMs([{ ...waits, promised_at: at(5 * 60) }], ANY_ORDER, settings, NOW))).toBe(5);
  });
});

test("an order is expected behind the work before it at its stations, whoever is first", () => {
  const queue = [
    order({ bar: 600 }, { promised_at: at(8) }),
    order({ bar: 600 }, { promised_at: at(5) }),
    order({ food: 120 }, { promised_at: at(9) }),
    order({ bar: 600 }, { promised_at: at(30), is_rush: true }),
    order({ bar: 600 }, { promised_at: at(1), isScheduled: true }),
  ];
  expect(expectedMs(queue, settings, NOW).map(({ order, readyMs }) => [order.promised_at, minutes(readyMs)])).toEqual([
    [at(30), 5],
    [at(5), 10],
    [at(8), 15],
    [at(9), 2],
  ]);
});

test("whoever comes later stands behind whoever waits at the same station: nobody is passed, and nobody starves", () => {
  type Step = { kind: "order"; station: Station; seconds: number } | { kind: "start" | "ready" | "cancel"; nth: number } | { kind: "slip" };
  const station = fc.constantFrom<Station>("bar", "cold", "food");
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("order" as const), station, seconds: fc.integer({ min: 0, max: 900 }) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("start" as const, "ready" as const, "cancel" as const), nth: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("slip" as const) }) },
  );
  fc.assert(
    fc.property(fc.array(fc.record({ step, after: fc.integer({ min: 0, max: 240 }) }), { minLength: 1, maxLength: 60 }), (steps) => {
      let now = NOW;
      let queue: QueuedWork[] = [];
      for (const { step, after } of steps) {
        now += after * 1000;
        if (step.kind === "order") {
          const asked = { work_s: addWork(NO_WORK, { ...NO_WORK, [step.station]: step.seconds }), stations: new Set([step.station]) };
          const promised_at = new Date(promiseMs(queue, asked, settings, now)).toISOString();
          const placed = order({ [step.station]: step.seconds }, { promised_at });
          const waiting = queue.filter((each) => !each.isStarted && each.stations.has(step.station));
          if (step.station !== "cold") expect(waiting.filter((each) => byPlaceOnQueue(placed, each) < 0)).toEqual([]);
          queue.push(placed);
        } else if (step.kind === "slip") {
          // As told to guests: it changes no place.
          queue = queue.map((each) => ({ ...each, first_promised_at: each.first_promised_at ?? each.promised_at, promised_at: at(90) }));
        } else {
          const picked = queue[step.nth % Math.max(1, queue.length)];
          queue = queue.flatMap((each) => (each !== picked ? [each] : step.kind === "start" ? [{ ...each, isStarted: true }] : []));
        }
      }
    }),
    { numRuns: 200 },
  );
});
