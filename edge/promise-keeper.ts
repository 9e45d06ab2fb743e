/**
 * Tells the guests of app orders when their order slips. It looks every 15 s, and moves a few promises at a time, so that a queue that
 * comes back after an outage is not a flood of messages. While the store's time is not known nobody is told another one.
 */
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { decidePromise, hasSlipped } from "@crema/shared/domain/order/promise";
import { createTicker, type Service } from "@crema/shared/server/service";
import { type CommandContext, contextFor, requireActiveBox } from "./commands/command-context.ts";
import { saveOrder } from "./commands/save.ts";
import { oneByOne } from "./one-by-one.ts";

export const LOOK_EVERY_MS = 15_000;
/** Promises that are moved at one look. */
export const MOVED_AT_ONCE = 20;

export interface PromiseKeeperOptions {
  readonly context: CommandContext;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

export function createPromiseKeeper({ context: deps, timers, onError }: PromiseKeeperOptions): Service {
  return createTicker({ timers, everyMs: LOOK_EVERY_MS, onError, run: () => keepPromises(deps, onError) });
}

/** Looks once. Each order is moved in a commit of its own, as far as it can be. */
export async function keepPromises(deps: CommandContext, onError: (error: unknown) => void): Promise<void> {
  if (deps.clock.state() !== "CONFIRMED" || !deps.tables.box.box().node_id) return;
  const slipped = deps.workload.expected().filter(({ order, readyMs }) => order.isTold && hasSlipped(order, readyMs));
  const ready = new Map(slipped.map(({ order, readyMs }) => [order.order_id, readyMs]));
  await oneByOne([...ready.keys()], (orderId) => keepPromise(deps, orderId, ready.get(orderId) ?? 0), onError, MOVED_AT_ONCE);
}

function keepPromise(deps: CommandContext, orderId: string, readyMs: number): Promise<Result<boolean>> {
  return deps.executor.run((tx) => {
    const order = requireActiveBox(deps, tx).ok ? deps.tables.orders.read(orderId)?.order : null;
    const events = order ? decidePromise(order, readyMs, contextFor(deps, tx, order, null)) : [];
    if (!order || events.length === 0) return ok(false);
    const saved = saveOrder(deps, tx, order, events);
    return saved.ok ? ok(true) : saved;
  });
}
