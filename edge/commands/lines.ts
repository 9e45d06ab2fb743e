/** Changes an order's lines before it is started, checks them off while it is made, puts it first: rows, event and screens in one commit. */
import type { AmendRequest } from "@crema/shared/contract/lines";
import type { DomainEvent } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { checkExpectedTotal, quote } from "@crema/shared/domain/menu/quote";
import { soldOutAtCounter } from "@crema/shared/domain/menu/sold-out";
import type { DecideContext } from "@crema/shared/domain/order/decide-context";
import { decideAmend, decideLineMade, decideStationDone, type StationCommand } from "@crema/shared/domain/order/lines";
import { decideLook } from "@crema/shared/domain/order/look";
import type { Order, PricedOrder } from "@crema/shared/domain/order/order";
import { decideRush } from "@crema/shared/domain/order/rush";
import type { Tx } from "../executor.ts";
import type { Caller } from "../ports.ts";
import { type CommandContext, contextFor, requireActiveBox } from "./command-context.ts";
import { saveOrder } from "./save.ts";

export function amend(deps: CommandContext, orderId: string, request: AmendRequest, by: Caller): Promise<Result<Order>> {
  const { tables } = deps;
  return deps.executor.run((tx) => {
    const identity = requireActiveBox(deps, tx);
    if (!identity.ok) return identity;
    const order = tables.orders.read(orderId)?.order ?? null;
    const price = (present: Order) => priceAmended(deps, tx, present, request);
    const events = decideAmend(order, { shown: request.shown, price }, contextFor(deps, tx, order, by));
    return events.ok ? saveOrder(deps, tx, order, events.value) : events;
  });
}

export function lineMade(deps: CommandContext, orderId: string, lineId: string, made: boolean, by: Caller): Promise<Result<Order>> {
  return check(deps, orderId, by, (order, context) => decideLineMade(order, { line_id: lineId, made }, context));
}

export function stationDone(deps: CommandContext, orderId: string, command: StationCommand, by: Caller): Promise<Result<Order>> {
  return check(deps, orderId, by, (order, context) => decideStationDone(order, command, context));
}

/** Whether an order was made that the box before this one may have begun. */
export function look(deps: CommandContext, orderId: string, made: boolean, by: Caller): Promise<Result<Order>> {
  return check(deps, orderId, by, (order, context) => decideLook(order, { made }, context));
}

/** Before the others on the queue, or back where its promise is. */
export function rush(deps: CommandContext, orderId: string, isRush: boolean, by: Caller): Promise<Result<Order>> {
  return check(deps, orderId, by, (order, context) => decideRush(order, { is_rush: isRush }, context));
}

type Decision = (order: Order | null, context: DecideContext) => Result<DomainEvent[]>;

/** What is already as requested changes nothing and makes no event. */
function check(deps: CommandContext, orderId: string, by: Caller, decideOn: Decision): Promise<Result<Order>> {
  const { tables } = deps;
  return deps.executor.run((tx) => {
    const identity = requireActiveBox(deps, tx);
    if (!identity.ok) return identity;
    const order = tables.orders.read(orderId)?.order ?? null;
    const events = decideOn(order, contextFor(deps, tx, order, by));
    if (!events.ok) return events;
    return order && events.value.length === 0 ? ok(order) : saveOrder(deps, tx, order, events.value);
  });
}

function priceAmended(deps: CommandContext, tx: Tx, order: Order, request: AmendRequest): Result<PricedOrder> {
  const menu = deps.tables.documents.menu();
  const profile = deps.tables.documents.profile();
  if (!menu || !profile) return refuse("store.not_ready", "The box has no menu or no profile yet.");
  const availability = soldOutAtCounter(deps.tables.availability.read(tx.position.availability_revision));
  const priced = quote(menu, profile, availability, request, { channel: "POS", atMs: deps.clock.now(), newId: deps.newId, changes: order });
  return priced.ok ? checkExpectedTotal(priced.value, request.expected_total_cents) : priced;
}
