/** When a promotion counts, in the words of a refusal: "on weekdays from 17:00 to 19:00". */
import { DAYS } from "../kernel/business-day.ts";
import type { OpeningHours } from "../store/profile.ts";
import { byTimeOfDay } from "./hours-by-day.ts";

type DaysKind = "EVERY_DAY" | "WEEKDAYS" | "WEEKENDS" | null;

/** Days that have a name together. */
function kindOfDays(days: readonly number[]): DaysKind {
  const key = days.join("");
  return key === "1234560" ? "EVERY_DAY" : key === "12345" ? "WEEKDAYS" : key === "60" ? "WEEKENDS" : null;
}

export function hoursText(hours: readonly OpeningHours[]): string {
  return listed(byTimeOfDay(hours).map(({ days, open, close }) => `${daysText(days)} from ${open} to ${close}`));
}

const DAYS_TEXT: Readonly<Record<NonNullable<DaysKind>, string>> = {
  EVERY_DAY: "every day",
  WEEKDAYS: "on weekdays",
  WEEKENDS: "on weekends",
};

function daysText(days: readonly number[]): string {
  const kind = kindOfDays(days);
  return kind ? DAYS_TEXT[kind] : `on ${listed(days.map((day) => DAYS[day] ?? ""))}`;
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
