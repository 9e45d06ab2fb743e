/**
 * What the queue still has to make, at hand: an order that is rung up is promised by it, and no order is read again for that. It follows
 * the changes after their commit, and reads the queue anew when the menu, or the history of the disk, is another one.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import { type MakeTimes, makeTimesOf, workBy } from "@crema/shared/domain/order/capacity";
import type { Order, OrderLine } from "@crema/shared/domain/order/order";
import { isTold } from "@crema/shared/domain/order/promise";
import { queueSince } from "@crema/shared/domain/order/queue";
import { ANY_ORDER, expectedMs, promiseMs, type QueuedWork } from "@crema/shared/domain/order/queue-work";
import type { Tables } from "./db/tables.ts";
import type { Change, ChangeBus } from "./ports.ts";

/** More are on no queue; those beyond are not looked at. */
const MOST = 10_000;
/** The most that a heartbeat may say. */
const LONGEST_WAIT_S = 86_400;
const TO_MAKE = ["PLACED", "PAID", "IN_PROGRESS"] as const;

export interface PromisedWork extends QueuedWork {
  readonly isTold: boolean;
}

export interface Workload {
  /**
   * When an order with these lines would be ready that is rung up now, in milliseconds. Without a profile: now. `uncommitted`: what the
   * present group of commands has changed already, since many orders come in one commit.
   */
  promise(lines: readonly OrderLine[], uncommitted?: readonly Change[]): number;
  /** How long what is ordered now waits, in seconds; null: there is no profile. */
  asapWaitS(): number | null;
  /** When each order on the queue can be ready, in its order on the queue. */
  expected(): { readonly order: PromisedWork; readonly readyMs: number }[];
  /** The disk goes on with another history, or the store's time was found to be another one. */
  forget(): void;
}

type Sources = Pick<Tables, "documents" | "orders" | "releases">;

export function createWorkload(tables: Sources, clock: Clock, changeBus: Pick<ChangeBus, "subscribe">): Workload {
  const entries = new Map<string, PromisedWork>();
  let of: { readonly menu: MenuDocument | null; readonly times: MakeTimes } | null = null;

  /** Without what was left open, which is on no queue any more. */
  function* queue(uncommitted: readonly Change[] = []): Iterable<PromisedWork> {
    const times = makeTimes();
    const since = queueSince(clock.now());
    const changed = new Map(uncommitted.flatMap((change) => (change.type === "order" ? [[change.order.order_id, change.order]] : [])));
    for (const work of entries.values()) if (!changed.has(work.order_id) && work.promised_at >= since) yield work;
    for (const order of changed.values()) {
      const work = workOf(order, times);
      if (work !== null && work.promised_at >= since) yield work;
    }
  }

  function makeTimes(): MakeTimes {
    const menu = tables.documents.menu();
    if (of?.menu === menu) return of.times;
    const times = makeTimesOf(menu ?? { items: [], modifier_groups: [] });
    of = { menu, times };
    entries.clear();
    for (const order of tables.orders.open({ since: queueSince(clock.now()) }, TO_MAKE, MOST)) enter(order, times);
    return times;
  }

  function enter(order: Order, times: MakeTimes): void {
    const work = workOf(order, times);
    if (work === null) entries.delete(order.order_id);
    else entries.set(order.order_id, work);
  }

  /** null: there is nothing to make. */
  function workOf(order: Order, times: MakeTimes): PromisedWork | null {
    const isToMake = order.status === "PLACED" || order.status === "PAID" || order.status === "IN_PROGRESS";
    if (!isToMake) return null;
    const left = order.lines.filter((line) => !order.made_line_ids.includes(line.line_id));
    const isStarted = order.status === "IN_PROGRESS";
    return {
      ...{ order_id: order.order_id, is_rush: order.is_rush, requested_for: order.requested_for },
      ...{ promised_at: order.promised_at, first_promised_at: order.first_promised_at },
      work_s: workBy(times, left),
      stations: new Set(left.map((line) => line.station)),
      isStarted,
      isTold: isTold(order),
      isScheduled: !isStarted && order.requested_for !== null && tables.releases.scheduledFor(order.order_id) !== null,
    };
  }

  changeBus.subscribe((change) => {
    if (change.type === "order" && of !== null) enter(change.order, of.times);
  });

  const settings = () => tables.documents.profile()?.settings ?? null;

  return {
    promise(lines, uncommitted) {
      const by = settings();
      if (!by) return clock.now();
      const work_s = workBy(makeTimes(), lines);
      return promiseMs(queue(uncommitted), { work_s, stations: new Set(lines.map((line) => line.station)) }, by, clock.now());
    },
    asapWaitS() {
      const by = settings();
      if (!by) return null;
      const waitMs = promiseMs(queue(), ANY_ORDER, by, clock.now()) - clock.now();
      return Math.min(Math.max(0, Math.round(waitMs / 1000)), LONGEST_WAIT_S);
    },
    expected() {
      const by = settings();
      return by ? expectedMs(queue(), by, clock.now()) : [];
    },
    forget() {
      of = null;
    },
  };
}
