import type { OrderResource } from "@crema/shared/contract/orders";

const LATELY_MS = 3_600_000;

type Made = Pick<OrderResource, "created_at" | "requested_for"> & { readonly ready_at?: string | null };

/**
 * From placed to ready, over the orders that became ready within the last hour, in ms; null: none did. Orders for later waited because
 * somebody wanted them later, and do not count.
 */
export function averageMs(orders: readonly Made[], now: number): number | null {
  const spans = orders.flatMap(({ created_at, requested_for, ready_at }) => {
    if (!ready_at || requested_for !== null || now - Date.parse(ready_at) > LATELY_MS) return [];
    return [Date.parse(ready_at) - Date.parse(created_at)];
  });
  return spans.length === 0 ? null : spans.reduce((sum, span) => sum + span, 0) / spans.length;
}
