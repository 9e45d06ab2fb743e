import type { Order } from "./order.ts";

/** The order of every queue, for `sort`: what staff put first, then the others, each by its promise. */
export function byPlaceOnQueue(a: Queued, b: Queued): number {
  if (a.is_rush !== b.is_rush) return a.is_rush ? -1 : 1;
  if (a.promised_at !== b.promised_at) return a.promised_at < b.promised_at ? -1 : 1;
  return a.order_id < b.order_id ? -1 : 1;
}

type Queued = Pick<Order, "is_rush" | "promised_at" | "order_id">;
