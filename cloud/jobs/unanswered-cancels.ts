/**
 * A store that was asked to cancel an order and has said nothing for ten minutes: whoever asked waits no longer.
 * Headquarters, which wanted the customer refunded, is told, as only a person can find out whether the store has begun.
 * The store may still decide the request, and that counts; only the waiting ends.
 */
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { outstandingRequest } from "../ask-store-to-cancel.ts";
import type { Database } from "../db/database.ts";
import { contextOf } from "../db/decide-context.ts";
import type { OrderRecord } from "../db/orders.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import type { Executor } from "../executor.ts";
import { isFrozen, notFrozen } from "../freeze/freeze.ts";

const SILENT_MS = 10 * 60_000;
/** Requests per page; a run goes through all, so that those which cannot be ended keep no others waiting. */
const PAGE = 100;

interface CancelDeps {
  readonly database: Database;
  readonly executor: Executor;
  readonly clock: Clock;
}

/** Returns how many requests have ended. Rejects with what went wrong after having tried all: one order keeps no other waiting. */
export async function endUnansweredCancels({ database, executor, clock }: CancelDeps, page = PAGE): Promise<number> {
  const before = iso(clock.now() - SILENT_MS);
  const failures: unknown[] = [];
  let ended = 0;
  for (let after: Due | null = { store_id: "", order_id: FIRST_ID }; after !== null; ) {
    const due: Due[] = await dueAfter(database, before, after, page);
    for (const { store_id, order_id } of due) {
      try {
        if (await endOne(executor, store_id, order_id, before)) ended += 1;
      } catch (error) {
        failures.push(error);
      }
    }
    after = due.length === page ? (due.at(-1) ?? null) : null;
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} cancel requests could not be ended`);
  return ended;
}

interface Due {
  readonly store_id: string;
  readonly order_id: string;
}

const FIRST_ID = "00000000-0000-0000-0000-000000000000";

async function dueAfter({ pool }: Database, before: string, after: Due, page: number): Promise<Due[]> {
  const found = await pool.query<Due>({
    name: "cancels_unanswered",
    text: `SELECT o.store_id, o.order_id FROM orders o
           WHERE o.cancel_request_id IS NOT NULL AND o.status NOT IN ('COMPLETED', 'CANCELLED') AND EXISTS
             (SELECT FROM order_events e WHERE e.store_id = o.store_id AND e.order_id = o.order_id AND e.type = 'order.cancel_requested'
                AND e.at <= $1 AND position(o.cancel_request_id::text IN e.body::text) > 0)
             AND ${notFrozen("o")} AND NOT EXISTS (SELECT FROM store_freezes f WHERE f.store_id = o.store_id AND f.ended_at > $1)
             AND (o.store_id, o.order_id) > ($2, $3::uuid)
           ORDER BY o.store_id, o.order_id LIMIT $4`,
    values: [before, after.store_id, after.order_id, page],
  });
  return found.rows;
}

async function endOne(executor: Executor, storeId: string, orderId: string, before: string): Promise<boolean> {
  const done = await executor.execute(async (unit) => {
    await unit.lockLink(storeId);
    if (isFrozen(unit)) return ok(false);
    await unit.loadOrders(storeId, [orderId]);
    return ok(await end(unit, unit.order(orderId), before));
  });
  if (!done.ok) throw new Error(`a cancel request of ${orderId} cannot be ended: ${done.refusal.code}`);
  return done.value;
}

async function end(unit: UnitOfWork, record: OrderRecord, before: string): Promise<boolean> {
  const asked = await outstandingRequest(unit, record);
  if (!record.order || !asked || asked.at > before) return false;
  const { order_id, request_id, store_id } = asked;
  const envelope = envelopeOf(store_id, contextOf(unit));
  record.record(record.order, [{ ...envelope, type: "order.cancel_unanswered", order_id, request_id }]);
  if (asked.cause !== "OPERATOR") return true;
  unit.raise({
    store_id,
    order_id,
    kind: "refund.store_silent",
    detail: "Headquarters asked the store to cancel the order, so that all of it is refunded. The store has not answered for ten minutes.",
    what_to_do:
      "Call the store. If it has not begun, refund the order without cancelling; if it cancels the order later, nothing is refunded twice.",
  });
  return true;
}
