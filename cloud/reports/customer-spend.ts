/**
 * Who spent most in a month, and who never spent: from the money that moved, never from what orders say. Pitfalls: a
 * join of payments to refunds counts a capture once per refund, so both are moves of their own, added up; a refund
 * counts in its own month, but a correction in the month of the capture that it undoes; guests' orders have no user,
 * which trips up both NOT IN and GROUP BY.
 */
import type { NeverSpent, TopSpenders } from "@crema/shared/contract/customer-spend";
import { type Month, monthBounds } from "@crema/shared/domain/kernel/calendar-month";
import type { Pool } from "pg";

/** Read as text: ->> fails on a document in which any string has \u0000. Inside a string the quotes would be escaped. */
const CURRENCY = `substring(m.state::text from '"currency"\\s*:\\s*"([A-Z]{3})"')`;

/**
 * $1 ≤ t < $2. The order is the one of the store that took the money: money under another store's order is nobody's. A user
 * of null among the sums means just that; guests are left out before.
 */
const TOP_SPENDERS = `
  WITH moved AS (
    SELECT store_id, order_id, amount_cents::bigint AS cents, state FROM payments
    WHERE status = 'CAPTURED' AND captured_at >= $1 AND captured_at < $2 AND ($3::text[] IS NULL OR store_id = ANY ($3))
    UNION ALL
    SELECT store_id, order_id, (corrected_cents - amount_cents)::bigint, state FROM refunds
    WHERE status = 'SUCCEEDED' AND kind = 'GIVEN_BACK' AND refunded_at >= $1 AND refunded_at < $2
      AND ($3::text[] IS NULL OR store_id = ANY ($3))
    UNION ALL
    SELECT r.store_id, r.order_id, -(CASE r.kind WHEN 'CORRECTION' THEN r.amount_cents ELSE r.corrected_cents END)::bigint, r.state FROM payments p
    JOIN refunds r ON r.store_id = p.store_id AND r.order_id = p.order_id AND r.payment_id = p.payment_id
    WHERE p.status = 'CAPTURED' AND p.captured_at >= $1 AND p.captured_at < $2 AND ($3::text[] IS NULL OR p.store_id = ANY ($3))
      AND r.status = 'SUCCEEDED' AND (r.kind = 'CORRECTION' OR r.corrected_cents > 0)
  ), spent AS (
    SELECT o.user_id, ${CURRENCY} AS currency, sum(m.cents)::bigint AS cents, count(*) AS moves
    FROM moved m LEFT JOIN orders o ON o.store_id = m.store_id AND o.order_id = m.order_id
    WHERE o.order_id IS NULL OR o.user_id IS NOT NULL
    GROUP BY 1, 2
  ), ranked AS (
    SELECT user_id, currency, cents, rank() OVER (PARTITION BY currency ORDER BY cents DESC) AS place
    FROM spent WHERE user_id IS NOT NULL AND cents > 0
  )
  SELECT w.without_order, r.currency, r.cents, r.user_id, u.first_name
  FROM (SELECT coalesce(sum(moves), 0)::bigint AS without_order FROM spent WHERE user_id IS NULL) w
       LEFT JOIN ranked r ON r.place = 1 LEFT JOIN users u ON u.user_id = r.user_id
  ORDER BY r.currency, r.user_id`;

interface TopRow {
  readonly without_order: number;
  /** null with the rest of the row: nobody spent anything. */
  readonly currency: string | null;
  readonly cents: number;
  readonly user_id: string;
  readonly first_name: string | null;
}

/** `storeIds`: the operator's scope; null is every store. One statement, so that captures and refunds are of the same moment. */
export async function topSpenders(
  pool: Pool,
  { month, timeZone }: { month: Month; timeZone: string },
  storeIds: readonly string[] | null,
): Promise<TopSpenders> {
  const { from, until } = monthBounds(month, timeZone);
  const found = await pool.query<TopRow>(TOP_SPENDERS, [from, until, storeIds]);
  const currencies: TopSpenders["currencies"] = [];
  for (const { currency, cents, user_id, first_name } of found.rows) {
    if (currency === null) continue;
    if (currencies.at(-1)?.currency !== currency) currencies.push({ currency, spend_cents: cents, customers: [] });
    currencies.at(-1)?.customers.push({ user_id, first_name });
  }
  const without_order = found.rows[0]?.without_order ?? 0;
  return { store_ids: storeIds && [...storeIds], month, time_zone: timeZone, from, until, currencies, without_order };
}

/** A capture counts as long as more was taken than refunded of it: a refund is in its payment's currency. */
const KEPT = `p.amount_cents > (
  SELECT coalesce(sum(r.amount_cents), 0) FROM refunds r
  WHERE r.store_id = p.store_id AND r.order_id = p.order_id AND r.payment_id = p.payment_id AND r.status = 'SUCCEEDED')`;

/** Said of every table that is read, so that whichever way it is joined, a later page does not read what earlier ones did. */
const isAfter = (userId: string) => `($2::uuid IS NULL OR ${userId} > $2)`;

const CAPTURES_OF_USER = `
  SELECT 1 FROM orders o JOIN payments p ON p.store_id = o.store_id AND p.order_id = o.order_id
  WHERE o.user_id = u.user_id AND ($1::text[] IS NULL OR o.store_id = ANY ($1)) AND ${isAfter("o.user_id")} AND p.status = 'CAPTURED'`;

/** For one page, so that a page costs the same however many customers there are, and however few of them never spent. */
const LOOKED_AT = 2_000;

const AFTER = `${isAfter("user_id")} ORDER BY user_id LIMIT ${LOOKED_AT}`;

/** Whom an operator of every store may hear of, and whom one of some stores: nobody who has not ordered there. */
const ALL_CUSTOMERS = `SELECT user_id FROM users WHERE role = 'customer' AND ${AFTER}`;
const CUSTOMERS_OF_STORES = `
  SELECT DISTINCT c.user_id FROM unnest($1::text[]) s (store_id), LATERAL (
    SELECT DISTINCT user_id FROM orders WHERE store_id = s.store_id AND user_id IS NOT NULL AND ${AFTER}
  ) c ORDER BY c.user_id LIMIT ${LOOKED_AT}`;

const neverSpentAmong = (customers: string) => `
  WITH looked_at AS MATERIALIZED (${customers}), never AS MATERIALIZED (
    SELECT u.user_id, u.first_name FROM looked_at JOIN users u USING (user_id)
    WHERE u.role = 'customer' AND ${isAfter("u.user_id")} AND NOT EXISTS (${CAPTURES_OF_USER} AND ${KEPT})
    ORDER BY u.user_id LIMIT $3
  )
  SELECT w.looked_until, u.user_id, u.first_name, EXISTS (${CAPTURES_OF_USER} AND p.amount_cents > 0) AS refunded_in_full
  FROM (SELECT (SELECT user_id FROM looked_at ORDER BY user_id OFFSET ${LOOKED_AT - 1}) AS looked_until) w LEFT JOIN never u ON true
  ORDER BY u.user_id`;

const NEVER_SPENT = neverSpentAmong(ALL_CUSTOMERS);
const NEVER_SPENT_AT_STORES = neverSpentAmong(CUSTOMERS_OF_STORES);

interface NeverRow {
  /** null: there are no customers after those that were looked at. */
  readonly looked_until: string | null;
  /** null with the rest of the row: none of them. */
  readonly user_id: string | null;
  readonly first_name: string | null;
  readonly refunded_in_full: boolean;
}

/** `storeIds`: the operator's scope; null is every store. A page may hold fewer than `limit`, even none, and not be the last. */
export async function neverSpent(
  pool: Pool,
  { after, limit }: { after?: string | undefined; limit: number },
  storeIds: readonly string[] | null,
): Promise<NeverSpent> {
  const found = await pool.query<NeverRow>(storeIds === null ? NEVER_SPENT : NEVER_SPENT_AT_STORES, [storeIds, after ?? null, limit]);
  const customers = found.rows.flatMap(({ user_id, first_name, refunded_in_full }) =>
    user_id === null ? [] : [{ user_id, first_name, refunded_in_full }],
  );
  const last = customers.length === limit ? customers.at(-1)?.user_id : found.rows[0]?.looked_until;
  return { store_ids: storeIds && [...storeIds], customers, next_after: last ?? null };
}
