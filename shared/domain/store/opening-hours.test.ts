import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { opensBefore, pickupSlots } from "../order/slots.ts";
import {
  closedDays,
  type Hours,
  hoursToday,
  isOpen,
  opensNext,
  type Span,
  specialDayAt,
  specialDayFaults,
  specialDayText,
} from "./opening-hours.ts";
import type { SpecialDay } from "./profile.ts";

const at = (text: string) => Date.parse(text);
const weekly = (open: string, close: string) => [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open, close }));
const closed = (date: string, name?: string): SpecialDay => ({ date, spans: [], ...(name === undefined ? {} : { name }) });
const berlin: Hours = {
  time_zone: "Europe/Berlin",
  hours: weekly("07:00", "18:00"),
  special_days: [
    { date: "2026-12-24", name: "Christmas Eve", spans: [{ open: "08:00", close: "14:00" }] },
    closed("2026-12-25", "Christmas"),
  ],
};

describe("when a store opens next", () => {
  const next = (hours: Hours, moment: string) => {
    const found = opensNext(hours, at(moment));
    return found === null ? null : new Date(found).toISOString();
  };
  test.each([
    ["later today", "2026-12-21T04:00:00.000Z", "2026-12-21T06:00:00.000Z"],
    ["tomorrow, once it has closed", "2026-12-21T18:00:00.000Z", "2026-12-22T06:00:00.000Z"],
    ["after the days on which it is closed, and past one that opens later", "2026-12-24T14:00:00.000Z", "2026-12-26T06:00:00.000Z"],
    ["on a day of its own hours, by those", "2026-12-23T18:00:00.000Z", "2026-12-24T07:00:00.000Z"],
  ])("%s", (_when, moment, opens) => expect(next(berlin, moment)).toBe(opens));

  test("is said of no store that does not open within seven days", () => {
    expect(next({ ...berlin, hours: [] }, "2026-12-25T00:00:00.000Z")).toBeNull();
    expect(
      next({ ...berlin, special_days: [], hours: [{ weekday: 1, open: "07:00", close: "07:00" }] }, "2026-12-22T00:00:00.000Z"),
    ).toBeNull();
  });
});

describe("a special day counts instead of the week's hours", () => {
  test.each([
    ["before the short day opens", "2026-12-24T06:59:00.000Z", false],
    ["as it opens", "2026-12-24T07:00:00.000Z", true],
    ["as it closes early", "2026-12-24T13:00:00.000Z", false],
    ["on the day on which it is closed", "2026-12-25T10:00:00.000Z", false],
    ["on the day after", "2026-12-26T10:00:00.000Z", true],
  ])("%s: %s %s", (_when, moment, open) => expect(isOpen(berlin, at(moment))).toBe(open));

  test("in its hours today, by its name, and among the days without hours", () => {
    expect(hoursToday(berlin, at("2026-12-24T20:00:00.000Z"))).toEqual([{ open: "08:00", close: "14:00" }]);
    expect(hoursToday(berlin, at("2026-12-24T23:30:00.000Z"))).toEqual([]);
    expect(specialDayAt(berlin, at("2026-12-24T22:59:00.000Z"))?.name).toBe("Christmas Eve");
    expect(specialDayAt(berlin, at("2026-12-25T23:00:00.000Z"))).toBeNull();
    expect(closedDays(berlin, at("2026-12-20T00:00:00.000Z"), at("2026-12-27T00:00:00.000Z")).map(specialDayText)).toEqual([
      "25 December (Christmas)",
    ]);
    expect(closedDays(berlin, at("2026-12-25T23:00:00.000Z"), at("2026-12-31T00:00:00.000Z"))).toEqual([]);
  });

  test("a night reaches into the next day, out of a special day and into one", () => {
    const nights = { ...berlin, hours: weekly("20:00", "02:00") };
    // Christmas is closed, and the night of the 24th, which closes early, is not open after midnight; that of the 26th is.
    expect(isOpen(nights, at("2026-12-25T00:30:00.000Z"))).toBe(false);
    expect(isOpen(nights, at("2026-12-24T00:30:00.000Z"))).toBe(true);
    expect(isOpen(nights, at("2026-12-26T00:30:00.000Z"))).toBe(false);
    const party: Hours = { ...berlin, special_days: [{ date: "2026-12-31", spans: [{ open: "20:00", close: "04:00" }] }] };
    expect(isOpen(party, at("2027-01-01T02:59:00.000Z"))).toBe(true);
    expect(isOpen(party, at("2027-01-01T03:00:00.000Z"))).toBe(false);
    expect(isOpen(party, at("2027-01-01T06:00:00.000Z"))).toBe(true);
  });
});

describe("a list of special days is refused with", () => {
  test.each<[what: string, days: SpecialDay[], fields: string[]]>([
    ["a date twice", [closed("2026-12-25"), closed("2026-12-25", "Christmas")], ["/special_days/1/date"]],
    [
      "spans that overlap",
      [
        {
          date: "2026-12-24",
          spans: [
            { open: "08:00", close: "12:00" },
            { open: "11:59", close: "14:00" },
          ],
        },
      ],
      ["/special_days/0/spans/1/open"],
    ],
    [
      "a span in a night that goes on until midnight",
      [
        {
          date: "2026-12-24",
          spans: [
            { open: "20:00", close: "02:00" },
            { open: "23:00", close: "24:00" },
          ],
        },
      ],
      ["/special_days/0/spans/1/open"],
    ],
    [
      "a span in the night of the special day before",
      [
        { date: "2027-01-01", spans: [{ open: "03:00", close: "09:00" }] },
        { date: "2026-12-31", spans: [{ open: "20:00", close: "04:00" }] },
      ],
      ["/special_days/0/spans/0/open"],
    ],
  ])("%s", (_what, days, fields) => expect(specialDayFaults(days).map(({ field }) => field)).toEqual(fields));

  test("spans that meet are right", () => {
    const meeting = [
      { open: "08:00", close: "12:00" },
      { open: "12:00", close: "20:00" },
      { open: "20:00", close: "04:00" },
    ];
    expect(
      specialDayFaults([
        { date: "2026-12-31", spans: meeting },
        { date: "2027-01-01", spans: [{ open: "04:00", close: "09:00" }] },
      ]),
    ).toEqual([]);
  });
});

/** Every minute of the wall clock at which the store is open in 2026, said the slow way: each day's spans are walked through. */
function openMinutes({ hours, special_days = [] }: Hours): ReadonlySet<string> {
  const open = new Set<string>();
  const text = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
  for (let day = at("2025-12-30"); day < at("2027-01-09"); day += 86_400_000) {
    const special = special_days.find(({ date }) => date === text(day).slice(0, 10));
    const spans: readonly Span[] = special ? special.spans : hours.filter(({ weekday }) => weekday === new Date(day).getUTCDay());
    for (const span of spans) {
      if (span.open === span.close) continue;
      const [from, to] = [span.open, span.close].map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
      const length = ((to ?? 0) - (from ?? 0) + 1440) % 1440 || (span.open === "00:00" && span.close === "24:00" ? 1440 : 0);
      for (let minute = 0; minute < length; minute++) open.add(text(day + ((from ?? 0) + minute) * 60_000));
    }
  }
  return open;
}

const time = fc
  .integer({ min: 0, max: 24 * 12 })
  .map((n) => `${String(Math.floor(n / 12)).padStart(2, "0")}:${String((n % 12) * 5).padStart(2, "0")}`);
const span = fc.record({ open: time, close: time });
/** The changes of the clocks with the days around them, and the turn of the year. */
const NEAR = [
  "2026-03-07",
  "2026-03-08",
  "2026-03-28",
  "2026-03-29",
  "2026-03-30",
  "2026-04-04",
  "2026-04-05",
  "2026-10-03",
  "2026-10-04",
].concat(["2026-10-24", "2026-10-25", "2026-10-26", "2026-10-31", "2026-11-01", "2026-11-02", "2026-01-01", "2026-12-31"]);
const date = fc.oneof(
  fc.constantFrom(...NEAR),
  fc.integer({ min: 0, max: 364 }).map((n) => new Date(at("2026-01-01") + n * 86_400_000).toISOString().slice(0, 10)),
);
const calendar = fc.record({
  hours: fc.array(fc.record({ weekday: fc.integer({ min: 0, max: 6 }), open: time, close: time }), { maxLength: 8 }),
  special_days: fc.uniqueArray(fc.record({ date, spans: fc.array(span, { maxLength: 3 }) }), {
    selector: (day) => day.date,
    maxLength: 24,
  }),
});
const settings = { accept_timeout_s: 30, recall_window_s: 300, max_open_orders: 100, prep_time_s: 0 };

test.each(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])("a year in %s is as the model walks through it", (time_zone) => {
  const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: time_zone, dateStyle: "short", timeStyle: "short" });
  fc.assert(
    fc.property(calendar, fc.integer({ min: 0, max: 6 }), fc.array(date, { minLength: 4, maxLength: 4 }), (week, offset, days) => {
      const store = { ...week, time_zone, settings };
      const open = openMinutes(store);
      const isOpenThen = (ms: number) => open.has(clock.format(ms));
      // Every minute of a day and a half at some dates, and every seventh of the year, which meets each minute of an hour.
      const dense = days.flatMap((day) => Array.from({ length: 2160 }, (_, n) => at(day) + n * 60_000));
      const sparse = Array.from({ length: 10_000 }, (_, n) => at("2026-01-01") + (n * 7 * 7 + offset) * 60_000);
      const wrong = [...dense, ...sparse].filter((ms) => isOpen(store, ms) !== isOpenThen(ms));
      expect(wrong.map((ms) => clock.format(ms))).toEqual([]);
      const [from = 0] = days.map(at);
      const minutes = Array.from({ length: (7 * 24 - 1) * 60 + 1 }, (_, n) => from + n * 60_000);
      const slots = minutes.filter((ms) => Number(clock.format(ms).slice(14)) % 15 === 0 && isOpenThen(ms));
      expect([...pickupSlots(store, from)]).toEqual(slots.map((ms) => new Date(ms).toISOString()));
      expect(opensBefore(store, from, from + 24 * 3_600_000)).toBe(minutes.slice(0, 24 * 60).some(isOpenThen));
    }),
    { numRuns: 4 },
  );
});
