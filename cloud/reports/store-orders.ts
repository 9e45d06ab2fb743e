/** A store's orders in pages, and what they sum to. Money is counted from the payments, not from the orders. */

import type { StoreTotals } from "@crema/shared/contract/admin";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { Order, type OrderStatus, type OrderView, viewOf } from "@crema/shared/domain/order/order";
import type { Pool } from "pg";
import type { z } from "zod";
import { unknownStore } from "../queries/unknown-store.ts";

export interface OrderPage {
  readonly orders: OrderView[];
  readonly next_after: string | null;
}

export interface PageQuery {
  readonly after?: string | undefined;
  readonly limit: number;
  readonly status?: OrderStatus | undefined;
}

export async function storeOrders(pool: Pool, storeId: string, { after, limit, status }: PageQuery): Promise<Result<OrderPage>> {
  const unknown = await unknownStore(pool, storeId);
  if (unknown) return { ok: false, refusal: unknown };
  const found = await pool.query<{ order_id: string; state: unknown }>(
    `SELECT order_id, state FROM orders
     WHERE store_id = $1 AND ($2::uuid IS NULL OR order_id > $2) AND ($3::text IS NULL OR status = $3)
     ORDER BY order_id LIMIT $4`,
    [storeId, after ?? null, status ?? null, limit],
  );
  const last = found.rows.at(-1);
  return ok({
    orders: found.rows.map((row) => viewOf(Order.parse(row.state))),
    next_after: last && found.rows.length === limit ? last.order_id : null,
  });
}

export async function storeTotals(pool: Pool, storeId: string): Promise<Result<z.infer<typeof StoreTotals>>> {
  const unknown = await unknownStore(pool, storeId);
  if (unknown) return { ok: false, refusal: unknown };
  // One statement, so that orders and money are of the same moment.
  const found = await pool.query<{
    by_status: Record<string, number> | null;
    orders: number;
    ordered: number;
    payments: number;
    captured: number;
    refunds: number;
    refunded: number;
    online_captured: number;
    online_refunded: number;
  }>(
    `WITH o AS (SELECT status, count(*) AS n, sum(total_cents) AS cents FROM orders WHERE store_id = $1 GROUP BY status),
          p AS (SELECT count(*) AS n, coalesce(sum(amount_cents), 0) AS cents,
                  coalesce(sum(amount_cents) FILTER (WHERE provider = 'stripe'), 0)::bigint AS online FROM payments WHERE store_id = $1 AND status = 'CAPTURED'),
          r AS (SELECT count(*) AS n, coalesce(sum(amount_cents), 0) AS cents,
                  coalesce(sum(amount_cents) FILTER (WHERE provider = 'stripe'), 0)::bigint AS online FROM refunds WHERE store_id = $1 AND status = 'SUCCEEDED')
     SELECT (SELECT json_object_agg(status, n) FROM o) AS by_status,
            (SELECT coalesce(sum(n), 0)::bigint FROM o) AS orders, (SELECT coalesce(sum(cents), 0)::bigint FROM o) AS ordered,
            p.n AS payments, p.cents AS captured, r.n AS refunds, r.cents AS refunded,
            p.online AS online_captured, r.online AS online_refunded FROM p, r`,
    [storeId],
  );
  const row = found.rows[0];
  if (!row) throw new Error("aggregates always have a row");
  return ok({
    store_id: storeId,
    orders: row.orders,
    orders_by_status: row.by_status ?? {},
    ordered_cents: row.ordered,
    captured_cents: row.captured,
    refunded_cents: row.refunded,
    online_captured_cents: row.online_captured,
    online_refunded_cents: row.online_refunded,
    payments: row.payments,
    refunds: row.refunds,
  });
}
