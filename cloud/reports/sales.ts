/**
 * What was sold, from the lines of orders that were handed over. Easy to get wrong: an order has several lines, so orders are
 * counted once each and never by their lines; a refund is of the day on which it was given, so it is in the totals alone;
 * and two currencies have no sum.
 */
import type { Sales, SalesDimension } from "@crema/shared/api/hq";
import { cents } from "@crema/shared/money";
import type { Pool } from "pg";
import { calendarValues, DAY_OF_PLACING, STORES, type StoreCalendars } from "./store-calendars.ts";

/** Read as text: ->> fails on a document in which any string has \u0000. Inside a string the quotes would be escaped. */
const currencyOf = (row: string) => `substring(${row}.state::text from '"currency"\\s*:\\s*"([A-Z]{3})"')`;

/** $5 ≤ business day < $6. */
const SOLD = `
  sold AS (
    SELECT o.store_id, o.order_id, store.name AS store_name, ${currencyOf("o")} AS currency, o.business_day AS day,
           to_char(o.created_at AT TIME ZONE store.time_zone, 'HH24') AS hour
    FROM ${STORES} JOIN orders o USING (store_id)
    WHERE o.status = 'COMPLETED' AND o.business_day >= $5 AND o.business_day < $6
    UNION ALL
    SELECT o.store_id, o.order_id, store.name, ${currencyOf("o")}, ${DAY_OF_PLACING}, to_char(o.created_at AT TIME ZONE store.time_zone, 'HH24')
    FROM ${STORES} JOIN orders o USING (store_id)
    WHERE o.status = 'COMPLETED' AND o.business_day IS NULL AND ${DAY_OF_PLACING} >= $5 AND ${DAY_OF_PLACING} < $6
  ),
  line AS (
    SELECT sold.*, l.item_id, l.name AS item_name, l.qty, l.line_total_cents, l.tax_cents, l.discount_cents
    FROM sold JOIN order_lines l USING (store_id, order_id)
  )`;

const SUMS = `currency, count(DISTINCT (store_id, order_id)) AS orders, sum(qty)::bigint AS qty, sum(line_total_cents)::bigint AS sales_cents,
  sum(tax_cents)::bigint AS tax_cents, sum(discount_cents)::bigint AS discount_cents`;

const DIMENSIONS: Readonly<Record<SalesDimension, { key: string; label: string; order: string }>> = {
  store: { key: "store_id", label: "max(store_name)", order: "sales_cents DESC, key" },
  day: { key: "day", label: "day", order: "key, currency" },
  hour: { key: "hour", label: "hour", order: "key, currency" },
  item: { key: "item_id", label: "max(item_name)", order: "sales_cents DESC, key" },
};

interface SumRow {
  readonly currency: string;
  readonly orders: number;
  readonly qty: number;
  readonly sales_cents: number;
  readonly tax_cents: number;
  readonly discount_cents: number;
}

const sumsOf = (row: SumRow) => ({
  currency: row.currency,
  orders: row.orders,
  qty: row.qty,
  sales_cents: cents(row.sales_cents),
  tax_cents: cents(row.tax_cents),
  discount_cents: cents(row.discount_cents),
});

/** `from` and `to` are business days, half-open. */
export async function sales(
  pool: Pool,
  calendars: StoreCalendars,
  { from, to, by }: { from: string; to: string; by: SalesDimension },
): Promise<Sales> {
  const { key, label, order } = DIMENSIONS[by];
  const values = [...calendarValues(calendars), from, to];
  const rows = await pool.query<SumRow & { key: string; label: string }>(
    `WITH ${SOLD} SELECT ${key} AS key, ${label} AS label, ${SUMS} FROM line GROUP BY ${key}, currency ORDER BY ${order}`,
    values,
  );
  const totals = await pool.query<SumRow & { refunded_cents: number }>(
    `WITH ${SOLD}, total AS (SELECT ${SUMS} FROM line GROUP BY currency),
       given AS (SELECT ${currencyOf("r")} AS currency, sum(r.amount_cents)::bigint AS refunded_cents
                 FROM ${STORES} JOIN refunds r USING (store_id)
                 WHERE r.status = 'SUCCEEDED' AND r.business_day >= $5 AND r.business_day < $6 GROUP BY 1)
     SELECT currency, coalesce(orders, 0)::bigint AS orders, coalesce(qty, 0) AS qty, coalesce(sales_cents, 0) AS sales_cents,
            coalesce(tax_cents, 0) AS tax_cents, coalesce(discount_cents, 0) AS discount_cents, coalesce(refunded_cents, 0) AS refunded_cents
     FROM total FULL JOIN given USING (currency) ORDER BY currency`,
    values,
  );
  return {
    by,
    rows: rows.rows.map((row) => ({ key: row.key, label: row.label, ...sumsOf(row) })),
    totals: totals.rows.map((row) => ({ ...sumsOf(row), refunded_cents: cents(row.refunded_cents) })),
  };
}
