/** When an order that is wanted for later comes onto the queue: as long before its time as the store takes to make one. */
import { iso } from "../kernel/clock.ts";
import type { StoreSettings } from "../store/profile.ts";
import type { Order } from "./order.ts";
import { JUST_PASSED_MS } from "./wanted-time.ts";

/** null: it is to be made now. `prepTimeS`: the store's setting, in seconds. */
export function releasesAt(order: Pick<Order, "requested_for">, prepTimeS: number, nowMs: number): string | null {
  if (order.requested_for === null) return null;
  const at = Date.parse(order.requested_for) - prepTimeS * 1000;
  return at > nowMs ? iso(at) : null;
}

/** Whether there is time before it is to be made; until then it is on no queue. */
export function isForLater(
  order: Pick<Order, "requested_for">,
  { prep_time_s }: Pick<StoreSettings, "prep_time_s">,
  nowMs: number,
): boolean {
  return releasesAt(order, prep_time_s, nowMs) !== null;
}

/** The moment that an order is wanted for: its requested time, or now where it has none or the time has passed. */
export function wantedAtMs(order: Pick<Order, "requested_for">, nowMs: number): number {
  return order.requested_for === null ? nowMs : Math.max(nowMs, Date.parse(order.requested_for));
}

/** Whether the time that it was wanted for has gone by. One that was placed for a time within the minute is wanted now, however late that is. */
export function isOver(
  { requested_for, promised_at, created_at }: Pick<Order, "requested_for" | "promised_at" | "created_at">,
  nowMs: number,
): boolean {
  const promisedMs = Date.parse(promised_at);
  return requested_for !== null && promisedMs > Date.parse(created_at) + JUST_PASSED_MS && promisedMs <= nowMs - JUST_PASSED_MS;
}
