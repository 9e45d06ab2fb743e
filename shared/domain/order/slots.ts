/**
 * The times at which an order can be picked up, other than as soon as possible. Whether the store is open at a slot is
 * decided by the function that placing the order uses.
 */
import { DAYS, localTime } from "../kernel/business-day.ts";
import { iso } from "../kernel/clock.ts";
import { type Hours, isOpen, specialDayAt, specialDayText } from "../store/opening-hours.ts";
import type { ProfileDocument } from "../store/profile.ts";
import { slotAt } from "./capacity.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** No store is open for less. */
const SHORTEST_MS = 5 * MINUTE_MS;
/** As far ahead as an order may be wanted (wanted-time.ts), less an hour in which to decide. */
const AHEAD_MS = 7 * 24 * HOUR_MS - HOUR_MS;

type Ahead = Hours & Pick<ProfileDocument, "settings">;

/** The start of each slot of the next seven days in which the store is open then, the first one no sooner than the store can be ready. */
export function* pickupSlots(profile: Ahead, nowMs: number): Generator<string> {
  const readyMs = nowMs + profile.settings.prep_time_s * 1000;
  for (let slot = slotAt(profile, readyMs); slot.fromMs <= nowMs + AHEAD_MS; slot = slotAt(profile, slot.untilMs)) {
    if (slot.fromMs >= readyMs && isOpen(profile, slot.fromMs)) yield iso(slot.fromMs);
  }
}

/** Whether the store is open at some moment from now on, and before that one. Both in milliseconds. */
export function opensBefore(profile: Hours, nowMs: number, endMs: number): boolean {
  const first = Math.ceil(nowMs / SHORTEST_MS) * SHORTEST_MS;
  for (let at = first; at < endMs; at += SHORTEST_MS) if (isOpen(profile, at)) return true;
  return nowMs < endMs && isOpen(profile, nowMs);
}

/** How far ahead times are offered from that moment on, in milliseconds. */
export const slotsUntil = (nowMs: number): number => nowMs + AHEAD_MS;

/** The text for a customer of a store that is closed at `wantedMs`: why, and the first time from then on for which an order can be placed. */
export function closedText(profile: Ahead & Pick<ProfileDocument, "name">, nowMs: number, wantedMs: number): string {
  const slots = [...pickupSlots(profile, nowMs)];
  const closed = `${profile.name} is closed ${whenClosed(profile, nowMs, wantedMs)}.`;
  const last = slots.at(-1);
  if (last === undefined) return `${closed} It does not open within the next seven days.`;
  const next = slots.find((slot) => Date.parse(slot) >= wantedMs);
  if (next === undefined) return `${closed} The last time to order for is ${slotText(last, profile)}; choose a time until then.`;
  const which = wantedMs <= nowMs ? "first" : "next";
  return `${closed} The ${which} time to order for is ${slotText(next, profile)}; choose a time from then on.`;
}

function slotText(slot: string, { time_zone }: Hours): string {
  const { weekday, hour, minute } = localTime(Date.parse(slot), time_zone);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${DAYS[weekday]}, ${two(hour)}:${two(minute)}`;
}

function whenClosed(profile: Hours, nowMs: number, wantedMs: number): string {
  const special = specialDayAt(profile, wantedMs);
  if (!special) return wantedMs <= nowMs ? "now" : "then";
  const hours = special.spans.map(({ open, close }) => `${open} to ${close}`).join(", ");
  return `on ${specialDayText(special)}${hours === "" ? "" : ` at that time; its hours are ${hours}`}`;
}
