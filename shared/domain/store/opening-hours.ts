/**
 * When a store takes app orders: by its week's hours, or on a special day by that day's own, always by the store's wall clock. A span
 * belongs to the day on which it opens, so the night before a holiday ends on the holiday as it was to end.
 */
import { localTime, utcOf } from "../kernel/business-day.ts";
import type { FieldFault } from "../kernel/errors.ts";
import { lasts, minutesOf, type OpeningHours, type ProfileDocument, type SpecialDay } from "./profile.ts";

export type Hours = Pick<ProfileDocument, "hours" | "special_days" | "time_zone">;
export type Span = Pick<OpeningHours, "open" | "close">;

const DAY_MS = 24 * 3_600_000;

/** Whether the store takes app orders at that moment. The counter sells whenever somebody stands behind it. */
export function isOpen(hours: Hours, atMs: number): boolean {
  const { date, hour, minute } = localTime(atMs, hours.time_zone);
  const now = hour * 60 + minute;
  const isWithin = ({ open, close }: Span) => now >= minutesOf(open) && (now < minutesOf(close) || isOvernight({ open, close }));
  return (
    spansOf(hours, date).some((span) => lasts(span) && isWithin(span)) ||
    spansOf(hours, dayBefore(date)).some((span) => lasts(span) && isOvernight(span) && now < minutesOf(span.close))
  );
}

const isOvernight = ({ open, close }: Span): boolean => minutesOf(open) >= minutesOf(close);

const DAYS_AHEAD = 7;

/** When the next span begins after that moment, within seven days; null: none does. */
export function opensNext(hours: Hours, atMs: number): number | null {
  let { date } = localTime(atMs, hours.time_zone);
  for (let days = 0; days <= DAYS_AHEAD; days += 1) {
    const begins = spansOf(hours, date)
      .filter(lasts)
      .map(({ open }) => utcOf(`${date}T${open}`, hours.time_zone))
      .filter((at) => at > atMs && at <= atMs + DAYS_AHEAD * DAY_MS);
    if (begins.length > 0) return Math.min(...begins);
    date = dayAfter(date);
  }
  return null;
}

/** The spans that begin on the store's present calendar day, earliest first, in its own time. */
export function hoursToday(hours: Hours, atMs: number): Span[] {
  return spansOf(hours, localTime(atMs, hours.time_zone).date)
    .map(({ open, close }) => ({ open, close }))
    .sort((a, b) => minutesOf(a.open) - minutesOf(b.open));
}

/** The special day that a moment is in, by the store's calendar. */
export function specialDayAt(hours: Pick<Hours, "special_days" | "time_zone">, atMs: number): SpecialDay | null {
  if (!hours.special_days?.length) return null;
  const { date } = localTime(atMs, hours.time_zone);
  return hours.special_days.find((day) => day.date === date) ?? null;
}

/** The days without any hours of their own that touch the time between two moments, earliest first. */
export function closedDays(
  { special_days = [], time_zone }: Pick<Hours, "special_days" | "time_zone">,
  fromMs: number,
  untilMs: number,
): SpecialDay[] {
  const touches = ({ date }: SpecialDay) =>
    utcOf(`${date}T00:00`, time_zone) <= untilMs && utcOf(`${dayAfter(date)}T00:00`, time_zone) > fromMs;
  return special_days.filter((day) => day.spans.length === 0 && touches(day)).sort((a, b) => (a.date < b.date ? -1 : 1));
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

/** "25 December (Christmas)", for the English texts of the service. */
export function specialDayText({ date, name }: Pick<SpecialDay, "date" | "name">): string {
  const [, month, day] = date.split("-").map(Number);
  return `${day} ${MONTHS[(month ?? 1) - 1]}${name === undefined ? "" : ` (${name})`}`;
}

function spansOf({ hours, special_days }: Pick<Hours, "hours" | "special_days">, date: string): readonly Span[] {
  const special = special_days?.find((day) => day.date === date);
  if (special) return special.spans;
  const weekday = weekdayOf(date);
  return hours.filter((span) => span.weekday === weekday);
}

const weekdayOf = (date: string): number => new Date(date).getUTCDay();
const dayBefore = (date: string): string => new Date(Date.parse(date) - DAY_MS).toISOString().slice(0, 10);
const dayAfter = (date: string): string => new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10);

/** What is wrong with a list of special days. The schema has seen to empty names and to spans that are never open. */
export function specialDayFaults(days: readonly SpecialDay[], at = "/special_days"): FieldFault[] {
  return days.flatMap((day, index) => {
    const field = `${at}/${index}`;
    const first = days.findIndex(({ date }) => date === day.date);
    if (first !== index) return [{ field: `${field}/date`, message: `is there twice: ${day.date} is at ${first}` }];
    const night = days.find(({ date }) => date === dayBefore(day.date))?.spans.filter(isOvernight) ?? [];
    return day.spans.flatMap((span, i) => {
      const other = day.spans.slice(0, i).find((before) => overlap(before, span));
      if (other) return [{ field: `${field}/spans/${i}/open`, message: `overlaps with ${textOf(other)}` }];
      const late = night.find(({ close }) => minutesOf(close) > minutesOf(span.open));
      return late ? [{ field: `${field}/spans/${i}/open`, message: `overlaps with ${textOf(late)} of the day before` }] : [];
    });
  });
}

const textOf = ({ open, close }: Span): string => `${open} to ${close}`;

/** Of one day; a span that ends on the next one goes on until its midnight. */
function overlap(a: Span, b: Span): boolean {
  const end = (span: Span) => (isOvernight(span) ? 24 * 60 : minutesOf(span.close));
  return minutesOf(a.open) < end(b) && minutesOf(b.open) < end(a);
}
