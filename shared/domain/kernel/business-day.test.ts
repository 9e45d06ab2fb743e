import { describe, expect, test } from "vitest";
import { isOpen } from "../store/opening-hours.ts";
import { businessDay, isTimeZone, localTime, utcOf } from "./business-day.ts";

const at = (text: string) => Date.parse(text);
const berlin = "Europe/Berlin";

describe("the business day", () => {
  test.each([
    ["before the cut-off it is still yesterday", "2026-05-04T01:59:59.999Z", berlin, 4, "2026-05-03"],
    ["from the cut-off on it is today", "2026-05-04T02:00:00.000Z", berlin, 4, "2026-05-04"],
    ["with a cut-off at midnight it is the calendar day", "2026-05-03T22:00:00.000Z", berlin, 0, "2026-05-04"],
    ["the first of a month goes back into the last one", "2026-03-01T01:00:00.000Z", berlin, 4, "2026-02-28"],
    ["in a leap year too", "2028-03-01T01:00:00.000Z", berlin, 4, "2028-02-29"],
    ["New Year's night belongs to the old year", "2027-01-01T02:30:00.000Z", berlin, 4, "2026-12-31"],
    ["the night in which the clock is put forward: 03:59 summer time", "2026-03-29T01:59:00.000Z", berlin, 4, "2026-03-28"],
    ["and 04:00 summer time", "2026-03-29T02:00:00.000Z", berlin, 4, "2026-03-29"],
    ["the night in which it is put back: the second 02:30", "2026-10-25T01:30:00.000Z", berlin, 3, "2026-10-24"],
    ["and 03:00 winter time", "2026-10-25T02:00:00.000Z", berlin, 3, "2026-10-25"],
    ["far west of Greenwich", "2026-05-04T09:59:00.000Z", "Pacific/Honolulu", 0, "2026-05-03"],
    ["far east of it", "2026-05-03T10:00:00.000Z", "Pacific/Kiritimati", 0, "2026-05-04"],
    ["with half an hour", "2026-05-03T22:29:00.000Z", "Asia/Kolkata", 4, "2026-05-03"],
    ["with half an hour, past the cut-off", "2026-05-03T22:30:00.000Z", "Asia/Kolkata", 4, "2026-05-04"],
  ])("%s", (_name, moment, zone, cutoff, day) => {
    expect(businessDay(at(moment), zone, cutoff)).toBe(day);
  });

  test("midnight is hour 0, not 24", () => {
    expect(localTime(at("2026-05-03T22:00:00.000Z"), berlin)).toEqual({ date: "2026-05-04", weekday: 1, hour: 0, minute: 0 });
  });
});

test("a time zone is one that the machine knows", () => {
  expect(isTimeZone(berlin)).toBe(true);
  expect(isTimeZone("Europe/Atlantis")).toBe(false);
  expect(isTimeZone("")).toBe(false);
});

describe("opening hours", () => {
  // Monday 07:00 to midnight, Tuesday 00:00 to 02:00: one evening in two rows.
  const profile = {
    time_zone: berlin,
    hours: [
      { weekday: 1, open: "07:00", close: "24:00" },
      { weekday: 2, open: "00:00", close: "02:00" },
    ],
  };
  test.each([
    ["2026-05-04T04:59:59.000Z", false],
    ["2026-05-04T05:00:00.000Z", true],
    ["2026-05-04T21:59:59.000Z", true],
    ["2026-05-04T22:00:00.000Z", true],
    ["2026-05-04T23:59:59.000Z", true],
    ["2026-05-05T00:00:00.000Z", false],
    ["2026-05-03T12:00:00.000Z", false],
  ])("%s: %s", (moment, open) => {
    expect(isOpen(profile, at(moment))).toBe(open);
  });

  test.each([
    ["Friday before it opens", "2026-05-08T15:59:00.000Z", false],
    ["Friday evening", "2026-05-08T16:00:00.000Z", true],
    ["Saturday, one at night", "2026-05-08T23:00:00.000Z", true],
    ["Saturday, as it closes", "2026-05-09T00:00:00.000Z", false],
    ["Thursday, one at night", "2026-05-07T23:00:00.000Z", false],
  ])("a span over midnight is one row, %s: %s %s", (_when, moment, open) => {
    expect(isOpen({ time_zone: berlin, hours: [{ weekday: 5, open: "18:00", close: "02:00" }] }, at(moment))).toBe(open);
  });

  test("a span that ends as it begins, from before those were refused, is never open", () => {
    const hours = [{ weekday: 1, open: "10:00", close: "10:00" }];
    expect(isOpen({ time_zone: berlin, hours }, at("2026-05-04T09:00:00.000Z"))).toBe(false);
  });

  test("without hours a store is closed", () => {
    expect(isOpen({ time_zone: berlin, hours: [] }, at("2026-05-04T10:00:00.000Z"))).toBe(false);
  });
});

describe("the moment at which a store's wall clock shows a time", () => {
  test.each([
    ["in summer", "2026-05-04T10:03", berlin, "2026-05-04T08:03:00.000Z"],
    ["in winter", "2026-01-04T10:03", berlin, "2026-01-04T09:03:00.000Z"],
    ["at midnight", "2026-05-05T00:00", "America/Los_Angeles", "2026-05-05T07:00:00.000Z"],
    ["before the clocks go back, and after", "2026-10-25T01:59", berlin, "2026-10-24T23:59:00.000Z"],
    ["that it shows twice: the first", "2026-10-25T02:30", berlin, "2026-10-25T00:30:00.000Z"],
    ["after the clocks went back", "2026-10-25T03:00", berlin, "2026-10-25T02:00:00.000Z"],
    ["after the clocks went forward", "2026-03-29T03:00", berlin, "2026-03-29T01:00:00.000Z"],
    ["that it never shows: as much later", "2026-03-29T02:30", berlin, "2026-03-29T01:30:00.000Z"],
    ["half an hour off the hour", "2026-05-04T10:03", "Asia/Kolkata", "2026-05-04T04:33:00.000Z"],
  ])("%s", (_name, local, zone, moment) => expect(utcOf(local, zone)).toBe(at(moment)));
});
