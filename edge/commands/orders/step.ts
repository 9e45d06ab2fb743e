/** Moves an order on, or ends it: transition, cancel, decline. Each is a compare-and-set on what is stored now. */
import type { CancelRequest } from "@crema/shared/contract/orders";
import type { TransitionRequest } from "@crema/shared/contract/orders-at-store";
import type { DomainEvent } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { decide, type OrderCommand } from "@crema/shared/domain/order/decide";
import type { DecideContext } from "@crema/shared/domain/order/decide-context";
import { decline as declineOffer } from "@crema/shared/domain/order/handoff";
import type { Order } from "@crema/shared/domain/order/order";
import type { Created } from "@crema/shared/server/idempotency";
import type { Tx } from "../../executor.ts";
import type { Caller } from "../../ports.ts";
import { type CommandContext, contextFor, requireActiveBox } from "../command-context.ts";
import { drawersOf } from "../drawers-of.ts";
import { requestHash } from "../idempotency.ts";
import { writeOnce } from "../idempotent-write.ts";
import { saveOrder } from "../save.ts";
import { withRefunds } from "./with-refunds.ts";

export function transition(deps: CommandContext, orderId: string, request: TransitionRequest, by: Caller): Promise<Result<Order>> {
  return step(deps, orderId, by, (order, context) => decide(order, { type: "transition", ...request }, context));
}

export function cancel(
  deps: CommandContext,
  orderId: string,
  request: CancelRequest,
  key: string | null,
  by: Caller,
): Promise<Result<Created>> {
  const command: OrderCommand = request.no_show
    ? { type: "no_show", reason: request.reason ?? "Nobody came for it." }
    : { type: "cancel", cause: "STAFF", reason: request.reason, expected_status: request.expected_status, request_id: null };
  // Without the PIN, as of a refund.
  const { manager_pin: _pin, ...asked } = request;
  return writeOnce(deps, key, requestHash("cancel", orderId, asked), by, (tx) => {
    const done = stepIn(deps, tx, orderId, by, (order, context) => decide(order, command, context));
    return done.ok ? ok(withRefunds(deps, done.value.order, done.value.events, by)) : done;
  });
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
    const done = stepIn(deps, tx, orderId, by, decideOn);
    return done.ok ? ok(done.value.order) : done;
  });
}

interface Stepped {
  readonly order: Order;
  readonly events: readonly DomainEvent[];
}

function stepIn(deps: CommandContext, tx: Tx, orderId: string, by: Caller, decideOn: Decision): Result<Stepped> {
  const found = deps.tables.orders.read(orderId);
  if (!found) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  const events = decideOn(found.order, contextFor(deps, tx, found.order, by));
  if (!events.ok) return events;
  const saved = saveOrder(deps, tx, found.order, events.value, { till: drawersOf(deps.tables, by, orderId).till });
  return saved.ok ? ok({ order: saved.value, events: events.value }) : saved;
}
