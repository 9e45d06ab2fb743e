/**
 * The cloud's side of a business day: the orders that the day or its money is about, and all money of those orders. A
 * refund of today may be of an order of last week, so money is read by order and then assigned to its own day.
 */

import { DrawerMovement } from "@crema/shared/domain/drawer/drawer";
import { ZReport } from "@crema/shared/domain/drawer/report";
import { iso } from "@crema/shared/domain/kernel/clock";
import { Order } from "@crema/shared/domain/order/order";
import { Payment, Refund } from "@crema/shared/domain/payment/payment";
import { Heartbeat } from "@crema/sync/protocol/up";
import type { Pool } from "pg";
import { z } from "zod";
import { WAS_SET_ASIDE } from "../../db/set-aside-events.ts";

const Moved = z.object({ movement: DrawerMovement });
const Closed = z.object({ report: ZReport });
const Dispute = z.object({
  dispute_id: z.string(),
  payment_id: z.string(),
  order_id: z.string(),
  amount_cents: z.number(),
  currency: z.string(),
  status: z.string(),
});
const Trouble = z.object({ order_id: z.string().nullable(), kind: z.string(), detail: z.string(), raised_at: z.string() });
const Operation = z.object({
  order_id: z.string(),
  kind: z.string(),
  refund_id: z.string().nullable(),
  last_answer: z.string().nullable(),
});
/** Postgres writes a moment in its own way. */
const Moment = z.string().transform((text) => iso(Date.parse(text)));
const Check = z.object({ payment_id: z.string(), check_at: Moment.nullable() });
const Link = z.object({
  last_seen_at: Moment.nullable(),
  heartbeat: z.unknown(),
  quarantined: z.number(),
  conflict: z.string().nullable(),
  account: z.string().nullable(),
});

export type KnownDispute = z.infer<typeof Dispute>;
export type Trouble = z.infer<typeof Trouble>;

export interface Ledger {
  readonly orders: readonly Order[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly movements: readonly DrawerMovement[];
  /** Closed on the day or later, oldest first; of other days too. */
  readonly zReports: readonly ZReport[];
  /** The facts that no Z report covers, as "PAYMENT <id>". */
  readonly uncovered: ReadonlySet<string>;
  readonly disputes: readonly KnownDispute[];
  readonly exceptions: readonly Trouble[];
  readonly openOperations: readonly z.infer<typeof Operation>[];
  readonly checks: readonly z.infer<typeof Check>[];
  /** The provider's accounts that the store has taken money on, or does now; "" is the installation's own. */
  readonly accounts: readonly string[];
  readonly link: {
    readonly last_seen_at: string | null;
    readonly unsent_events: number;
    readonly quarantined: number;
    readonly conflict: string | null;
  };
}

/** Without the reports of other disks that cover nothing (U8): what they count is in the next one. */
const SQL = `
  WITH concerned AS MATERIALIZED (
    SELECT order_id FROM orders WHERE store_id = $1 AND business_day = $2
    UNION SELECT order_id FROM orders WHERE store_id = $1 AND coalesce(counts_on, business_day) = $2
    UNION SELECT order_id FROM payments WHERE store_id = $1 AND business_day = $2
    UNION SELECT order_id FROM refunds WHERE store_id = $1 AND business_day = $2
    UNION SELECT order_id FROM payment_intents WHERE store_id = $1 AND intent_id = ANY ($3::text[]))
  SELECT 'order' AS kind, state AS fact FROM orders WHERE store_id = $1 AND order_id IN (SELECT order_id FROM concerned)
  UNION ALL SELECT 'payment', state FROM payments WHERE store_id = $1 AND order_id IN (SELECT order_id FROM concerned)
  UNION ALL SELECT 'refund', state FROM refunds WHERE store_id = $1 AND order_id IN (SELECT order_id FROM concerned)
  UNION ALL SELECT 'movement', body FROM drawer_events WHERE store_id = $1 AND business_day = $2 AND type = 'drawer.moved'
  UNION ALL (SELECT 'z', body FROM drawer_events WHERE store_id = $1 AND type IN ('drawer.closed', 'day.closed') AND NOT ${WAS_SET_ASIDE("body")}
    AND (business_day >= $2 OR business_day IS NULL) ORDER BY event_id)
  UNION ALL SELECT 'uncovered', to_json(kind || ' ' || ref_id) FROM store_journal WHERE store_id = $1
  UNION ALL SELECT 'dispute', json_build_object('dispute_id', dispute_id, 'payment_id', payment_id, 'order_id', order_id,
    'amount_cents', amount_cents, 'currency', currency, 'status', status)
    FROM payment_disputes WHERE store_id = $1 AND order_id IN (SELECT order_id FROM concerned)
  UNION ALL SELECT 'exception', json_build_object('order_id', order_id, 'kind', kind, 'detail', detail, 'raised_at', raised_at)
    FROM exceptions WHERE store_id = $1 AND resolved_at IS NULL AND (order_id IS NULL OR order_id IN (SELECT order_id FROM concerned))
  UNION ALL SELECT 'operation', json_build_object('order_id', order_id, 'kind', kind, 'refund_id', refund_id, 'last_answer', last_answer)
    FROM payment_operations WHERE store_id = $1 AND state = 'OPEN' AND order_id IN (SELECT order_id FROM concerned)
  UNION ALL SELECT 'check', json_build_object('payment_id', payment_id, 'check_at', check_at)
    FROM payment_intents WHERE store_id = $1 AND order_id IN (SELECT order_id FROM concerned)
  UNION ALL SELECT 'account', to_json(account) FROM (SELECT DISTINCT account FROM payment_intents WHERE store_id = $1) taken
  UNION ALL SELECT 'link', json_build_object('last_seen_at', n.last_seen_at, 'heartbeat', n.heartbeat, 'conflict', l.conflict, 'account', s.stripe_account_id,
    'quarantined', (SELECT count(*) FROM quarantine q WHERE q.store_id = s.store_id AND q.resolved_at IS NULL))
    FROM stores s LEFT JOIN store_links l USING (store_id) LEFT JOIN store_link_seen n USING (store_id) WHERE s.store_id = $1`;

/** One statement, so that all of it is of one moment. `intentIds`: intents of the store that the provider names besides. */
export async function readLedger(pool: Pool, storeId: string, day: string, intentIds: readonly string[]): Promise<Ledger> {
  const found = await pool.query<{ kind: string; fact: unknown }>(SQL, [storeId, day, intentIds]);
  const of = <T>(kind: string, type: z.ZodType<T>): T[] => found.rows.flatMap((row) => (row.kind === kind ? [type.parse(row.fact)] : []));
  const link = of("link", Link)[0];
  const heartbeat = Heartbeat.safeParse(link?.heartbeat);
  return {
    orders: of("order", Order),
    payments: of("payment", Payment),
    refunds: of("refund", Refund),
    movements: of("movement", Moved).map((each) => each.movement),
    zReports: of("z", Closed).map((each) => each.report),
    uncovered: new Set(of("uncovered", z.string())),
    disputes: of("dispute", Dispute),
    exceptions: of("exception", Trouble),
    openOperations: of("operation", Operation),
    checks: of("check", Check),
    accounts: [...new Set([...of("account", z.string()), link?.account ?? ""])],
    link: {
      last_seen_at: link?.last_seen_at ?? null,
      unsent_events: heartbeat.success ? heartbeat.data.unsent_events : 0,
      quarantined: link?.quarantined ?? 0,
      conflict: link?.conflict ?? null,
    },
  };
}

const Opened = z.object({ session: z.object({ session_id: z.string(), float_cents: z.number() }) });

/** The cash facts of a Z report's session, by the days that the report names. */
export async function sessionFacts(pool: Pool, storeId: string, report: ZReport) {
  const days = report.days.map((each) => each.business_day);
  const found = await pool.query<{ kind: string; fact: unknown }>(
    `SELECT 'opened' AS kind, body AS fact FROM drawer_events WHERE store_id = $1 AND type = 'drawer.opened' AND session_id = $3
     UNION ALL SELECT 'moved', body FROM drawer_events WHERE store_id = $1 AND type = 'drawer.moved' AND session_id = $3
     UNION ALL SELECT 'payment', state FROM payments WHERE store_id = $1 AND method = 'CASH' AND business_day = ANY ($2::text[])
     UNION ALL SELECT 'refund', state FROM refunds WHERE store_id = $1 AND method = 'CASH' AND business_day = ANY ($2::text[])`,
    [storeId, days, report.session_id],
  );
  const of = <T>(kind: string, type: z.ZodType<T>): T[] => found.rows.flatMap((row) => (row.kind === kind ? [type.parse(row.fact)] : []));
  return {
    float_cents: of("opened", Opened)[0]?.session.float_cents ?? null,
    facts: { payments: of("payment", Payment), refunds: of("refund", Refund), movements: of("moved", Moved).map((each) => each.movement) },
  };
}
