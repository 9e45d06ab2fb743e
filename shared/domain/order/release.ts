/** When an order that is wanted for later comes onto the queue: as long before its time as the store takes to make one. */
import { iso } from "../kernel/clock.ts";
import type { Order } from "./order.ts";

/** null: it is to be made now. `prepTimeS`: the store's setting, in seconds. */
export function releasesAt(order: Pick<Order, "requested_for">, prepTimeS: number, nowMs: number): string | null {
  if (order.requested_for === null) return null;
  const at = Date.parse(order.requested_for) - prepTimeS * 1000;
  return at > nowMs ? iso(at) : null;
}

/** The moment that an order is wanted for: its requested time, or now where it has none or the time has passed. */
export function wantedAtMs(order: Pick<Order, "requested_for">, nowMs: number): number {
  return order.requested_for === null ? nowMs : Math.max(nowMs, Date.parse(order.requested_for));
}
