/** Dates as text, YYYY-MM-DD, without a time zone: the stores' business days. */
const DAY_MS = 24 * 3_600_000;

const utc = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Canadian English writes dates so. */
const localDate = (ms: number, timeZone: string) => new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(ms);

export function dayAfter(date: string): string {
  return dateOf(utc(date) + DAY_MS);
}

/**
 * The last `days` days up to today by the stores' calendars, wherever the reader is. Where it is two days among them at once, both
 * are today.
 */
export function lastDays(nowMs: number, days: number, timeZones: readonly string[]): { first: string; last: string } {
  const todays = (timeZones.length > 0 ? timeZones : ["UTC"]).map((timeZone) => localDate(nowMs, timeZone)).sort();
  const [earliest = "", last = ""] = [todays.at(0), todays.at(-1)];
  return { first: dateOf(utc(earliest) - (days - 1) * DAY_MS), last };
}
