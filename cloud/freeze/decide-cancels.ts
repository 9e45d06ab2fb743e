/** What customers asked to cancel during a freeze is decided at its end: by the cloud where the order is its, else by the store. */
import { OrderCancelRequested } from "@crema/shared/domain/events";
import { contextOf } from "../db/decide-context.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import { requestCancel } from "../store-inbox.ts";
import { withdrawOrder } from "../withdraw-order.ts";

/** `since`: when the freeze began. What was asked before that went down to the store then. */
export async function decideCancels(unit: UnitOfWork, storeId: string, since: string): Promise<void> {
  const found = await unit.client.query<{ order_id: string; body: unknown }>(
    `SELECT o.order_id, e.body FROM orders o JOIN order_events e USING (store_id, order_id)
     WHERE o.store_id = $1 AND o.cancel_request_id IS NOT NULL AND o.status NOT IN ('COMPLETED', 'CANCELLED')
       AND e.type = 'order.cancel_requested' AND e.at >= $2 AND position(o.cancel_request_id::text IN e.body::text) > 0
     ORDER BY o.order_id`,
    [storeId, since],
  );
  await unit.loadOrders(
    storeId,
    found.rows.map((row) => row.order_id),
  );
  for (const { order_id, body } of found.rows) {
    const record = unit.order(order_id);
    const asked = OrderCancelRequested.parse(body);
    if (!record.order || record.cancelRequestId !== asked.request_id) continue;
    if (record.order.authority === "edge") {
      requestCancel(unit, asked);
      continue;
    }
    const context = { ...contextOf(unit), actor: asked.actor, asker: "customer" as const };
    const ended = withdrawOrder(unit, record, record.order, { cause: "CUSTOMER", reason: asked.reason }, context);
    if (!ended.ok) throw new Error(`order ${order_id} cannot be cancelled: ${ended.refusal.code}`);
  }
}
