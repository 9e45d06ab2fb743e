import { expect, test } from "vitest";
import { formatMinutes, formatTime } from "./time.ts";

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
  [30_000, "under 1 min"],
  [541_000, "9 min"],
  [3_900_000, "1 h 05 min"],
])("how late a ticket is cannot be taken for a time of day: %i ms", (ms, text) => expect(formatMinutes(ms)).toBe(text));
