/** Dates as text, YYYY-MM-DD, without a time zone: the stores' business days. */
const DAY_MS = 24 * 3_600_000;

const utc = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export function dayAfter(date: string): string {
  return dateOf(utc(date) + DAY_MS);
}

/** The last `days` days up to today, as the reader's calendar says. */
export function lastDays(nowMs: number, days: number): { first: string; last: string } {
  const now = new Date(nowMs);
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return { first: dateOf(today - (days - 1) * DAY_MS), last: dateOf(today) };
}
