/** Dates as text, YYYY-MM-DD, without a time zone: the stores' business days. */
const DAY_MS = 24 * 3_600_000;

const utc = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export function dayAfter(date: string): string {
  return dateOf(utc(date) + DAY_MS);
}

/** `days` below zero: after it. */
export function daysBefore(date: string, days: number): string {
  return dateOf(utc(date) - days * DAY_MS);
}

/**
 * The last `days` days up to today. `todays`: the business day of each store, which the service says, whatever the reader's clock and
 * however late the store's day begins. Where it is two days among them at once, both are today.
 */
export function lastDays(nowMs: number, days: number, todays: readonly string[]): { first: string; last: string } {
  const sorted = todays.length > 0 ? [...todays].sort() : [dateOf(nowMs)];
  const [earliest = "", last = ""] = [sorted.at(0), sorted.at(-1)];
  return { first: dateOf(utc(earliest) - (days - 1) * DAY_MS), last };
}
