/**
 * A promise that slips. The guest of an order from the app is told when the queue expects it five minutes or more after what was
 * promised, so that nobody walks for nothing. Its place on the queue stays (place-on-queue.ts), and no promise is ever made earlier.
 */
import type { DomainEvent } from "../events.ts";
import { iso } from "../kernel/clock.ts";
import { type DecideContext, envelopeOf } from "./decide-context.ts";
import type { Order } from "./order.ts";
import { placeOf } from "./place-on-queue.ts";

/** A smaller slip is not told. */
export const SLIP_MS = 5 * 60_000;
/** What is told lies ahead by this much at least: nobody is told a time that is over when it is read. */
const AHEAD_MS = 2 * 60_000;
/** Later than this after its first promise an order is no longer about minutes: somebody has to look at it. */
const GIVEN_UP_MS = 2 * 3_600_000;
const MINUTE_MS = 60_000;

/** Whether an order that the queue expects at `readyMs` is late by more than its guest was told, and not by hours. */
export const hasSlipped = (order: Pick<Order, "promised_at" | "first_promised_at">, readyMs: number): boolean =>
  readyMs >= Date.parse(order.promised_at) + SLIP_MS && readyMs <= Date.parse(placeOf(order)) + GIVEN_UP_MS;

/** Whose promise somebody reads: nobody reads that of an order of the counter, and one that is not confirmed yet is the cloud's. */
export const isTold = ({ origin, authority, look_first }: Pick<Order, "origin" | "authority" | "look_first">): boolean =>
  origin === "APP" && authority === "edge" && !look_first;

/**
 * `readyMs`: when the queue expects it. No event where nothing is to be told.
 */
export function decidePromise(order: Order, readyMs: number, context: DecideContext): DomainEvent[] {
  const isToMake = order.status === "PLACED" || order.status === "PAID" || order.status === "IN_PROGRESS";
  if (!isToMake || !isTold(order) || !hasSlipped(order, readyMs)) return [];
  const told = Math.ceil(Math.max(readyMs, Date.parse(context.at) + AHEAD_MS) / MINUTE_MS) * MINUTE_MS;
  return [{ ...envelopeOf(order.store_id, context), type: "order.promise_moved", order_id: order.order_id, promised_at: iso(told) }];
}
