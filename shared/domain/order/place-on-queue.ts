import type { Order } from "./order.ts";

/** The order of every queue, for `sort`: what staff put first, then the others, each by its place. */
export function byPlaceOnQueue(a: Queued, b: Queued): number {
  if (a.is_rush !== b.is_rush) return a.is_rush ? -1 : 1;
  const [first, second] = [placeOf(a), placeOf(b)];
  if (first !== second) return first < second ? -1 : 1;
  return a.order_id < b.order_id ? -1 : 1;
}

/** The time by which an order stands on the queue: what was promised first. One that is late keeps its place, whatever its guest was told since. */
export const placeOf = ({ promised_at, first_promised_at }: Pick<Order, "promised_at" | "first_promised_at">): string =>
  first_promised_at ?? promised_at;

type Queued = Pick<Order, "is_rush" | "promised_at" | "first_promised_at" | "order_id">;
