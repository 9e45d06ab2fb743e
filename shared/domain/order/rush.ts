/** Staff put an order before the others on the queue, and back where its promise is. It moves no status, so it takes no `order_seq`. */
import type { DomainEvent } from "../events.ts";
import { ok, type Result, refuse } from "../kernel/errors.ts";
import { mayDecide, STANDS } from "./decide.ts";
import { type DecideContext, envelopeOf } from "./decide-context.ts";
import type { Order } from "./order.ts";

/** No event for an order that is already as requested. */
export function decideRush(order: Order | null, { is_rush }: { is_rush: boolean }, context: DecideContext): Result<DomainEvent[]> {
  if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  const allowed = mayRush(order, context);
  if (!allowed.ok) return allowed;
  if (order.is_rush === is_rush) return ok([]);
  return ok([{ ...envelopeOf(order.store_id, context), type: "order.rushed", order_id: order.order_id, is_rush }]);
}

/** As long as there is something to make. */
export function mayRush(order: Order, context: DecideContext): Result<null> {
  const decidable = mayDecide(order, context.node);
  if (!decidable.ok) return decidable;
  const isToMake = order.status === "PLACED" || order.status === "PAID" || order.status === "IN_PROGRESS";
  if (context.asker === "staff" && isToMake) return ok(null);
  const detail = `Its place on the queue stays as it is: it is ${STANDS[order.status]}. Put an order first that is still to be made.`;
  return refuse("order.invalid_transition", detail, { extra: { current_status: order.status, order } });
}
