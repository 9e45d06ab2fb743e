/**
 * Withdraws offers that the store has not answered within its `accept_timeout_s`. The time-out only makes the cloud decide;
 * whether it still may is checked under the order's lock, so an acceptance that was quicker stands.
 */
import { type Clock, iso, type Timers } from "@crema/shared/clock";
import { ok } from "@crema/shared/errors";
import { withdrawOrder } from "../commands/withdraw-order.ts";
import { contextOf } from "../db/cloud-context.ts";
import type { Database } from "../db/database.ts";
import type { Executor } from "../execute.ts";
import { createJob, type Job } from "./job.ts";

const EVERY_MS = 1_000;
/** Offers per run. */
const AT_ONCE = 100;

export interface SweeperOptions {
  readonly database: Database;
  readonly executor: Executor;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

export function createOfferSweeper(options: SweeperOptions): Job {
  return createJob({
    timers: options.timers,
    everyMs: EVERY_MS,
    onError: options.onError,
    run: async () => void (await sweepOffers(options)),
  });
}

/** Returns how many offers were withdrawn. */
export async function sweepOffers({ database, executor, clock }: Omit<SweeperOptions, "timers" | "onError">): Promise<number> {
  const due = await database.pool.query<{ store_id: string; order_id: string }>({
    name: "offers_due",
    text: `SELECT o.store_id, o.order_id FROM orders o JOIN stores s USING (store_id)
           WHERE o.handoff = 'OFFERED' AND o.created_at <= $1::timestamptz - make_interval(secs => s.accept_timeout_s)
           ORDER BY o.created_at LIMIT $2`,
    values: [iso(clock.now()), AT_ONCE],
  });
  let withdrawn = 0;
  for (const { store_id, order_id } of due.rows) {
    const swept = await executor.execute(async (unit) => {
      await unit.lockLink(store_id);
      await unit.loadOrders(store_id, [order_id]);
      const record = unit.order(order_id);
      if (record.order?.handoff !== "OFFERED") return ok(false);
      const ended = withdrawOrder(
        unit,
        record,
        record.order,
        { cause: "NO_ANSWER", reason: "The store did not answer in time." },
        contextOf(unit),
      );
      return ended.ok ? ok(true) : ended;
    });
    if (!swept.ok) throw new Error(`offer ${order_id} cannot be withdrawn: ${swept.refusal.code}`);
    if (swept.value) withdrawn += 1;
  }
  return withdrawn;
}
