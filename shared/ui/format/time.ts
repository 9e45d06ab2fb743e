/** Times as people read them. `timeZone` is the store's, so that a screen with a wrong zone still shows the store's time. */
import type { Words } from "../words/words.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, made);
  return made;
}

export function formatTime(at: string | number, locale: string, timeZone?: string): string {
  return format(locale, { timeStyle: "short", ...(timeZone ? { timeZone } : {}) }).format(new Date(at));
}

export function formatDay(at: string | number, locale: string, timeZone?: string): string {
  return format(locale, { weekday: "short", day: "numeric", month: "short", ...(timeZone ? { timeZone } : {}) }).format(new Date(at));
}

/** A day with its time, "Fri 27 Nov, 20:30": where it stands by itself. */
export function formatMoment(at: string | number, locale: string, timeZone?: string): string {
  const options = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" } as const;
  return format(locale, { ...options, ...(timeZone ? { timeZone } : {}) }).format(new Date(at));
}

/** A day near `now` as people speak of it, within a text: "today", "tomorrow", and "Fri, 27 Nov" for any other. */
export function formatNearDay(at: string | number, now: number, locale: string, timeZone?: string): string {
  const shown = calendarDay(at, timeZone);
  const today = calendarDay(now, timeZone);
  if (shown !== today && shown !== dayAfter(today)) return formatDay(at, locale, timeZone);
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(shown === today ? 0 : 1, "day");
}

/** The same where it begins a text: "Today". */
export function capitalised(text: string, locale: string): string {
  const [first = "", ...rest] = text;
  return first.toLocaleUpperCase(locale) + rest.join("");
}

const DAY_MS = 24 * 3_600_000;
const dayAfter = (day: string): string => new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);

/** "2026-12-25", in the zone. */
const calendarDay = (at: string | number, timeZone?: string): string =>
  format("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", ...(timeZone ? { timeZone } : {}) }).format(new Date(at));

/** A calendar day, "2026-12-25", wherever it is: 25 December. */
export function formatCalendarDay(day: string, locale: string): string {
  return format(locale, { day: "numeric", month: "long", timeZone: "UTC" }).format(new Date(`${day}T12:00:00Z`));
}

/** With its year, for what is filed. */
export function formatDate(at: string | number, locale: string, timeZone?: string): string {
  return format(locale, { dateStyle: "medium", ...(timeZone ? { timeZone } : {}) }).format(new Date(at));
}

/** "20:00" of a store's hours: 8:00 PM; 24:00 is midnight. */
export const formatWallTime = (wall: string, locale: string): string =>
  formatTime(Date.parse("2026-01-01T00:00Z") + minutesIn(wall) * 60_000, locale, "UTC");

const minutesIn = (wall: string): number => wall.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

/** From 0 to 1439. */
export const minuteOfDay = (now: number, timeZone?: string): number =>
  minutesIn(
    format("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(timeZone ? { timeZone } : {}) }).format(new Date(now)),
  );

/** 4:05 for four minutes and five seconds; hours only when there are any. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** 9 min, 1 h 05 min: a span that nobody takes for a time of day. */
export function formatMinutes(ms: number, t: Words): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes === 0) return t("ui.under_a_minute");
  const hours = Math.floor(minutes / 60);
  return hours > 0 ? t("ui.hours_minutes", { hours, minutes: String(minutes % 60).padStart(2, "0") }) : t("ui.minutes", { minutes });
}
