/** What is sold out is so for the day: an order for another one is not refused for it. */
import { businessDay } from "../kernel/business-day.ts";
import type { ProfileDocument } from "../store/profile.ts";
import type { Availability } from "./menu.ts";

/** As it counts for what is wanted then; `requestedFor` null: now. */
export function soldOutThen(
  availability: Availability,
  profile: Pick<ProfileDocument, "time_zone" | "business_day_cutoff_hour">,
  requestedFor: string | null,
  nowMs: number,
): Availability {
  return isToday(profile, requestedFor, nowMs) ? availability : { ...availability, sold_out_item_ids: [], sold_out_modifier_ids: [] };
}

/** Whether that moment is in the store's present business day, or has passed. */
export function isToday(
  { time_zone, business_day_cutoff_hour: cutoff }: Pick<ProfileDocument, "time_zone" | "business_day_cutoff_hour">,
  requestedFor: string | null,
  nowMs: number,
): boolean {
  if (requestedFor === null) return true;
  const wantedMs = Date.parse(requestedFor);
  return wantedMs <= nowMs || businessDay(wantedMs, time_zone, cutoff) === businessDay(nowMs, time_zone, cutoff);
}
