/** Hours as people say them, by time of day: for pages as well, so without schemas. */
import type { OpeningHours } from "../store/profile.ts";

/** From Monday on, as a week is written. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];

/** Spans of the same time of day, with their weekdays from Monday on. */
export interface DaysWithTime {
  readonly days: readonly number[];
  readonly open: string;
  readonly close: string;
}

export function byTimeOfDay(hours: readonly OpeningHours[]): DaysWithTime[] {
  const times = [...new Set(hours.map(({ open, close }) => `${open}-${close}`))];
  return times.map((time) => {
    const same = hours.filter(({ open, close }) => `${open}-${close}` === time);
    const [open = "", close = ""] = time.split("-");
    return { days: WEEK.filter((day) => same.some(({ weekday }) => weekday === day)), open, close };
  });
}
