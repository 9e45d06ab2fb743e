/**
 * Withdraws offers that the store has not answered within its `accept_timeout_s`; one that is wanted for later not before it is to be
 * made, since a store whose line is down has until then. The time-out only makes the cloud decide; whether it still may is checked
 * under the order's lock, so an acceptance that was quicker stands.
 */
import { type Clock, iso, type Timers } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import { createJob, type Job } from "@crema/shared/server/service";
import type { Database } from "../db/database.ts";
import { contextOf } from "../db/decide-context.ts";
import type { Executor } from "../executor.ts";
import { isFrozen, notFrozen } from "../freeze/freeze.ts";
import { withdrawOrder } from "../withdraw-order.ts";
import { endUnansweredCancels } from "./unanswered-cancels.ts";

const EVERY_MS = 1_000;
/** Of an order for later and the row of its store, in SQL: the moment from which there is too little time left to make it. */
export const LATEST_START = "o.promised_at - make_interval(secs => (s.profile -> 'settings' ->> 'prep_time_s')::int)";
/** A capture takes its time, and the provider's clock is its own. */
export const BEFORE_THE_HOLD_ENDS = "interval '15 minutes'";
/** Offers per run. */
const AT_ONCE = 100;

export interface SweeperOptions {
  readonly database: Database;
  readonly executor: Executor;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
  /** Whether the time is known by which it judges. */
  readonly mayRun?: () => boolean;
}

export function createOfferSweeper(options: SweeperOptions): Job {
  return createJob({
    timers: options.timers,
    everyMs: EVERY_MS,
    onError: options.onError,
    mayRun: options.mayRun ?? (() => true),
    async run() {
      const swept = await Promise.allSettled([sweepOffers(options), endUnansweredCancels(options)]);
      const failures = swept.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
      if (failures.length > 0) throw new AggregateError(failures, "not every offer and cancel request could be swept");
    },
  });
}

/** Returns how many offers were withdrawn. Rejects with what went wrong after having tried all: one store keeps no other waiting. */
export async function sweepOffers({ database, executor, clock }: Omit<SweeperOptions, "timers" | "onError" | "mayRun">): Promise<number> {
  const due = await database.pool.query<{ store_id: string; order_ids: string[] }>({
    name: "offers_due",
    text: `SELECT store_id, array_agg(order_id::text ORDER BY offered_at) AS order_ids
           FROM (SELECT o.store_id, o.order_id, o.offered_at FROM orders o JOIN stores s USING (store_id)
                 WHERE o.handoff = 'OFFERED' AND o.offered_at <= $1::timestamptz - make_interval(secs => s.accept_timeout_s)
                   AND (NOT o.for_later OR ${LATEST_START} <= $1 OR EXISTS (SELECT FROM payment_intents p WHERE p.store_id = o.store_id
                     AND p.order_id = o.order_id AND p.status = 'AUTHORIZED' AND p.hold_ends_at - ${BEFORE_THE_HOLD_ENDS} <= $1))
                   AND ${notFrozen("o")}
                 ORDER BY o.offered_at LIMIT $2) due
           GROUP BY store_id ORDER BY min(offered_at)`,
    values: [iso(clock.now()), AT_ONCE],
  });
  const failures: unknown[] = [];
  let withdrawn = 0;
  for (const { store_id, order_ids } of due.rows) {
    try {
      withdrawn += await withdrawUnanswered(executor, store_id, order_ids);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `the offers of ${failures.length} stores could not be withdrawn`);
  return withdrawn;
}

async function withdrawUnanswered(executor: Executor, storeId: string, orderIds: readonly string[]): Promise<number> {
  const wish = { cause: "NO_ANSWER", reason: "The store did not answer in time." } as const;
  const swept = await executor.execute(async (unit) => {
    await unit.lockLink(storeId);
    if (isFrozen(unit)) return ok(0);
    await unit.loadOrders(storeId, orderIds);
    let withdrawn = 0;
    for (const record of orderIds.map((id) => unit.order(id))) {
      if (record.order?.handoff !== "OFFERED") continue;
      const ended = withdrawOrder(unit, record, record.order, wish, contextOf(unit));
      if (!ended.ok) return ended;
      withdrawn += 1;
    }
    return ok(withdrawn);
  });
  if (!swept.ok) throw new Error(`an offer of ${storeId} cannot be withdrawn: ${swept.refusal.code}`);
  return swept.value;
}
