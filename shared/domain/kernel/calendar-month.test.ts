import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { localTime } from "./business-day.ts";
import { lastMonth, Month, monthBounds } from "./calendar-month.ts";

describe("a calendar month in a time zone", () => {
  test.each([
    ["UTC", "2026-05", "2026-05-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z"],
    ["the clock is put forward in it", "2026-03", "2026-02-28T23:00:00.000Z", "2026-03-31T22:00:00.000Z", "Europe/Berlin"],
    ["and put back in it", "2026-10", "2026-09-30T22:00:00.000Z", "2026-10-31T23:00:00.000Z", "Europe/Berlin"],
    ["over New Year", "2026-12", "2026-11-30T23:00:00.000Z", "2026-12-31T23:00:00.000Z", "Europe/Berlin"],
    ["a leap year's February", "2028-02", "2028-02-01T05:00:00.000Z", "2028-03-01T05:00:00.000Z", "America/New_York"],
    ["far west of Greenwich", "2026-05", "2026-05-01T10:00:00.000Z", "2026-06-01T10:00:00.000Z", "Pacific/Honolulu"],
    ["far east of it", "2026-05", "2026-04-30T10:00:00.000Z", "2026-05-31T10:00:00.000Z", "Pacific/Kiritimati"],
    ["with three quarters of an hour", "2026-05", "2026-04-30T18:15:00.000Z", "2026-05-31T18:15:00.000Z", "Asia/Kathmandu"],
    ["a first without midnight: 00:00 became 01:00", "2023-10", "2023-10-01T04:00:00.000Z", "2023-11-01T03:00:00.000Z", "America/Asuncion"],
    ["a first with two midnights: the earlier one", "2026-11", "2026-11-01T04:00:00.000Z", "2026-12-01T05:00:00.000Z", "America/Havana"],
  ])("%s", (_name, month, from, until, zone = "UTC") => {
    expect(monthBounds(month, zone)).toEqual({ from, until });
  });

  test("every instant is in exactly one month: the one that the wall calendar shows", () => {
    const zones = ["UTC", "Europe/Berlin", "America/New_York", "America/Havana", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe"];
    const instant = fc.integer({ min: Date.parse("2001-01-02T00:00:00Z"), max: Date.parse("2099-12-30T00:00:00Z") });
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), (atMs, zone) => {
        const month = localTime(atMs, zone).date.slice(0, 7);
        const { from, until } = monthBounds(month, zone);
        expect(Date.parse(from)).toBeLessThanOrEqual(atMs);
        expect(atMs).toBeLessThan(Date.parse(until));
        expect(monthBounds(lastMonth(atMs, zone), zone).until).toBe(from);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ["2026-05-31T21:59:59.999Z", "2026-04"],
    ["2026-05-31T22:00:00.000Z", "2026-05"],
    ["2026-12-31T23:30:00.000Z", "2026-12"],
    ["2026-01-15T12:00:00.000Z", "2025-12"],
  ])("at %s the last month in Berlin is %s", (moment, month) => {
    expect(lastMonth(Date.parse(moment), "Europe/Berlin")).toBe(month);
  });

  test.each(["2026-00", "2026-13", "2026-5", "26-05", "2026-05-01", "1999-12", "0000-01", "", " 2026-05"])("%j is no month", (text) => {
    expect(Month.safeParse(text).success).toBe(false);
  });
});
