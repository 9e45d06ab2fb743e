/**
 * The store's box was replaced, and the one before may have begun this order: a person looks whether it was made. Not made, it is made as
 * any other; made, it is ready in the same step.
 */
import type { DomainEvent } from "../events.ts";
import { ok, type Result, refuse } from "../kernel/errors.ts";
import { decide, mayDecide } from "./decide.ts";
import { type DecideContext, envelopeOf } from "./decide-context.ts";
import { evolve } from "./evolve.ts";
import type { Order, OrderStatus } from "./order.ts";
import { closed } from "./settle-substitute.ts";

export function decideLook(order: Order | null, { made }: { made: boolean }, context: DecideContext): Result<DomainEvent[]> {
  if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  const allowed = mayLook(order, context);
  if (!allowed.ok) return allowed;
  const events: DomainEvent[] = [{ ...envelopeOf(order.store_id, context), type: "order.looked", order_id: order.order_id, made }];
  // What was asked about it is over: it was made as it was ordered.
  if (made && order.question) events.push(closed(order, { choice: null, by: "STAFF" }, context));
  const steps: readonly OrderStatus[] = made ? ["IN_PROGRESS", "READY"] : [];
  let present = events.reduce<Order>(evolve, order);
  for (const to_status of steps) {
    const moved = decide(present, { type: "transition", to_status, expected_status: present.status, reason: null }, context);
    if (!moved.ok) return moved;
    present = moved.value.reduce<Order>(evolve, present);
    events.push(...moved.value);
  }
  return ok(events);
}

export function mayLook(order: Order, context: DecideContext): Result<null> {
  const decidable = mayDecide(order, context.node);
  if (!decidable.ok) return decidable;
  const isUnstarted = order.status === "PLACED" || order.status === "PAID";
  if (context.asker === "staff" && order.look_first && isUnstarted) return ok(null);
  return refuse("order.status_changed", "Somebody has looked already, or it has ended. Look at the order again.", {
    extra: { current_status: order.status, order },
  });
}
