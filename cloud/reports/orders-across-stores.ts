/**
 * Searches the orders of all stores. Names are searched as they are written in the JSON, so the search text is encoded
 * the same way, and % and _ in it are letters, not patterns. A condition is in the statement only where it is asked
 * for: "or nothing was asked" would stop Postgres from using an index.
 */
import type { OrdersQuery } from "@crema/shared/contract/orders-across-stores";
import { fold } from "@crema/shared/domain/kernel/fold";
import { Order, type OrderView, viewOf } from "@crema/shared/domain/order/order";
import type { Pool } from "pg";
import { stripNul } from "../db/insert.ts";
import { FOLDED } from "../db/order-schema.ts";
import { COUNTED_DAY, calendarValues, DAY_OF_PLACING, STORES, type StoreCalendars } from "./store-calendars.ts";

const ID = /^[0-9a-f]{4,8}(-[0-9a-f-]*)?$/i;

export async function ordersAcrossStores(
  pool: Pool,
  calendars: StoreCalendars,
  { status, business_day: day, q, before, limit }: OrdersQuery,
): Promise<{ orders: OrderView[]; next_before: string | null }> {
  const values = calendarValues(calendars);
  const given = (value: unknown): string => `$${values.push(value)}`;
  const wanted = ["true"];
  if (status !== undefined) wanted.push(`o.status = ${given(status)}`);
  if (day !== undefined) {
    const asked = given(day);
    // The first is about the order alone, so that an index serves it.
    wanted.push(`(${COUNTED_DAY} = ${asked} OR ${COUNTED_DAY} IS NULL)`);
    wanted.push(`(${COUNTED_DAY} = ${asked} OR ${DAY_OF_PLACING} = ${asked})`);
  }
  if (q !== undefined) wanted.push(`(${matches(q, given).join(" OR ")})`);
  if (before !== undefined) wanted.push(`o.order_id < ${given(before)}`);
  const found = await pool.query<{ order_id: string; state: unknown }>(
    `SELECT o.order_id, o.state FROM ${STORES} JOIN orders o USING (store_id)
     WHERE ${wanted.join(" AND ")} ORDER BY o.order_id DESC LIMIT ${given(limit)}`,
    values,
  );
  const last = found.rows.at(-1);
  return {
    orders: found.rows.map((row) => viewOf(Order.parse(row.state))),
    next_before: last && found.rows.length === limit ? last.order_id : null,
  };
}

/** Any of these. In small letters as the columns are written, and compared as their indexes are. */
function matches(q: string, given: (value: unknown) => string): string[] {
  const ids = idsThatBegin(q);
  const small = (value: string | null) => `(lower(${given(value)} COLLATE "pg_c_utf8") COLLATE "default")`;
  return [
    `o.searched_ticket = ${small(stripNul(q))}`,
    `${FOLDED("o.searched_name")} LIKE ${given(stripNul(namesThatBegin(fold(q))))}`,
    ...(ids ? [`o.order_id BETWEEN ${given(ids.first)} AND ${given(ids.last)}`] : []),
  ];
}

/** A pattern for LIKE over the text of a JSON string. */
function namesThatBegin(q: string): string {
  return `${JSON.stringify(q)
    .slice(1, -1)
    .replaceAll(/[\\%_]/g, "\\$&")}%`;
}

/** The first and the last UUID that begin so; null when none can. */
function idsThatBegin(q: string): { first: string; last: string } | null {
  if (!ID.test(q)) return null;
  const digits = q.replaceAll("-", "").toLowerCase();
  if (digits.length > 32) return null;
  const uuid = (filler: string) => digits.padEnd(32, filler).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  return { first: uuid("0"), last: uuid("f") };
}
