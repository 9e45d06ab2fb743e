/**
 * Orders for later that the cloud holds (HELD). They are offered when their store has joined and keeps up with its log, a few at a time,
 * the oldest promise first, so that a box that comes back in the morning is not flooded. What the store can no longer make in time, or
 * what the card is no longer held for, is withdrawn in plain words. Whether it is still held is looked at under the store's lock.
 */
import { type Clock, iso, type Timers } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import type { CancelCause } from "@crema/shared/domain/order/order";
import { MAX_PREP_TIME_S } from "@crema/shared/domain/store/profile";
import { createJob, type Job } from "@crema/shared/server/service";
import { MAX_BATCH_EVENTS } from "@crema/sync/protocol/up";
import type { Database } from "../db/database.ts";
import { contextOf } from "../db/decide-context.ts";
import type { OrderRecord } from "../db/orders.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import type { Executor } from "../executor.ts";
import { isFrozen, notFrozen } from "../freeze/freeze.ts";
import { offerHeldOrder } from "../offer-held-order.ts";
import { isLinkUp, isOnline, type LinkFacts } from "../queries/store-online.ts";
import { withdrawOrder } from "../withdraw-order.ts";
import { BEFORE_THE_HOLD_ENDS, LATEST_START } from "./offer-sweeper.ts";

const EVERY_MS = 1_000;
/** Offers of orders for later that a store has not answered yet. */
export const UNANSWERED_AT_ONCE = 5;
/** What has had no answer for longer keeps no other back: it may be in quarantine, or wait for a line. */
const PACED_FOR_MS = 120_000;
/** After a start, or a gap of this process or its database, the boxes have had no chance yet to be heard (L4). */
const UNHEARD_FOR_MS = 45_000;
/** So long without an exchange with the database is a gap. */
const GAP_MS = 5_000;
/** So many of a store are tried before the rest waits for the next run: those that fail keep the others back no longer. */
const TRIED_AT_ONCE = 50;
/** Orders per run that are withdrawn. */
const WITHDRAWN_AT_ONCE = 100;

interface HeldDeps {
  readonly database: Database;
  readonly executor: Executor;
  readonly clock: Clock;
  /** The database has responded: to a read, or with what came of an order. */
  readonly onResponse?: () => void;
}

export interface HeldOptions extends HeldDeps {
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
  /** Whether the time is known by which it judges. */
  readonly mayRun?: () => boolean;
}

export function createHeldOrders({ timers, onError, mayRun = () => true, ...deps }: HeldOptions): Job {
  const { clock } = deps;
  let heardSince = clock.monotonic();
  let respondedAt: number | null = null;
  const onResponse = () => {
    const now = clock.monotonic();
    if (respondedAt === null || now - respondedAt > GAP_MS) heardSince = now;
    respondedAt = now;
  };
  return createJob({
    timers,
    everyMs: EVERY_MS,
    onError,
    mayRun() {
      if (!mayRun()) respondedAt = null;
      return mayRun();
    },
    async run() {
      const looked = { ...deps, onResponse };
      const mayBeUnheard = () => clock.monotonic() - heardSince < UNHEARD_FOR_MS;
      const done = await Promise.allSettled([offerHeld(looked), withdrawHeld(looked, mayBeUnheard)]);
      const failures = done.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
      if (failures.length > 0) throw new AggregateError(failures, "not every order that is held could be offered or withdrawn");
    },
  });
}

/** Returns how many were offered. Rejects with what went wrong after having tried all: one order keeps no other waiting. */
export async function offerHeld(deps: HeldDeps): Promise<number> {
  const { database, clock } = deps;
  const holding = await storesThatHold(database, clock);
  deps.onResponse?.();
  const ready = holding.filter((store) => isLinkUp(store, clock.now()) && store.keeps_up);
  let offered = 0;
  await trying(ready, async ({ store_id, unanswered }) => {
    const allowed = UNANSWERED_AT_ONCE - unanswered;
    if (allowed <= 0) return;
    let taken = 0;
    const next = await database.pool.query<{ order_id: string }>({
      name: "held_next",
      text: "SELECT order_id FROM orders WHERE store_id = $1 AND handoff = 'HELD' AND promised_at > $3 ORDER BY promised_at, order_id LIMIT $2",
      values: [store_id, TRIED_AT_ONCE, iso(clock.now())],
    });
    await trying(next.rows, async ({ order_id }) => {
      if (taken < allowed && (await change(deps, { store_id, order_id }, offer))) taken += 1;
    }).finally(() => (offered += taken));
  });
  return offered;
}

interface HoldingStore extends LinkFacts {
  readonly store_id: string;
  readonly unanswered: number;
  /** LIVE, as the box says of itself (L1): less than a batch is left to send. */
  readonly keeps_up: boolean;
}

/** Without those whose box is not heard of at all, which is most of them at night. */
async function storesThatHold({ pool }: Database, clock: Clock): Promise<HoldingStore[]> {
  const found = await pool.query<HoldingStore>({
    name: "held_stores",
    text: `SELECT l.store_id, n.last_seen_at, l.conflict, l.frozen_by,
             (SELECT i.created_at FROM store_inbox i WHERE i.store_id = l.store_id AND i.seq > n.inbox_seq ORDER BY i.seq LIMIT 1) AS oldest_unapplied_at,
             (SELECT count(*)::int FROM orders o WHERE o.store_id = l.store_id AND o.handoff = 'OFFERED' AND o.for_later AND o.offered_at > $1) AS unanswered,
             coalesce((n.heartbeat ->> 'unsent_events')::numeric, 0) < ${MAX_BATCH_EVENTS} AS keeps_up
           FROM store_links l JOIN store_link_seen n USING (store_id)
           WHERE l.store_id IN (SELECT store_id FROM orders WHERE handoff = 'HELD') AND l.frozen_by IS NULL AND l.node_id IS NOT NULL
           ORDER BY l.store_id`,
    values: [iso(clock.now() - PACED_FOR_MS)],
  });
  return found.rows;
}

function offer(unit: UnitOfWork, record: OrderRecord): void {
  // One whose time is over is made for nobody.
  if (record.order && Date.parse(record.order.promised_at) > unit.clock.now()) offerHeldOrder(unit, record, record.order);
}

interface Wish {
  readonly cause: CancelCause;
  readonly reason: string;
}
const TOO_LATE: Wish = { cause: "NO_ANSWER", reason: "The store could not be reached in time." };
const HOLD_ENDS: Wish = { cause: "NO_ANSWER", reason: "The store could not be reached while your card was held." };

/**
 * Returns how many were withdrawn. Rejects as `offerHeld` does. `mayBeUnheard`: the boxes had no chance yet to be heard, so that only what
 * is over is withdrawn.
 */
export async function withdrawHeld(deps: HeldDeps, mayBeUnheard = () => false): Promise<number> {
  const { database, clock } = deps;
  const due = await database.pool.query<{ store_id: string; order_id: string; by_hold: boolean; is_over: boolean } & LinkFacts>({
    name: "held_due",
    text: `WITH near AS (
             SELECT store_id, order_id FROM orders WHERE handoff = 'HELD' AND promised_at <= $1::timestamptz + interval '${MAX_PREP_TIME_S} seconds'
             UNION SELECT store_id, order_id FROM payment_intents WHERE status = 'AUTHORIZED' AND hold_ends_at <= $1::timestamptz + ${BEFORE_THE_HOLD_ENDS})
           SELECT o.store_id, o.order_id, ${LATEST_START} > $1 AS by_hold, o.promised_at <= $1 AS is_over, n.last_seen_at, l.conflict, l.frozen_by,
             (SELECT i.created_at FROM store_inbox i WHERE i.store_id = o.store_id AND i.seq > n.inbox_seq ORDER BY i.seq LIMIT 1) AS oldest_unapplied_at
           FROM near JOIN orders o USING (store_id, order_id) JOIN stores s USING (store_id) JOIN store_links l USING (store_id)
             LEFT JOIN store_link_seen n USING (store_id) LEFT JOIN payment_intents p ON p.store_id = o.store_id AND p.order_id = o.order_id
           WHERE o.handoff = 'HELD' AND (${LATEST_START} <= $1 OR (p.status = 'AUTHORIZED' AND p.hold_ends_at <= $1::timestamptz + ${BEFORE_THE_HOLD_ENDS}))
             AND ${notFrozen("o")}
           ORDER BY o.promised_at LIMIT ${WITHDRAWN_AT_ONCE}`,
    values: [iso(clock.now())],
  });
  deps.onResponse?.();
  const isUnheard = mayBeUnheard();
  let withdrawn = 0;
  // A store that is there is offered it instead, and may still make it in time.
  const lost = due.rows.filter((row) => row.by_hold || row.is_over || (!isUnheard && !isLinkUp(row, clock.now())));
  await trying(lost, async ({ by_hold, is_over, ...of }) => {
    // It may have come while those before were withdrawn.
    if (!by_hold && !is_over && (await isOnline(database, clock, of.store_id))) return;
    if (await change(deps, of, (unit, record) => withdraw(unit, record, by_hold ? HOLD_ENDS : TOO_LATE))) withdrawn += 1;
  });
  return withdrawn;
}

function withdraw(unit: UnitOfWork, record: OrderRecord, wish: Wish): void {
  const { order } = record;
  if (order?.handoff !== "HELD") return;
  const ended = withdrawOrder(unit, record, order, wish, contextOf(unit));
  if (!ended.ok) throw new Error(`order ${order.order_id} cannot be withdrawn: ${ended.refusal.code}`);
}

/** One order in one commit. True when something was recorded of it. */
async function change(
  { executor, onResponse }: HeldDeps,
  { store_id, order_id }: { readonly store_id: string; readonly order_id: string },
  work: (unit: UnitOfWork, record: OrderRecord) => void,
): Promise<boolean> {
  const changing = executor.execute(async (unit) => {
    await unit.lockLink(store_id);
    if (isFrozen(unit)) return ok(false);
    await unit.loadOrders(store_id, [order_id]);
    const record = unit.order(order_id);
    work(unit, record);
    return ok(record.recorded.length > 0);
  });
  // One that fails is no gap, unless it took as long as one.
  const done = await changing.finally(() => onResponse?.());
  if (!done.ok) throw new Error(`order ${order_id} cannot be changed: ${done.refusal.code}`);
  return done.value;
}

async function trying<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (const each of all) await work(each).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${all.length} failed`);
}
