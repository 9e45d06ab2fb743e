/**
 * The times at which an order can be picked up, other than as soon as possible. Whether the store is open at a slot is
 * decided by the function that placing the order uses.
 */
import { DAYS, localTime } from "../kernel/business-day.ts";
import { iso } from "../kernel/clock.ts";
import { isOpen, type ProfileDocument } from "../store/profile.ts";
import { slotAt } from "./capacity.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const QUARTER_MS = 15 * MINUTE_MS;
/** As far ahead as an order may be wanted (wanted-time.ts), less an hour in which to decide. */
const AHEAD_MS = 7 * 24 * HOUR_MS - HOUR_MS;

type Hours = Pick<ProfileDocument, "hours" | "time_zone" | "settings">;

/** The start of each slot of the next seven days in which the store is open then, the first one no sooner than the store can be ready. */
export function* pickupSlots(profile: Hours, nowMs: number): Generator<string> {
  const readyMs = nowMs + profile.settings.prep_time_s * 1000;
  for (let slot = slotAt(profile, readyMs); slot.fromMs <= nowMs + AHEAD_MS; slot = slotAt(profile, slot.untilMs)) {
    if (slot.fromMs >= readyMs && isOpen(profile, slot.fromMs)) yield iso(slot.fromMs);
  }
}

/** Whether the store is open at some moment from now on, and before that one. Both in milliseconds. */
export function opensBefore(profile: Pick<ProfileDocument, "hours" | "time_zone">, nowMs: number, endMs: number): boolean {
  for (let at = nowMs; at < endMs; at += QUARTER_MS) if (isOpen(profile, at)) return true;
  return false;
}

/** The text for a customer of a closed store: the earliest time for which an order can be placed. */
export function closedText(profile: Hours & Pick<ProfileDocument, "name">, nowMs: number, isForNow: boolean): string {
  const [first] = pickupSlots(profile, nowMs);
  const closed = `${profile.name} is closed ${isForNow ? "now" : "then"}.`;
  if (first === undefined) return `${closed} It does not open within the next seven days.`;
  const { weekday, hour, minute } = localTime(Date.parse(first), profile.time_zone);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${closed} The first time to order for is ${DAYS[weekday]}, ${two(hour)}:${two(minute)}; choose a time from then on.`;
}
