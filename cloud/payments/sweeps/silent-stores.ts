/**
 * Tells a person about a paid order that nobody makes. A box may be off at night while an order for the morning waits,
 * so silence counts from when the order was to be begun. A resolved exception is over for that silence only, not for
 * the next.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import type { PaymentDeps } from "../operations/operation.ts";

const SILENT_MS = 10 * 60_000;
const AT_ONCE = 50;

/** As long before its time as the store takes to make one. Read as text: ->> fails on a document with \u0000 in any string. */
const BEGINS_AT = `o.promised_at - make_interval(secs => substring(s.profile::text from '"prep_time_s"\\s*:\\s*([0-9]+)')::int)`;

interface Silent {
  readonly store_id: string;
  readonly order_id: string;
}

/** Returns how many exceptions were raised. Rejects with what went wrong after having tried all. */
export async function raiseSilentStores({
  clock,
  database,
  executor,
}: Pick<PaymentDeps, "clock" | "database" | "executor">): Promise<number> {
  const found = await database.pool.query<Silent>({
    name: "paid_and_silent",
    // Stores first: of those that are heard, which is nearly all, no order is read.
    text: `WITH quiet AS MATERIALIZED (SELECT s.store_id, s.profile, n.last_seen_at FROM stores s LEFT JOIN store_link_seen n USING (store_id)
             WHERE n.last_seen_at IS NULL OR n.last_seen_at <= $1)
           SELECT o.store_id, o.order_id FROM quiet s JOIN orders o USING (store_id),
             LATERAL (SELECT greatest(s.last_seen_at, ${BEGINS_AT}) AS since) silence
           WHERE o.status = 'PAID' AND silence.since <= $1
             AND NOT EXISTS (SELECT FROM exceptions e WHERE e.order_id = o.order_id AND e.kind = 'order.paid_store_silent'
                               AND (e.resolved_at IS NULL OR e.raised_at >= silence.since))
           ORDER BY silence.since, o.order_id LIMIT ${AT_ONCE}`,
    values: [iso(clock.now() - SILENT_MS)],
  });
  const failures: unknown[] = [];
  for (const of of found.rows) await raiseFor(executor, of).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, `nobody could be told of ${failures.length} silent stores`);
  return found.rows.length;
}

async function raiseFor(executor: PaymentDeps["executor"], { store_id, order_id }: Silent): Promise<void> {
  const raised = await executor.execute(async (unit) => {
    await unit.lockLink(store_id);
    unit.raise({
      store_id,
      order_id,
      kind: "order.paid_store_silent",
      detail: "The order is paid, its time to be begun has come, and the store has not been heard for ten minutes.",
      what_to_do: "Call the store: it may be making it. If it cannot, ask the customer, cancel at the store or refund here.",
    });
    return ok(null);
  });
  if (!raised.ok) throw new Error(`an exception was refused: ${raised.refusal.code}`);
}
