/**
 * Calendar months in a stated time zone, half-open: from the first instant of the month up to, and without, the first of the
 * next one. Easy to get wrong: midnight. In some nights it does not exist, in others it comes twice, so the first instant of a
 * date is looked for by the date that clocks show there, and never reckoned from an offset.
 */
import { z } from "zod";
import { type BusinessDay, localTime } from "./business-day.ts";
import { iso, type Timestamp } from "./clock.ts";

export const Month = z.string().regex(/^2\d{3}-(0[1-9]|1[0-2])$/, "a month as YYYY-MM, from 2000-01 on");
export type Month = string;

/** `from` belongs to the month, `until` to the next one. */
export interface MonthBounds {
  readonly from: Timestamp;
  readonly until: Timestamp;
}

export function monthBounds(month: Month, timeZone: string): MonthBounds {
  const firstOf = (each: Month) => iso(firstInstantOf(`${each}-01`, timeZone));
  return { from: firstOf(month), until: firstOf(monthAfter(month, 1)) };
}

/** The last whole month at that moment, as the calendar on the wall there says. */
export function lastMonth(atMs: number, timeZone: string): Month {
  return monthAfter(localTime(atMs, timeZone).date.slice(0, 7), -1);
}

function monthAfter(month: Month, months: number): Month {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year ?? 0, (number ?? 1) - 1 + months)).toISOString().slice(0, 7);
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** No place is a whole day away from UTC: the instant lies in between, and is closed in on from both sides. */
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
