/**
 * What was refunded of sales that were paid online and is in no Z report of the store yet, in `store_journal` beside the box's own facts.
 * The cloud makes these refunds, so nothing in the log says which report has one: the report names it.
 */
import type { ZReport } from "@crema/shared/domain/drawer/report";
import type { DomainEvent } from "@crema/shared/domain/events";
import type pg from "pg";
import type { OrderRecord } from "./orders.ts";

/** REFUND_ONLINE: it has succeeded, and its order was handed over; REFUND_ONLINE_FAILED: after that it failed. */
export type OnlineJournalKind = "REFUND_ONLINE" | "REFUND_ONLINE_FAILED";
export const ONLINE_KINDS = "('REFUND_ONLINE', 'REFUND_ONLINE_FAILED')";

interface Step {
  readonly kind: OnlineJournalKind;
  readonly order_id: string;
  /** null: every one of the order. */
  readonly refund_id: string | null;
  readonly at: string;
}

/** As long as a Z report reaches back: a database that was put back learns a refund again, of which the box's log may have told the Z before. */
const REPORTED_WITHIN = "14 days";

/** After the refunds' rows. */
export async function writeOnlineJournal(client: pg.ClientBase, storeId: string, records: readonly OrderRecord[]): Promise<void> {
  const steps = records.flatMap(({ order, recorded }) =>
    order?.pay_mode === "ONLINE" && order.status === "COMPLETED" ? recorded.flatMap(({ event }) => stepOf(event)) : [],
  );
  for (const { kind, order_id, refund_id, at } of steps)
    await client.query({
      text: `INSERT INTO store_journal (store_id, kind, ref_id, business_day, at)
        SELECT store_id, $3, refund_id, business_day, $5 FROM refunds r WHERE store_id = $1 AND order_id = $2 AND provider <> 'in_store'
          AND refund_id = coalesce($4::uuid, refund_id) AND status = CASE $3::text WHEN 'REFUND_ONLINE' THEN 'SUCCEEDED' ELSE 'FAILED' END
          AND NOT EXISTS (SELECT FROM store_journal j WHERE j.store_id = r.store_id AND j.kind = $3 AND j.ref_id = r.refund_id)
          AND NOT EXISTS (SELECT FROM drawer_events z CROSS JOIN json_array_elements(z.body -> 'report' -> 'online_refunds') named
            WHERE z.store_id = r.store_id AND z.type IN ('drawer.closed', 'day.closed') AND z.at > $5::timestamptz - interval '${REPORTED_WITHIN}'
              AND named ->> 'refund_id' = r.refund_id::text AND coalesce((named ->> 'failed')::boolean, false) = ($3 = 'REFUND_ONLINE_FAILED'))`,
      values: [storeId, order_id, kind, refund_id, at],
    });
}

function stepOf(event: DomainEvent): Step[] {
  switch (event.type) {
    case "order.completed":
      return [{ kind: "REFUND_ONLINE", order_id: event.order_id, refund_id: null, at: event.at }];
    case "refund.succeeded":
      return [{ kind: "REFUND_ONLINE", order_id: event.order_id, refund_id: event.refund.refund_id, at: event.at }];
    case "refund.failed":
      return event.was === "SUCCEEDED"
        ? [{ kind: "REFUND_ONLINE_FAILED", order_id: event.order_id, refund_id: event.refund.refund_id, at: event.at }]
        : [];
    default:
      return [];
  }
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
}
