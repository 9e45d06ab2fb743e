/**
 * Orders that were over before a store's present box began: it was not handed them, and its till asks for one by the number on a
 * receipt. What is open is at the box already, and what never was the store's is none of its business.
 */
import { storedOrder } from "@crema/shared/domain/order/order";
import { type EarlierOrdersRequest, MOST_EARLIER_ORDERS } from "@crema/sync/protocol/earlier-orders";
import type { OrderWithMoney } from "@crema/sync/protocol/order-with-money";
import type { Pool } from "pg";

/** With the counter's tenders, and every refund. */
const ORDERS = `
  SELECT o.state AS "order",
    (SELECT coalesce(json_agg(p.state ORDER BY p.captured_at, p.payment_id), '[]'::json) FROM payments p
     WHERE p.store_id = o.store_id AND p.order_id = o.order_id AND p.provider = 'in_store') AS payments,
    (SELECT coalesce(json_agg(r.state ORDER BY r.refunded_at, r.refund_id), '[]'::json) FROM refunds r
     WHERE r.store_id = o.store_id AND r.order_id = o.order_id) AS refunds
  FROM orders o WHERE o.store_id = $1 AND o.status IN ('COMPLETED', 'CANCELLED') AND o.handoff IN ('BORN_AT_STORE', 'CONFIRMED')`;

/** Each by an index: of tickets, and of receipts. */
const BY_NUMBER = `${ORDERS} AND o.order_id IN (
    SELECT order_id FROM orders WHERE store_id = $1 AND searched_ticket = lower($2)
    UNION SELECT order_id FROM payments WHERE store_id = $1 AND provider = 'in_store' AND provider_ref = upper($2)
    UNION SELECT order_id FROM refunds WHERE store_id = $1 AND provider = 'in_store' AND provider_ref = upper($2))
  ORDER BY o.order_id DESC LIMIT ${MOST_EARLIER_ORDERS}`;

export async function earlierOrders(pool: Pool, storeId: string, asked: EarlierOrdersRequest): Promise<OrderWithMoney[]> {
  const query =
    "number" in asked
      ? { name: "earlier_orders_by_number", text: BY_NUMBER, values: [storeId, asked.number] }
      : { name: "earlier_order", text: `${ORDERS} AND o.order_id = $2`, values: [storeId, asked.order_id] };
  const found = await pool.query<OrderWithMoney>(query);
  return found.rows.map((row) => ({ ...row, order: storedOrder(row.order) }));
}
