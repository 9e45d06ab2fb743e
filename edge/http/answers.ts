/**
 * How handlers answer. Easy to get wrong: a refusal carries the order as it is stored, with what could be used to replay
 * its creation; it leaves the box as a view, like every other order.
 */

import type { Clock } from "@crema/shared/clock";
import { iso } from "@crema/shared/clock";
import type { Refusal } from "@crema/shared/errors";
import { problemResponse } from "@crema/shared/http/problem";
import { type Order, type OrderView, viewOf } from "@crema/shared/order/order";
import type { Created } from "../ports.ts";

/** An order as it is answered: its view, and how fresh it is. */
export function orderAnswer(order: Order, clock: Clock): OrderView & { as_of: string } {
  return { ...viewOf(order), as_of: iso(clock.now()) };
}

/** Typed as `never`, because a route's declared answers are its good ones; every route may refuse as well. */
export function refused(refusal: Refusal): never {
  return problemResponse(forOutside(refusal)) as never;
}

/** The remembered answer of a create, byte for byte. */
export function created(answer: Created): never {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (answer.replayed) headers["idempotency-replayed"] = "true";
  return new Response(answer.body, { status: answer.status, headers }) as never;
}

export function noContent(headers: readonly (readonly [string, string])[] = []): never {
  return new Response(null, { status: 204, headers: headers.map(([name, value]): [string, string] => [name, value]) }) as never;
}

function forOutside(refusal: Refusal): Refusal {
  const order = refusal.extra?.order;
  if (order === undefined) return refusal;
  return { ...refusal, extra: { ...refusal.extra, order: viewOf(order as Order) } };
}
