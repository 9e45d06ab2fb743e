/**
 * What is sold out, as it counts for whoever asks. Without an end it is so for the day: an order for another one is not refused for it.
 * One that is sold out until a moment may be ordered for that moment. What is left of the day is sold on the day.
 */
import { businessDay } from "../kernel/business-day.ts";
import type { ProfileDocument } from "../store/profile.ts";
import type { Availability } from "./menu.ts";

type Kind = "item" | "modifier";

/** As it counts for what is wanted then; `requestedFor` null: now. */
export function soldOutThen(
  availability: Availability,
  profile: Pick<ProfileDocument, "time_zone" | "business_day_cutoff_hour">,
  requestedFor: string | null,
  nowMs: number,
): Availability {
  if (requestedFor === null || Date.parse(requestedFor) <= nowMs) return availability;
  const then = onSaleBy(availability, Date.parse(requestedFor));
  if (isToday(profile, requestedFor, nowMs)) return then;
  const ends = new Set(then.until?.map(({ kind, id }) => `${kind} ${id}`));
  return { ...sold(then, (kind, id) => ends.has(`${kind} ${id}`)), counted: [] };
}

/** What is sold out until then, or until before, counts as on sale. */
export function onSaleBy(availability: Availability, atMs: number): Availability {
  const isOver = ({ until }: { until: string }) => Date.parse(until) <= atMs;
  const over = new Set(availability.until?.filter(isOver).map(({ kind, id }) => `${kind} ${id}`));
  if (over.size === 0) return availability;
  const left = sold(availability, (kind, id) => !over.has(`${kind} ${id}`));
  return { ...left, until: availability.until?.filter((one) => !isOver(one)) };
}

/** At the counter a count refuses nothing: who stands there sees what is left. What staff have marked as sold out is. */
export function soldOutAtCounter(availability: Availability): Availability {
  const counts = new Set(availability.counted?.map(({ kind, id }) => `${kind} ${id}`));
  return { ...sold(availability, (kind, id) => !counts.has(`${kind} ${id}`)), counted: [] };
}

/** With those of what is sold out that `is` says yes to. */
function sold(availability: Availability, is: (kind: Kind, id: string) => boolean): Availability {
  return {
    ...availability,
    sold_out_item_ids: availability.sold_out_item_ids.filter((id) => is("item", id)),
    sold_out_modifier_ids: availability.sold_out_modifier_ids.filter((id) => is("modifier", id)),
  };
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
