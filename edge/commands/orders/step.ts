/** Moves an order on, or ends it: transition, cancel, decline. Each is a compare-and-set on what is stored now. */
import type { CancelRequest } from "@crema/shared/contract/orders";
import type { TransitionRequest } from "@crema/shared/contract/orders-at-store";
import type { DomainEvent } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { decide, type OrderCommand } from "@crema/shared/domain/order/decide";
import type { DecideContext } from "@crema/shared/domain/order/decide-context";
import { decline as declineOffer } from "@crema/shared/domain/order/handoff";
import type { Order } from "@crema/shared/domain/order/order";
import type { Refund } from "@crema/shared/domain/payment/payment";
import type { Caller, Cancelled } from "../../ports.ts";
import { type CommandContext, contextFor, requireActiveBox } from "../command-context.ts";
import { drawersOf } from "../drawers-of.ts";
import { saveOrder } from "../save.ts";

export function transition(deps: CommandContext, orderId: string, request: TransitionRequest, by: Caller): Promise<Result<Order>> {
  return step(deps, orderId, by, (order, context) => decide(order, { type: "transition", ...request }, context));
}

export function cancel(deps: CommandContext, orderId: string, request: CancelRequest, by: Caller): Promise<Result<Cancelled>> {
  const command: OrderCommand = request.no_show
    ? { type: "no_show", reason: request.reason ?? "Nobody came for it." }
    : { type: "cancel", cause: "STAFF", reason: request.reason, expected_status: request.expected_status, request_id: null };
  let refunds: readonly Refund[] = [];
  return step(deps, orderId, by, (order, context) => {
    const events = decide(order, command, context);
    if (events.ok) refunds = events.value.flatMap((event) => (event.type === "refund.succeeded" ? [event.refund] : []));
    return events;
  }).then((done) => (done.ok ? ok({ order: done.value, refunds }) : done));
}

/** Gives up an order of the app that is not confirmed yet. Final: a confirmation that arrives later does nothing. */
export function decline(deps: CommandContext, orderId: string, reason: string, by: Caller): Promise<Result<Order>> {
  return step(deps, orderId, by, (order, context) => {
    const declined = declineOffer(order, "staff", reason, context);
    return declined.ok ? { ok: true, value: [declined.value] } : declined;
  });
}

type Decision = (order: Order, context: DecideContext) => Result<DomainEvent[]>;

function step(deps: CommandContext, orderId: string, by: Caller, decideOn: Decision): Promise<Result<Order>> {
  return deps.executor.run((tx) => {
    const identity = requireActiveBox(deps, tx);
    if (!identity.ok) return identity;
    const found = deps.tables.orders.read(orderId);
    if (!found) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
    const events = decideOn(found.order, contextFor(deps, tx, found.order, by));
    return events.ok ? saveOrder(deps, tx, found.order, events.value, { till: drawersOf(deps.tables, by, orderId).till }) : events;
  });
}
