/**
 * Orders of all stores, searched. Easy to get wrong: names are searched as they stand in the JSON, so what is looked for is
 * written the same way; and % and _ are letters of a name, not patterns.
 */
import type { OrdersQuery } from "@crema/shared/api/hq";
import { Order, type OrderView, viewOf } from "@crema/shared/order/order";
import type { Pool } from "pg";
import { plain } from "../db/insert.ts";
import { calendarValues, DAY_OF_PLACING, STORES, type StoreCalendars } from "./store-calendars.ts";

const ID = /^[0-9a-f]{4,8}(-[0-9a-f-]*)?$/i;

export async function ordersAcrossStores(
  pool: Pool,
  calendars: StoreCalendars,
  { status, business_day: day, q, before, limit }: OrdersQuery,
): Promise<{ orders: OrderView[]; next_before: string | null }> {
  const ids = q === undefined ? null : idsThatBegin(q);
  const found = await pool.query<{ order_id: string; state: unknown }>(
    `SELECT o.order_id, o.state FROM ${STORES} JOIN orders o USING (store_id)
     WHERE ($5::text IS NULL OR o.status = $5)
       AND ($6::text IS NULL OR o.business_day = $6 OR o.business_day IS NULL AND ${DAY_OF_PLACING} = $6)
       AND ($7::text IS NULL OR o.searched_ticket = lower($7 COLLATE "pg_c_utf8") OR o.searched_name LIKE lower($8 COLLATE "pg_c_utf8")
            OR o.order_id BETWEEN $9::uuid AND $10::uuid)
       AND ($11::uuid IS NULL OR o.order_id < $11)
     ORDER BY o.order_id DESC LIMIT $12`,
    [
      ...calendarValues(calendars),
      status ?? null,
      day ?? null,
      plain(q ?? null),
      q === undefined ? null : namesThatBegin(q),
      ids?.first ?? null,
      ids?.last ?? null,
      before ?? null,
      limit,
    ],
  );
  const last = found.rows.at(-1);
  return {
    orders: found.rows.map((row) => viewOf(Order.parse(row.state))),
    next_before: last && found.rows.length === limit ? last.order_id : null,
  };
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
