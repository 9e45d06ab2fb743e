import { expect, test } from "vitest";
import { wordsIn } from "../words/words.test-fixture.ts";
import { capitalised, formatDay, formatMinutes, formatNearDay, formatTime, formatWallTime, minuteOfDay } from "./time.ts";

test.each([
  ["en-US", "8:28 PM"],
  ["en-GB", "20:28"],
  ["de-DE", "20:28"],
])("a time as it is read in %s", (locale, text) => {
  // ICU puts a narrow space before PM.
  expect(formatTime("2026-05-04T20:28:00.000Z", locale, "UTC").replaceAll(/\s/g, " ")).toBe(text);
});

test.each([
  ["en-US", "8:05 AM"],
  ["en-GB", "08:05"],
])("a time before ten as it is read in %s", (locale, text) => {
  expect(formatTime("2026-05-04T08:05:00.000Z", locale, "UTC").replaceAll(/\s/g, " ")).toBe(text);
});

test.each([
  ["07:30", "en-US", "7:30 AM"],
  ["20:00", "de-DE", "20:00"],
  ["24:00", "en-US", "12:00 AM"],
])("a store's hours as their reader writes times: %s in %s", (wall, locale, text) => {
  expect(formatWallTime(wall, locale).replaceAll(/\s/g, " ")).toBe(text);
});

test("the minute of the day is by the store's clock", () => {
  const moment = Date.parse("2026-05-04T22:15:00.000Z");
  expect([minuteOfDay(moment, "Europe/Berlin"), minuteOfDay(moment, "America/New_York")]).toEqual([15, 18 * 60 + 15]);
});

test.each([
  [30_000, "under 1 min"],
  [541_000, "9 min"],
  [3_900_000, "1 h 05 min"],
])("how late a ticket is cannot be taken for a time of day: %i ms", (ms, text) => expect(formatMinutes(ms, wordsIn("en"))).toBe(text));

test.each([
  ["en-GB", "today", "tomorrow"],
  ["de-DE", "heute", "morgen"],
  ["es-ES", "hoy", "mañana"],
])("a day that is near is called as people call it in %s, by the store's calendar", (locale, today, tomorrow) => {
  const later = formatDay("2026-05-05T22:00:00.000Z", locale, "Europe/Berlin");
  // In Berlin it is 23:30 on the 4th, and half past midnight an hour later.
  const day = (at: string) => formatNearDay(at, Date.parse("2026-05-04T21:30:00.000Z"), locale, "Europe/Berlin");
  expect([day("2026-05-04T21:59:00.000Z"), day("2026-05-04T22:00:00.000Z"), day("2026-05-05T22:00:00.000Z")]).toEqual([
    today,
    tomorrow,
    later,
  ]);
  expect(capitalised(today, locale)).toBe(today.charAt(0).toUpperCase() + today.slice(1));
});

test("tomorrow is the next day of the calendar also where the clocks change in the night", () => {
  const day = (at: string) => formatNearDay(at, Date.parse("2026-10-24T21:30:00.000Z"), "en-GB", "Europe/Berlin");
  expect([day("2026-10-25T22:30:00.000Z"), day("2026-10-25T23:30:00.000Z")]).toEqual([
    "tomorrow",
    formatDay("2026-10-26T12:00:00.000Z", "en-GB", "Europe/Berlin"),
  ]);
});
