/** The store's business day at a moment, by the profile in force. */
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";

/** null while there is no profile to say when the store's day begins. */
export type DayOf = (profile: ProfileDocument | null, atMs: number) => string | null;

/** How many minutes are cached: for now, and for when orders are promised. */
const REMEMBERED_MINUTES = 64;

/** Caches per minute, so that the calendar is not computed once per order. */
export function createDayOf(): DayOf {
  let of: ProfileDocument | null = null;
  const days = new Map<number, string>();
  return (profile, atMs) => {
    if (!profile) return null;
    if (of !== profile || days.size > REMEMBERED_MINUTES) days.clear();
    of = profile;
    const minute = Math.floor(atMs / 60_000);
    const known = days.get(minute);
    if (known !== undefined) return known;
    const day = businessDay(atMs, profile.time_zone, profile.business_day_cutoff_hour);
    days.set(minute, day);
    return day;
  };
}
