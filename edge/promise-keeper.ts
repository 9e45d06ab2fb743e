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
import type { Tx } from "./executor.ts";

export const LOOK_EVERY_MS = 15_000;
/** Promises that are moved in one commit. */
export const MOVED_AT_ONCE = 20;

export interface PromiseKeeperOptions {
  readonly context: CommandContext;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

export function createPromiseKeeper({ context: deps, timers, onError }: PromiseKeeperOptions): Service {
  return createTicker({ timers, everyMs: LOOK_EVERY_MS, onError, run: () => keepPromises(deps) });
}

/** Looks once. */
export async function keepPromises(deps: CommandContext): Promise<void> {
  if (deps.clock.state() !== "CONFIRMED" || !deps.tables.box.box().node_id) return;
  const slipped = deps.workload.expected().filter(({ order, readyMs }) => order.isTold && hasSlipped(order, readyMs));
  if (slipped.length === 0) return;
  const moved = await deps.executor.run((tx) => moveAll(deps, tx, slipped.slice(0, MOVED_AT_ONCE)));
  if (!moved.ok && moved.refusal.code !== "service.unavailable") throw new Error(`${moved.refusal.code}: ${moved.refusal.detail}`);
}

function moveAll(deps: CommandContext, tx: Tx, slipped: ReturnType<CommandContext["workload"]["expected"]>): Result<null> {
  const active = requireActiveBox(deps, tx);
  if (!active.ok) return ok(null);
  for (const { order: queued, readyMs } of slipped) {
    const order = deps.tables.orders.read(queued.order_id)?.order;
    const events = order ? decidePromise(order, readyMs, contextFor(deps, tx, order, null)) : [];
    if (!order || events.length === 0) continue;
    const saved = saveOrder(deps, tx, order, events);
    if (!saved.ok) return saved;
  }
  return ok(null);
}
