/**
 * What was sold, from the lines of orders that were handed over. An order has several lines, so it is summed first and
 * counted once; a refund belongs to the day on which it was given, so it is in the totals only; two currencies have no
 * sum.
 */
import type { Sales, SalesDimension } from "@crema/shared/contract/sales";
import { cents } from "@crema/shared/domain/kernel/money";
import type { Pool } from "pg";
import { COUNTED_DAY, calendarValues, DAY_OF_PLACING, STORES, type StoreCalendars } from "./store-calendars.ts";

/** Read as text: ->> fails on a document in which any string has \u0000. Inside a string the quotes would be escaped. */
const REFUND_CURRENCY = `substring(r.state::text from '"currency"\\s*:\\s*"([A-Z]{3})"')`;

const SOLD_COLUMNS = "o.store_id, o.order_id, store.name AS store_name, o.currency";
const HOUR = "to_char(o.created_at AT TIME ZONE store.time_zone, 'HH24') AS hour";

/** $5 ≤ business day < $6. */
const LINES = `
  sold AS (
    SELECT ${SOLD_COLUMNS}, ${COUNTED_DAY} AS day, ${HOUR} FROM ${STORES} JOIN orders o USING (store_id)
    WHERE o.status = 'COMPLETED' AND ${COUNTED_DAY} >= $5 AND ${COUNTED_DAY} < $6
    UNION ALL
    SELECT ${SOLD_COLUMNS}, ${DAY_OF_PLACING}, ${HOUR} FROM ${STORES} JOIN orders o USING (store_id)
    WHERE o.status = 'COMPLETED' AND ${COUNTED_DAY} IS NULL AND ${DAY_OF_PLACING} >= $5 AND ${DAY_OF_PLACING} < $6
  ),
  line AS MATERIALIZED (
    SELECT sold.*, l.item_id, l.name AS item_name, l.qty, l.line_total_cents, l.tax_cents, l.discount_cents
    FROM sold JOIN order_lines l USING (store_id, order_id)
  )`;

/** Summed up by order first: an order counts once, however many lines it has. */
const summed = (key: string, label: string) => `
  SELECT key, max(label) AS label, currency, count(*) AS orders, sum(qty)::bigint AS qty, sum(sales)::bigint AS sales_cents,
         sum(tax)::bigint AS tax_cents, sum(discount)::bigint AS discount_cents
  FROM (SELECT ${key} AS key, max(${label}) AS label, currency, sum(qty) AS qty, sum(line_total_cents) AS sales, sum(tax_cents) AS tax,
               sum(discount_cents) AS discount
        FROM line GROUP BY ${key}, currency, store_id, order_id) AS by_order
  GROUP BY key, currency`;

const DIMENSIONS: Readonly<Record<SalesDimension, { key: string; label: string; order: string }>> = {
  store: { key: "store_id", label: "store_name", order: "sales_cents DESC, key" },
  day: { key: "day", label: "day", order: "key, currency" },
  hour: { key: "hour", label: "hour", order: "key, currency" },
  item: { key: "item_id", label: "item_name", order: "sales_cents DESC, key" },
};

interface SumRow {
  /** null: the total of a currency. */
  readonly key: string | null;
  readonly label: string;
  readonly currency: string;
  readonly orders: number;
  readonly qty: number;
  readonly sales_cents: number;
  readonly tax_cents: number;
  readonly discount_cents: number;
  readonly refunded_cents: number;
}

/** `from` and `to` are business days, half-open. One statement, so that rows and totals are of the same moment. */
export async function sales(
  pool: Pool,
  calendars: StoreCalendars,
  { from, to, by }: { from: string; to: string; by: SalesDimension },
): Promise<Sales> {
  const { key, label, order } = DIMENSIONS[by];
  const found = await pool.query<SumRow>(
    `WITH ${LINES},
       given AS (
         SELECT ${REFUND_CURRENCY} AS currency, sum(r.amount_cents - r.corrected_cents)::bigint AS refunded_cents FROM ${STORES} JOIN refunds r USING (store_id)
         WHERE r.status = 'SUCCEEDED' AND r.kind = 'GIVEN_BACK' AND r.business_day >= $5 AND r.business_day < $6 GROUP BY 1
       ), answer AS (
         SELECT row.*, 0::bigint AS refunded_cents FROM (${summed(key, label)}) AS row
         UNION ALL
         SELECT NULL, '', currency, coalesce(orders, 0), coalesce(qty, 0), coalesce(sales_cents, 0), coalesce(tax_cents, 0),
                coalesce(discount_cents, 0), coalesce(refunded_cents, 0)
         FROM (${summed("NULL::text", "NULL::text")}) AS total FULL JOIN given USING (currency)
       )
     SELECT * FROM answer ORDER BY key IS NULL, ${order}`,
    [...calendarValues(calendars), from, to],
  );
  const rows: Sales["rows"] = [];
  const totals: Sales["totals"] = [];
  for (const row of found.rows) {
    if (row.key === null) totals.push({ ...sumsOf(row), refunded_cents: cents(row.refunded_cents) });
    else rows.push({ key: row.key, label: row.label, ...sumsOf(row) });
  }
  totals.sort((a, b) => a.currency.localeCompare(b.currency));
  return { by, rows, totals };
}

const sumsOf = (row: SumRow) => ({
  currency: row.currency,
  orders: row.orders,
  qty: row.qty,
  sales_cents: cents(row.sales_cents),
  tax_cents: cents(row.tax_cents),
  discount_cents: cents(row.discount_cents),
});
