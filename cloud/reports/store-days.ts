/**
 * A store's days: the Z reports that its boxes wrote, and what the facts that arrived sum to, by the very function that
 * the box uses. Rows were written by boxes of several releases, so they are read through their schema, which fills in
 * what an older one did not write. Pitfall: parse them here, not in Postgres, whose -> fails on \u0000.
 */
import type { StoreDay } from "@crema/shared/contract/store-days";
import { DrawerMovement } from "@crema/shared/domain/drawer/drawer";
import { currenciesOf, factsIn, factsOn, storeFacts, totalsOf, ZReport } from "@crema/shared/domain/drawer/report";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { Currency } from "@crema/shared/domain/kernel/money";
import { Order } from "@crema/shared/domain/order/order";
import { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type { Pool } from "pg";
import { z } from "zod";
import { unknownStore } from "../queries/unknown-store.ts";
import { splitCurrencies } from "./main-currency.ts";

const Moved = z.object({ movement: DrawerMovement });

export interface ZReportPage {
  readonly reports: { received_at: string; report: ZReport; is_set_aside: boolean }[];
  readonly next_before: string | null;
}

/** By the id of the closing event, which is in the order of the closings of one box. */
export async function storeZReports(
  pool: Pool,
  storeId: string,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<Result<ZReportPage>> {
  const unknown = await unknownStore(pool, storeId);
  if (unknown) return { ok: false, refusal: unknown };
  const found = await pool.query<{ event_id: string; received_at: Date; body: { report: unknown; relogged?: { is_applied: boolean } } }>(
    `SELECT event_id, received_at, body FROM drawer_events
     WHERE store_id = $1 AND type IN ('drawer.closed', 'day.closed') AND ($2::uuid IS NULL OR event_id < $2) ORDER BY event_id DESC LIMIT $3`,
    [storeId, before ?? null, limit],
  );
  const last = found.rows.at(-1);
  return ok({
    reports: found.rows.map(({ received_at, body }) => ({
      received_at: new Date(received_at).toISOString(),
      report: ZReport.parse(body.report),
      is_set_aside: body.relogged?.is_applied === false,
    })),
    next_before: last && found.rows.length === limit ? last.event_id : null,
  });
}

/** Refuses with store.not_found. */
export async function storeDay(pool: Pool, storeId: string, businessDay: string): Promise<Result<StoreDay>> {
  // One statement, so that orders and money are of the same moment.
  const found = await pool.query<{ kind: "store" | "order" | "payment" | "refund" | "movement"; fact: unknown }>(
    `WITH given AS MATERIALIZED (SELECT order_id, state FROM refunds WHERE store_id = $1 AND business_day = $2 AND status = 'SUCCEEDED'),
       counted AS MATERIALIZED (SELECT order_id, state FROM orders WHERE store_id = $1 AND coalesce(counts_on, business_day) = $2
         AND status IN ('COMPLETED', 'CANCELLED'))
     SELECT 'store' AS kind, 'null'::json AS fact FROM stores WHERE store_id = $1
     UNION ALL SELECT 'order', state FROM counted
     UNION ALL SELECT 'order', state FROM orders WHERE store_id = $1 AND order_id IN (SELECT order_id FROM given)
       AND order_id NOT IN (SELECT order_id FROM counted)
     UNION ALL SELECT 'payment', state FROM payments WHERE store_id = $1 AND business_day = $2 AND status = 'CAPTURED'
     UNION ALL SELECT 'refund', state FROM given
     UNION ALL SELECT 'refund', state FROM refunds WHERE store_id = $1 AND status = 'SUCCEEDED' AND business_day IS DISTINCT FROM $2
       AND order_id IN (SELECT order_id FROM counted)
     UNION ALL SELECT 'movement', body FROM drawer_events
       WHERE store_id = $1 AND business_day = $2 AND type = 'drawer.moved'`,
    [storeId, businessDay],
  );
  const of = <T>(kind: string, read: (fact: unknown) => T): T[] =>
    found.rows.filter((row) => row.kind === kind).map((row) => read(row.fact));
  if (of("store", () => true).length === 0) return refuse("store.not_found", `There is no store ${storeId} here.`);
  const orders = of("order", (fact) => Order.parse(fact));
  const money = {
    payments: of("payment", (fact) => Payment.parse(fact)),
    refunds: of("refund", (fact) => Refund.parse(fact)),
    movements: of("movement", (fact) => Moved.parse(fact).movement),
  };
  // Orders and refunds of other days are here for what was refunded of a sale.
  const facts = factsOn(businessDay, storeFacts(orders, money));
  const { main, others } = await splitCurrencies(pool, storeId, currenciesOf(facts));
  const inCurrency = (currency: Currency | null) => ({ ...totalsOf(businessDay, factsIn(facts, currency)), currency });
  return ok({ ...inCurrency(main), other_currencies: others.map(inCurrency) });
}
