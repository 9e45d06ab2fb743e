/** On which business day an order counts in reports, and which orders are voids. */
import type { Order, OrderIn } from "./order.ts";

/**
 * Of its hand-over, or of its cancellation. Older releases fixed none: there it is the day on which the store took the order on.
 */
export function countedDay(order: Order): string | null {
  return ownDay(order) ?? order.business_day;
}

/** As it was fixed; null where it was not, or not yet. */
export function ownDay(order: Order): string | null {
  if (order.status === "COMPLETED") return order.sold_on ?? null;
  return order.status === "CANCELLED" ? (order.cancelled_on ?? null) : null;
}

/** Cancelled by the store's staff before anything was paid for it. */
export function isVoid(order: Order): order is OrderIn<"CANCELLED"> {
  if (order.status !== "CANCELLED" || order.authority !== "edge" || order.paid_cents > 0) return false;
  return order.cancel_cause === "STAFF" || order.cancel_cause === "NO_SHOW";
}
