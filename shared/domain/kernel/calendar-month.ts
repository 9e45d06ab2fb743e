/**
 * Calendar months in a given time zone, half-open: from the first instant of the month up to, but not including, the
 * first of the next one.
 * Pitfall: some nights have no midnight and some have two, so the first instant of a date is searched for by the local
 * date and never computed from an offset.
 */
import { z } from "zod";
import { type BusinessDay, localTime } from "./business-day.ts";
import { iso, type Timestamp } from "./clock.ts";

export const Month = z.string().regex(/^2\d{3}-(0[1-9]|1[0-2])$/, "a month as YYYY-MM, from 2000-01 on");
export type Month = string;

/** `from` is in the month, `until` is the first instant of the next one. */
export interface MonthBounds {
  readonly from: Timestamp;
  readonly until: Timestamp;
}

export function monthBounds(month: Month, timeZone: string): MonthBounds {
  const firstOf = (each: Month) => iso(firstInstantOf(`${each}-01`, timeZone));
  return { from: firstOf(month), until: firstOf(monthAfter(month, 1)) };
}

/** The last complete month at that moment, by the calendar of the time zone. */
export function lastMonth(atMs: number, timeZone: string): Month {
  return monthAfter(localTime(atMs, timeZone).date.slice(0, 7), -1);
}

function monthAfter(month: Month, months: number): Month {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year ?? 0, (number ?? 1) - 1 + months)).toISOString().slice(0, 7);
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** No zone is a whole day away from UTC, so a binary search within one day on either side finds the instant. */
function firstInstantOf(date: BusinessDay, timeZone: string): number {
  const midnightUtc = Date.parse(`${date}T00:00:00.000Z`);
  let before = midnightUtc - DAY_MS;
  let first = midnightUtc + DAY_MS;
  while (first - before > 1) {
    const middle = Math.floor((before + first) / 2);
    if (localTime(middle, timeZone).date >= date) first = middle;
    else before = middle;
  }
  return first;
}
