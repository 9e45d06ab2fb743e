/** What of a store's boxes is here: events, applied or in quarantine as the bytes that came; and an order with the counter's money. */
import { storedOrder } from "@crema/shared/domain/order/order";
import type { OrderWithMoney } from "@crema/sync/protocol/order-with-money";
import type { Pool } from "pg";

const KNOWN = `
  SELECT event_id AS id FROM order_events WHERE store_id = $1 AND event_id = ANY ($2::uuid[])
  UNION SELECT event_id FROM drawer_events WHERE store_id = $1 AND event_id = ANY ($2::uuid[])
  UNION SELECT event_id FROM quarantine WHERE store_id = $1 AND event_id = ANY ($2::uuid[])`;

export async function knownEvents(pool: Pool, storeId: string, ids: readonly string[]): Promise<string[]> {
  const found = await pool.query<{ id: string }>(KNOWN, [storeId, ids]);
  return found.rows.map((row) => row.id);
}

const ORDER = `
  SELECT o.state AS "order",
    (SELECT coalesce(json_agg(p.state ORDER BY p.captured_at, p.payment_id), '[]'::json) FROM payments p
     WHERE p.store_id = o.store_id AND p.order_id = o.order_id AND p.provider = 'in_store') AS payments,
    (SELECT coalesce(json_agg(r.state ORDER BY r.refunded_at, r.refund_id), '[]'::json) FROM refunds r
     WHERE r.store_id = o.store_id AND r.order_id = o.order_id AND r.provider = 'in_store') AS refunds
  FROM orders o WHERE o.store_id = $1 AND o.order_id = $2`;

export async function knownOrder(pool: Pool, storeId: string, orderId: string): Promise<OrderWithMoney | null> {
  const found = (await pool.query<OrderWithMoney>(ORDER, [storeId, orderId])).rows[0];
  return found ? { ...found, order: storedOrder(found.order) } : null;
}
