/**
 * What was refunded of sales that were paid online and is in no Z report of the store yet, in `store_journal` beside the box's own facts.
 * The cloud makes these refunds, so nothing in the log says which report has one: the report names it.
 */
import type { ZReport } from "@crema/shared/domain/drawer/report";
import type { DomainEvent } from "@crema/shared/domain/events";
import type { Snapshot } from "@crema/sync/protocol/snapshot";
import type pg from "pg";
import type { OrderRecord } from "./orders.ts";
import { WAS_SET_ASIDE } from "./set-aside-events.ts";

/** Corrections are in none, as the sale itself is smaller. REFUND_ONLINE: it has succeeded, and its order was handed over; REFUND_ONLINE_FAILED: after that it failed. */
export type OnlineJournalKind = "REFUND_ONLINE" | "REFUND_ONLINE_FAILED";
export const ONLINE_KINDS = "('REFUND_ONLINE', 'REFUND_ONLINE_FAILED')";

interface Step {
  readonly kind: OnlineJournalKind;
  readonly order_id: string;
  /** null: every one of the order. */
  readonly refund_id: string | null;
  readonly at: string;
  /** It counts only where a Z report has it already: as far as is known here it never succeeded. */
  readonly if_named: boolean;
}

/** As long as a Z report reaches back: a database that was put back learns a refund again, of which the box's log may have told the Z before. */
const REPORTED_WITHIN = "14 days";

/** In SQL, the day of each Z report that names the refund in row `r`; `failed`: as taken off again. `at`: the moment of what is recorded. */
const NAMED_IN = (failed: string, at: string): string =>
  `SELECT z.business_day FROM drawer_events z CROSS JOIN json_array_elements(z.body -> 'report' -> 'online_refunds') named
   WHERE z.store_id = r.store_id AND z.type IN ('drawer.closed', 'day.closed') AND z.at > ${at}::timestamptz - interval '${REPORTED_WITHIN}'
     AND NOT ${WAS_SET_ASIDE("z.body")}
     AND named ->> 'refund_id' = r.refund_id::text AND coalesce((named ->> 'failed')::boolean, false) = (${failed})`;

const NOT_WAITING = (kind: string): string =>
  `NOT EXISTS (SELECT FROM store_journal j WHERE j.store_id = r.store_id AND j.kind = ${kind} AND j.ref_id = r.refund_id)`;

/** After the refunds' rows and the reports. */
export async function writeOnlineJournal(client: pg.ClientBase, storeId: string, records: readonly OrderRecord[]): Promise<void> {
  const steps = records.flatMap(({ order, recorded }) =>
    order?.pay_mode === "ONLINE" && order.status === "COMPLETED" ? recorded.flatMap(({ event }) => stepsOf(event)) : [],
  );
  for (const { kind, order_id, refund_id, at, if_named } of steps)
    await client.query({
      text: `INSERT INTO store_journal (store_id, kind, ref_id, business_day, at)
        SELECT store_id, $3, refund_id, coalesce(business_day, (${NAMED_IN("false", "$5")} LIMIT 1)), $5
        FROM refunds r WHERE store_id = $1 AND order_id = $2 AND provider <> 'in_store' AND kind = 'GIVEN_BACK'
          AND refund_id = coalesce($4::uuid, refund_id) AND status = CASE $3::text WHEN 'REFUND_ONLINE' THEN 'SUCCEEDED' ELSE 'FAILED' END
          AND ${NOT_WAITING("$3")} AND NOT EXISTS (${NAMED_IN("$3 = 'REFUND_ONLINE_FAILED'", "$5")})
          AND (NOT $6 OR EXISTS (${NAMED_IN("false", "$5")}))`,
      values: [storeId, order_id, kind, refund_id, at, if_named],
    });
}

function stepsOf(event: DomainEvent): Step[] {
  switch (event.type) {
    case "order.completed": {
      const all = { order_id: event.order_id, refund_id: null, at: event.at };
      return [
        { ...all, kind: "REFUND_ONLINE", if_named: false },
        { ...all, kind: "REFUND_ONLINE_FAILED", if_named: true },
      ];
    }
    case "refund.succeeded":
      return [{ kind: "REFUND_ONLINE", order_id: event.order_id, refund_id: event.refund.refund_id, at: event.at, if_named: false }];
    case "refund.failed": {
      const { refund_id } = event.refund;
      return [{ kind: "REFUND_ONLINE_FAILED", order_id: event.order_id, refund_id, at: event.at, if_named: event.was !== "SUCCEEDED" }];
    }
    default:
      return [];
  }
}

type Began = Pick<Snapshot, "online_refunds" | "online_uncovered" | "taken_at">;

/**
 * What waits is what waited when the store's box was given its beginning, and what was recorded here since: reports that are lost may have
 * counted the rest. One of a release before these were in it says nothing of them.
 */
export async function replaceOnline(client: pg.ClientBase, storeId: string, began: Began): Promise<void> {
  const { online_refunds = [], online_uncovered, taken_at } = began;
  if (online_uncovered === undefined) return;
  await client.query(`DELETE FROM store_journal WHERE store_id = $1 AND kind IN ${ONLINE_KINDS} AND at <= $2`, [storeId, taken_at]);
  const days = new Map(online_refunds.map(({ refund_id, business_day }) => [refund_id, business_day]));
  await client.query(
    `INSERT INTO store_journal (store_id, kind, ref_id, business_day, at)
     SELECT $1, r.kind, r.refund_id, r.business_day, $5 FROM unnest($2::text[], $3::uuid[], $4::text[]) WITH ORDINALITY AS r (kind, refund_id, business_day, n)
     WHERE NOT EXISTS (SELECT FROM store_journal j WHERE j.store_id = $1 AND j.kind = r.kind AND j.ref_id = r.refund_id) ORDER BY r.n`,
    [
      storeId,
      online_uncovered.map(({ kind }) => kind),
      online_uncovered.map(({ ref_id }) => ref_id),
      online_uncovered.map(({ ref_id }) => days.get(ref_id) ?? null),
      taken_at,
    ],
  );
}

/** A box of a release that names none counted what it had heard of by then. */
export async function coverOnline(
  client: pg.ClientBase,
  storeId: string,
  { online_refunds, till, covers_store, closed_at }: Pick<ZReport, "online_refunds" | "till" | "covers_store" | "closed_at">,
): Promise<void> {
  if (online_refunds === undefined) {
    if (till && !covers_store) return;
    await client.query(`DELETE FROM store_journal WHERE store_id = $1 AND kind IN ${ONLINE_KINDS} AND at <= $2`, [storeId, closed_at]);
    return;
  }
  const named = (failed: boolean) => online_refunds.filter((each) => (each.failed ?? false) === failed).map(({ refund_id }) => refund_id);
  await client.query(
    `DELETE FROM store_journal WHERE store_id = $1
       AND ((kind = 'REFUND_ONLINE' AND ref_id = ANY ($2::uuid[])) OR (kind = 'REFUND_ONLINE_FAILED' AND ref_id = ANY ($3::uuid[])))`,
    [storeId, named(false), named(true)],
  );
  await takeOffFailed(client, storeId, named(false), closed_at);
}

/**
 * The box counted these, and as far as is known here they have failed: it had not heard so, or this database was put back and knows them
 * as never succeeded. A later report takes them off again, where none has yet.
 */
async function takeOffFailed(client: pg.ClientBase, storeId: string, refundIds: readonly string[], at: string): Promise<void> {
  if (refundIds.length === 0) return;
  await client.query(
    `INSERT INTO store_journal (store_id, kind, ref_id, business_day, at)
     SELECT store_id, 'REFUND_ONLINE_FAILED', refund_id, coalesce(business_day, (${NAMED_IN("false", "$3")} LIMIT 1)), $3 FROM refunds r
     WHERE store_id = $1 AND refund_id = ANY ($2::uuid[]) AND provider <> 'in_store' AND status = 'FAILED'
       AND ${NOT_WAITING("'REFUND_ONLINE_FAILED'")} AND NOT EXISTS (${NAMED_IN("true", "$3")})`,
    [storeId, refundIds, at],
  );
}
