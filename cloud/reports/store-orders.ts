/** A store's orders in pages, and what they sum to. Money is counted from the payments, not from the orders. */

import type { StoreTotals } from "@crema/shared/contract/store-orders";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { Order, type OrderStatus, type OrderView, viewOf } from "@crema/shared/domain/order/order";
import type { Pool } from "pg";
import type { z } from "zod";
import { unknownStore } from "../queries/unknown-store.ts";
import { splitCurrencies } from "./main-currency.ts";

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

/** Read as text: ->> fails on a document in which any string has \u0000. Inside a string the quotes would be escaped. */
const CURRENCY = `substring(state::text from '"currency"\\s*:\\s*"([A-Z]{3})"')`;
const ONLINE = "coalesce(sum(amount_cents) FILTER (WHERE provider = 'stripe'), 0)::bigint";

interface TotalsRow {
  readonly kind: "ordered" | "captured" | "refunded";
  readonly status: string;
  readonly currency: string | null;
  readonly n: number;
  readonly cents: number;
  readonly online: number;
}

export async function storeTotals(pool: Pool, storeId: string): Promise<Result<z.infer<typeof StoreTotals>>> {
  const unknown = await unknownStore(pool, storeId);
  if (unknown) return { ok: false, refusal: unknown };
  // One statement, so that orders and money are of the same moment.
  const found = await pool.query<TotalsRow>(
    `SELECT 'ordered' AS kind, status, currency, count(*) AS n, sum(total_cents)::bigint AS cents, 0::bigint AS online
     FROM orders WHERE store_id = $1 GROUP BY status, currency
     UNION ALL SELECT 'captured', '', ${CURRENCY}, count(*), sum(amount_cents)::bigint, ${ONLINE}
     FROM payments WHERE store_id = $1 AND status = 'CAPTURED' GROUP BY 3
     UNION ALL SELECT 'refunded', '', ${CURRENCY}, count(*), sum(amount_cents)::bigint, ${ONLINE}
     FROM refunds WHERE store_id = $1 AND status = 'SUCCEEDED' GROUP BY 3`,
    [storeId],
  );
  const of = (kind: TotalsRow["kind"]) => found.rows.filter((row) => row.kind === kind);
  const sum = (rows: readonly TotalsRow[], what: "n" | "cents" | "online") => rows.reduce((total, row) => total + row[what], 0);
  const moneyIn = (currency: string | null) => {
    const [ordered, captured, refunded] = (["ordered", "captured", "refunded"] as const).map((kind) =>
      of(kind).filter((row) => row.currency === currency),
    );
    return {
      currency,
      ordered_cents: sum(ordered ?? [], "cents"),
      captured_cents: sum(captured ?? [], "cents"),
      refunded_cents: sum(refunded ?? [], "cents"),
      online_captured_cents: sum(captured ?? [], "online"),
      online_refunded_cents: sum(refunded ?? [], "online"),
    };
  };
  const { main, others } = await splitCurrencies(
    pool,
    storeId,
    found.rows.flatMap(({ currency }) => (currency === null ? [] : [currency])),
  );
  const statuses: Record<string, number> = {};
  for (const { status, n } of of("ordered")) statuses[status] = (statuses[status] ?? 0) + n;
  return ok({
    store_id: storeId,
    orders: sum(of("ordered"), "n"),
    orders_by_status: statuses,
    payments: sum(of("captured"), "n"),
    refunds: sum(of("refunded"), "n"),
    ...moneyIn(main),
    other_currencies: others.map(moneyIn),
  });
}
