/**
 * The business day: the calendar date in the store's time zone, where the day begins at the cut-off hour and not at
 * midnight. A sale at 01:30 with a cut-off of 04:00 belongs to the day before.
 */
import { z } from "zod";

export const BusinessDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export type BusinessDay = string;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      weekday: "short",
    });
    formats.set(timeZone, format);
  }
  return format;
}

export interface LocalTime {
  readonly date: BusinessDay;
  /** 0 = Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

export const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** By zone and minute: zones change on whole minutes, and what is asked about is mostly the present and a few hours of the day. */
const remembered = new Map<string, LocalTime>();
const REMEMBERED = 2_000;
const MINUTE_MS = 60_000;

/** The wall clock of the store at that moment, summer time included. */
export function localTime(atMs: number, timeZone: string): LocalTime {
  const key = `${Math.floor(atMs / MINUTE_MS)} ${timeZone}`;
  const known = remembered.get(key);
  if (known) return known;
  if (remembered.size >= REMEMBERED) remembered.clear();
  const time = readLocalTime(atMs, timeZone);
  remembered.set(key, time);
  return time;
}

function readLocalTime(atMs: number, timeZone: string): LocalTime {
  const parts = new Map(
    formatFor(timeZone)
      .formatToParts(atMs)
      .map((part) => [part.type, part.value]),
  );
  return {
    date: `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`,
    weekday: WEEKDAYS.indexOf(parts.get("weekday") ?? ""),
    hour: Number(parts.get("hour")),
    minute: Number(parts.get("minute")),
  };
}

/** "16:15" in the zone, with the weekday before it where that day is another than the one of `besideMs`: for the English texts of the service. */
export function timeText(atMs: number, besideMs: number, timeZone: string): string {
  const { date, weekday, hour, minute } = localTime(atMs, timeZone);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${localTime(besideMs, timeZone).date === date ? "" : `${DAYS[weekday]} `}${two(hour)}:${two(minute)}`;
}

export function businessDay(atMs: number, timeZone: string, cutoffHour: number): BusinessDay {
  const local = localTime(atMs, timeZone);
  if (local.hour >= cutoffHour) return local.date;
  const [year, month, day] = local.date.split("-").map(Number);
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, (day ?? 1) - 1)).toISOString().slice(0, 10);
}

/** The moment at which the business day after the present one begins. */
export function nextBusinessDayAt(atMs: number, timeZone: string, cutoffHour: number): number {
  const next = new Date(Date.parse(businessDay(atMs, timeZone, cutoffHour)) + DAY_MS).toISOString().slice(0, 10);
  return utcOf(`${next}T${String(cutoffHour).padStart(2, "0")}:00`, timeZone);
}

/**
 * The moment at which the store's wall clock shows `local` ("2026-05-04T10:03"). Where the clocks go back it shows that twice, and
 * the first counts; where they go forward it never does, and the moment is as much later.
 */
export function utcOf(local: string, timeZone: string): number {
  const wanted = Date.parse(`${local}:00.000Z`);
  const shownAt = (ms: number) => wallClock(ms, timeZone);
  // A zone's offset by the day before and by the day after: they differ only across a change of the clocks.
  const candidates = [wanted - DAY_MS, wanted + DAY_MS].map((near) => wanted - (shownAt(near) - near)).sort((a, b) => a - b);
  return candidates.find((ms) => shownAt(ms) === wanted) ?? candidates.at(-1) ?? wanted;
}

/** What the store's wall clock shows at that moment, to the minute, as if it were UTC. */
export function wallClock(atMs: number, timeZone: string): number {
  const { date, hour, minute } = localTime(atMs, timeZone);
  return Date.parse(`${date}T${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}:00.000Z`);
}

const DAY_MS = 24 * 3_600_000;

export function isTimeZone(name: string): boolean {
  try {
    formatFor(name);
    return true;
  } catch {
    return false;
  }
}
