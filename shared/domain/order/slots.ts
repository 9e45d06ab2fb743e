/**
 * The times at which an order can be picked up, other than as soon as possible. Whether the store is open at a slot is
 * decided by the function that placing the order uses.
 */
import { DAYS, localTime } from "../kernel/business-day.ts";
import { iso } from "../kernel/clock.ts";
import { isOpen, type ProfileDocument } from "../store/profile.ts";

const MINUTE_MS = 60_000;
const EVERY_MS = 15 * MINUTE_MS;
const AHEAD_MS = 24 * 60 * MINUTE_MS;

/** Every quarter of an hour within the opening hours of the next 24 hours, the first one no sooner than the store can be ready. */
export function pickupSlots(profile: Pick<ProfileDocument, "hours" | "time_zone" | "settings">, nowMs: number): string[] {
  const first = Math.ceil((nowMs + profile.settings.prep_time_s * 1000) / EVERY_MS) * EVERY_MS;
  const slots: string[] = [];
  for (let at = first; at <= nowMs + AHEAD_MS; at += EVERY_MS) if (isOpen(profile, at)) slots.push(iso(at));
  return slots;
}

/** Whether the store is open at some moment from now on, and before that one. Both in milliseconds. */
export function opensBefore(profile: Pick<ProfileDocument, "hours" | "time_zone">, nowMs: number, endMs: number): boolean {
  for (let at = nowMs; at < endMs; at += EVERY_MS) if (isOpen(profile, at)) return true;
  return false;
}

/** The text for a customer of a closed store: the earliest time for which an order can be placed. */
export function closedText(
  profile: Pick<ProfileDocument, "name" | "hours" | "time_zone" | "settings">,
  nowMs: number,
  isForNow: boolean,
): string {
  const [first] = pickupSlots(profile, nowMs);
  const closed = `${profile.name} is closed ${isForNow ? "now" : "then"}.`;
  if (first === undefined) return `${closed} It does not open within the next 24 hours.`;
  const { weekday, hour, minute } = localTime(Date.parse(first), profile.time_zone);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${closed} The first time to order for is ${DAYS[weekday]}, ${two(hour)}:${two(minute)}; choose a time from then on.`;
}
