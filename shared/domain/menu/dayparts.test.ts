import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { iso } from "../kernel/clock.ts";
import { isOpen } from "../store/opening-hours.ts";
import type { OpeningHours } from "../store/profile.ts";
import { soldNext, soldTag, soldThen } from "./dayparts.ts";
import { available, item, menu, taxOf } from "./menu.test-fixture.ts";
import type { MenuDocument } from "./menu.ts";
import { menuResponse } from "./menu-response.ts";

const BERLIN = "Europe/Berlin";
const at = (text: string) => Date.parse(text);
const daily = (open: string, close: string): OpeningHours[] => [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open, close }));
const part = (daypart_id: string, spans: OpeningHours[]) => ({ daypart_id, name: daypart_id, spans });
const nextOf = (spans: OpeningHours[], ms: number, timeZone = BERLIN) => {
  const next = soldNext({ dayparts: [part("p", spans)] }, { daypart_ids: ["p"] }, timeZone, ms);
  return next ? iso(next) : next;
};
const NOW = undefined;

describe("an item is sold next", () => {
  test("at once where it names no daypart, or is in one", () => {
    expect(soldNext({}, {}, BERLIN, 0)).toBe(NOW);
    expect(soldNext({ dayparts: [part("p", daily("07:00", "11:00"))] }, { daypart_ids: [] }, BERLIN, 0)).toBe(NOW);
    expect(nextOf(daily("07:00", "11:00"), at("2026-05-04T05:00:00.000Z"))).toBe(NOW);
  });

  test("in the earliest of its dayparts, by the store's clock, up to and without their end", () => {
    expect(nextOf(daily("07:00", "11:00"), at("2026-05-04T04:59:59.999Z"))).toBe("2026-05-04T05:00:00.000Z");
    expect(nextOf(daily("07:00", "11:00"), at("2026-05-04T09:00:00.000Z"))).toBe("2026-05-05T05:00:00.000Z");
    expect(nextOf([{ weekday: 1, open: "07:00", close: "11:00" }], at("2026-05-04T09:00:00.000Z"))).toBe("2026-05-11T05:00:00.000Z");
    const dayparts = [part("morning", daily("07:00", "11:00")), part("evening", daily("18:00", "20:00"))];
    expect(soldNext({ dayparts }, { daypart_ids: ["morning", "evening"] }, BERLIN, at("2026-05-04T10:00:00.000Z"))).toBe(
      at("2026-05-04T16:00:00.000Z"),
    );
  });

  test("over midnight as well: a span belongs to the day on which it begins", () => {
    const friday = [{ weekday: 5, open: "22:00", close: "02:00" }];
    expect(nextOf(friday, at("2026-05-08T23:30:00.000Z"))).toBe(NOW);
    expect(nextOf(friday, at("2026-05-09T00:00:00.000Z"))).toBe("2026-05-15T20:00:00.000Z");
  });

  test("never where it names nothing that is ever so", () => {
    expect(nextOf([], 0)).toBe(null);
  });

  test("right on the days on which the clocks change", () => {
    // Forward: 02:00 is followed by 03:00, so what begins at 02:30 begins then.
    expect(nextOf(daily("02:30", "04:00"), at("2026-03-29T00:30:00.000Z"))).toBe("2026-03-29T01:00:00.000Z");
    expect(nextOf(daily("07:00", "11:00"), at("2026-03-29T00:30:00.000Z"))).toBe("2026-03-29T05:00:00.000Z");
    // Back: 03:00 is followed by 02:00, and what the clocks show between comes twice.
    expect(nextOf(daily("02:15", "02:45"), at("2026-10-25T00:10:00.000Z"))).toBe("2026-10-25T00:15:00.000Z");
    expect(nextOf(daily("02:15", "02:45"), at("2026-10-25T00:50:00.000Z"))).toBe("2026-10-25T01:15:00.000Z");
    expect(nextOf(daily("01:00", "02:30"), at("2026-10-25T00:40:00.000Z"))).toBe("2026-10-25T01:00:00.000Z");
    expect(nextOf(daily("07:00", "11:00"), at("2026-10-25T00:40:00.000Z"))).toBe("2026-10-25T06:00:00.000Z");
  });

  test("at the first minute of which the opening hours would say so", () => {
    const time = fc
      .integer({ min: 0, max: 24 * 4 })
      .map((n) => `${String(Math.floor(n / 4)).padStart(2, "0")}:${String((n % 4) * 15).padStart(2, "0")}`);
    const span = fc.record({ weekday: fc.integer({ min: 0, max: 6 }), open: time, close: time });
    const zones = fc.constantFrom(BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe");
    const from = fc.constantFrom("2026-03-08", "2026-03-29", "2026-04-04", "2026-10-25", "2026-11-01", "2026-07-01").map(at);
    fc.assert(
      fc.property(
        fc.array(span, { minLength: 1, maxLength: 3 }),
        zones,
        from,
        fc.integer({ min: 0, max: 24 * 60 }),
        (spans, zone, day, minute) => {
          const start = day + minute * 60_000;
          const isSold = (ms: number) => isOpen({ hours: spans, time_zone: zone }, ms);
          const minutes = Array.from({ length: 12 * 60 }, (_, n) => start + n * 60_000);
          const first = minutes.find(isSold);
          const found = soldNext({ dayparts: [part("p", spans)] }, { daypart_ids: ["p"] }, zone, start);
          if (first === start) expect(found).toBe(NOW);
          else if (first !== undefined) expect(found).toBe(first);
          else expect(found === null || (found !== undefined && found >= start + 12 * 3_600_000)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });
});

const porridge = item("porridge", 500, { name: "Porridge", daypart_ids: ["morning"] });
const dayMenu: MenuDocument = { ...menu, items: [...menu.items, porridge], dayparts: [part("morning", daily("07:00", "11:00"))] };
const NOON = at("2026-05-04T10:00:00.000Z");

test("the app refuses what is not sold at the time, and says when it is", () => {
  const lines = [{ item_id: "espresso" }, { item_id: "porridge" }];
  expect(soldThen(dayMenu, { time_zone: BERLIN }, lines, at("2026-05-05T06:00:00.000Z")).ok).toBe(true);
  expect(soldThen(dayMenu, { time_zone: BERLIN }, lines, NOON)).toMatchObject({
    refusal: {
      code: "item.not_now",
      fields: [{ field: "/items/1/item_id", message: "Porridge is not sold at that time; it is next on Tuesday from 07:00" }],
    },
  });
});

test("the app's menu marks what is not sold now, with the time from which it is; the counter's does not", () => {
  const profile = { name: "Main Street", tax: taxOf(), time_zone: BERLIN };
  const marks = (ms: number | null) => menuResponse(dayMenu, profile, available, ms).items.map((one) => one.sold_next_at);
  expect(marks(NOON)).toEqual([undefined, undefined, undefined, "2026-05-05T05:00:00.000Z"]);
  expect([marks(at("2026-05-04T06:00:00.000Z")), marks(null)]).toEqual([Array(4).fill(undefined), Array(4).fill(undefined)]);
});

test("what is told by the time of day has a tag that changes with it, and with nothing else", () => {
  const tag = (ms: number) => soldTag(dayMenu, BERLIN, ms);
  expect(tag(NOON)).toBe(tag(at("2026-05-05T04:59:59.999Z")));
  expect(new Set([NOON, at("2026-05-05T05:00:00.000Z"), at("2026-05-05T09:00:00.000Z")].map(tag)).size).toBe(3);
  expect(soldTag(menu, BERLIN, NOON)).toBe("");
});
