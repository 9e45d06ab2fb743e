/**
 * Brings scheduled orders onto the queue when their time has come, so that no screen has to watch the clock. A release is
 * a commit of its own with its own cursor: a screen that was away gets it like any other change.
 * What came due during an outage comes back a few at a time, the oldest promise first; a flood would bury the orders of
 * the people who stand at the counter.
 */
import { type Clock, iso, type TimerHandle, type Timers } from "@crema/shared/domain/kernel/clock";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import type { Order } from "@crema/shared/domain/order/order";
import type { Service } from "@crema/shared/server/service";
import type { Tables } from "./db/tables.ts";
import type { Executor, Tx } from "./executor.ts";
import { oneByOne } from "./one-by-one.ts";
import type { ChangeBus } from "./ports.ts";

/** How many come onto the queue together, and how long until the next ones. */
export const RELEASED_AT_ONCE = 3;
export const PACE_MS = 20_000;
/** Of those that are due: more than come together, for some may have been started or ended, or cannot be stored. */
const LOOKED_AT = 50;
/** The store's time may be corrected meanwhile, so no timer is set for longer. */
const LONGEST_WAIT_MS = 60_000;

export interface ReleaserDeps {
  readonly tables: Pick<Tables, "orders" | "releases">;
  /** What it takes of what is counted is gone from then on (commands/count.ts). */
  readonly countReleased: (tx: Tx, order: Order, at: string) => Result<null>;
  readonly executor: Executor;
  readonly changeBus: ChangeBus;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

export function createReleaser({ tables, countReleased, executor, changeBus, clock, timers, onError }: ReleaserDeps): Service {
  let timer: TimerHandle | null = null;
  let stopped = false;
  let pacedUntil = 0;

  function arm(): void {
    try {
      armNext();
    } catch (error) {
      // The disk could not be read: nothing is lost, it is tried again.
      onError(error);
      timer = timers.after(PACE_MS, arm);
    }
  }

  function armNext(): void {
    timer?.cancel();
    if (stopped) return;
    const next = tables.releases.next();
    if (next === null) return;
    const untilDue = Date.parse(next) - clock.now();
    const wait = Math.max(untilDue, pacedUntil - clock.monotonic(), 0);
    timer = timers.after(Math.min(wait, LONGEST_WAIT_MS), () => {
      if (wait > LONGEST_WAIT_MS) return arm();
      release().catch((error: unknown) => {
        onError(error);
        pace();
        arm();
      });
    });
  }

  function pace(): void {
    pacedUntil = clock.monotonic() + PACE_MS;
  }

  async function release(): Promise<void> {
    const now = iso(clock.now());
    const due = tables.releases.due(now, LOOKED_AT);
    const shown = await oneByOne(due, (orderId) => executor.run((tx) => releaseOne(tx, orderId, now)), onError, RELEASED_AT_ONCE);
    // One that could not be stored is due still.
    const next = tables.releases.next();
    if (shown.length > 0 || (next !== null && next <= now)) pace();
    arm();
  }

  function releaseOne(tx: Tx, orderId: string, now: string): Result<boolean> {
    tables.releases.release(orderId, now);
    const order = tables.orders.read(orderId)?.order;
    // Started early, or ended.
    if (!order || (order.status !== "PLACED" && order.status !== "PAID")) return ok(false);
    const cursor = tx.publish((at) => ({ type: "order", cursor: at, order, events: ["order.released"] }));
    tables.orders.update(order, cursor);
    const counted = countReleased(tx, order, now);
    return counted.ok ? ok(true) : counted;
  }

  let unsubscribe = (): void => undefined;
  return {
    start() {
      unsubscribe = changeBus.subscribe((change) => {
        if (change.type === "order" && change.order.requested_for !== null && !change.events.includes("order.released")) arm();
      });
      arm();
    },
    stop() {
      stopped = true;
      timer?.cancel();
      unsubscribe();
    },
  };
}
