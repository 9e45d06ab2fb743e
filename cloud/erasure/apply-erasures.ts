/**
 * Carries erasures out, store by store: its orders lose their person here once they are over, and its box is told to do the same. A box that would not
 * read that yet is told once it is of a release that does; a store without one has nobody to tell, as its next box begins with what is here.
 */
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import { boxVersion } from "../db/box-version.ts";
import type { Database } from "../db/database.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import type { Executor } from "../executor.ts";
import { isFrozen } from "../freeze/freeze.ts";
import { forgetCustomers } from "../store-inbox.ts";
import { blankOrders } from "./blank-orders.ts";
import { BOX_FORGETS } from "./box-forgets.ts";

/** Orders per transaction: the store's row is locked as long as one takes. */
const AT_ONCE = 100;

/** For so long an event of an order that is not here may still be applied to an open one. */
const MAY_BE_OPEN = "interval '1 day'";

/**
 * An open order keeps its person: whoever makes it has to know what somebody is allergic to. One that is not here is not open here, unless
 * the database has lost it and its lines wait in quarantine. `now`: the parameter with the time.
 */
const toBlank = (now: string) => `(e.blanked_at IS NULL AND coalesce(
  (SELECT o.status IN ('COMPLETED', 'CANCELLED') FROM orders o WHERE o.store_id = e.store_id AND o.order_id = e.order_id),
  NOT EXISTS (SELECT FROM quarantine q WHERE q.store_id = e.store_id AND q.order_id = e.order_id AND q.event_type = 'order.amended'
    AND q.resolved_at IS NULL AND q.received_at > ${now}::timestamptz - ${MAY_BE_OPEN})))`;

/** `userIds`: at the stores of these customers alone. Rejects, after having tried every store, where one failed. */
export async function applyErasures(
  deps: { readonly database: Database; readonly executor: Executor; readonly clock: Clock; readonly isStopped?: () => boolean },
  userIds: readonly string[] | null = null,
): Promise<void> {
  const stores = await deps.database.pool.query<{ store_id: string }>(
    `SELECT DISTINCT store_id FROM erased_orders e WHERE (${toBlank("$1")} OR box_told_at IS NULL)${userIds === null ? "" : " AND user_id = ANY ($2::uuid[])"} ORDER BY store_id`,
    [iso(deps.clock.now()), ...(userIds === null ? [] : [userIds])],
  );
  const failures: unknown[] = [];
  for (const { store_id } of stores.rows) {
    try {
      while (!deps.isStopped?.() && (await applyPiece(deps.executor, store_id)));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `orders of ${failures.length} stores are still to be erased`);
}

/** False: nothing is left that can be done now. */
async function applyPiece(executor: Executor, storeId: string): Promise<boolean> {
  const done = await executor.execute(async (unit) => {
    await unit.lockLink(storeId);
    const waiting = await waitingOf(unit, storeId);
    const at = iso(unit.clock.now());
    const ids = waiting.map(({ order_id }) => order_id);
    await blankOrders(
      unit.client,
      storeId,
      waiting.filter(({ is_to_blank }) => is_to_blank).map(({ order_id }) => order_id),
    );
    const told = await tellBox(unit, storeId, ids);
    await unit.client.query(
      `UPDATE erased_orders e SET blanked_at = CASE WHEN ${toBlank("$3")} THEN $3 ELSE blanked_at END, box_told_at = CASE WHEN $4 THEN $3 ELSE box_told_at END
       WHERE store_id = $1 AND order_id = ANY ($2::uuid[])`,
      [storeId, ids, at, told],
    );
    return ok(waiting.length === AT_ONCE);
  });
  return done.ok && done.value;
}

interface Waiting {
  readonly order_id: string;
  readonly is_to_blank: boolean;
}

/** Those that the box cannot be told of now wait until it can, and keep no other back. */
async function waitingOf(unit: UnitOfWork, storeId: string): Promise<Waiting[]> {
  const canTell = await boxListens(unit, storeId);
  const found = await unit.client.query<Waiting>(
    `SELECT order_id, ${toBlank("$3")} AS is_to_blank FROM erased_orders e
     WHERE store_id = $1 AND (${toBlank("$3")} OR ($2 AND box_told_at IS NULL)) ORDER BY order_id LIMIT ${AT_ONCE} FOR UPDATE`,
    [storeId, canTell, iso(unit.clock.now())],
  );
  return found.rows;
}

/** Also where there is no box to be told. */
async function boxListens(unit: UnitOfWork, storeId: string): Promise<boolean> {
  if (!unit.link || unit.link.node_id === null) return true;
  return !isFrozen(unit) && (await boxVersion(unit, storeId)) >= BOX_FORGETS;
}

async function tellBox(unit: UnitOfWork, storeId: string, orderIds: readonly string[]): Promise<boolean> {
  if (!(await boxListens(unit, storeId))) return false;
  if (unit.link && unit.link.node_id !== null) forgetCustomers(unit, orderIds);
  return true;
}
