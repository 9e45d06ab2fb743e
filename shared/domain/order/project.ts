/**
 * The cloud's side of a store's log: applies one event of the order's authority to the projection, or says why it cannot.
 * Only the next `order_seq` is ever applied, so an older copy of an order never overwrites a newer one.
 */

import { type DomainEvent, type EdgeEvent, type EventOf, isStatusEvent, isStoreMoney } from "../events.ts";
import { ok, type Result, refuse } from "../kernel/errors.ts";
import { isStoreEvent } from "../store-event-kinds.ts";
import type { DecideContext } from "./decide-context.ts";
import { evolve } from "./evolve.ts";
import { onAccepted, onDeclined } from "./handoff.ts";
import { isOpenStatus, type Order, type PricedOrder } from "./order.ts";
import { transitionOf } from "./transitions.ts";

/** The order after the event, and the events that the cloud records: the store's and those that follow from it here. */
export interface Projected {
  order: Order | null;
  events: DomainEvent[];
}

/** `context` is the cloud's own: it mints the numbers where the cloud decides (confirm, cancel after a decline). */
export function project(order: Order | null, event: EdgeEvent, context: DecideContext): Result<Projected> {
  if (isStoreEvent(event)) return ok({ order, events: [event] });
  if (order && order.store_id !== event.store_id) return refuse("order.not_found", `Order ${event.order_id} is not of ${event.store_id}.`);
  if (event.type === "order.placed") {
    if (order) return refuse("order.exists", `Order ${event.order_id} is already there.`);
    if (!isBornAtStore(event))
      return refuse("order.invalid_transition", `order.placed with an order that ${event.store_id} cannot have placed.`);
    return addsUp(event.order, event.type, event.order) ?? ok({ order: evolve(null, event), events: [event] });
  }
  if (isStoreMoney(event)) {
    if (!isTakenAtStore(event)) return refuse("request.invalid", `${event.type} of money that ${event.store_id} cannot have moved.`);
    // Money facts never wait for an order that is in quarantine.
    return ok({ order: order ? evolve(order, event) : null, events: [event] });
  }
  if (!order) return refuse("order.not_found", `${event.type} for an order that is not here.`);
  if (event.type === "refund.requested" || event.type === "refund.refused") {
    const takenHere = order.pay_mode === "ONLINE";
    return takenHere === (event.type === "refund.requested")
      ? ok(applied(order, [event]))
      : refuse("request.invalid", `${event.type}, but the order is paid ${order.pay_mode}.`);
  }
  if (event.type === "order.accepted") return ok(applied(order, onAccepted(order, event, context)));
  if (event.type === "order.declined") {
    // A store that has started the order has applied the confirmation and can no longer decline.
    if (order.status === "IN_PROGRESS" || order.status === "READY" || order.status === "COMPLETED") {
      return refuse("order.invalid_transition", `order.declined, but the order is ${order.status}.`);
    }
    return ok(applied(order, onDeclined(order, event, context)));
  }
  if (order.authority !== "edge") return refuse("order.not_authority", `${event.type}, but the cloud decides this order.`);
  if (event.type === "order.cancel_refused") return ok({ order, events: [event] });
  if (event.type === "order.discounted") {
    if (!isOpenStatus(order.status) || order.pay_mode !== "AT_STORE") {
      return refuse("order.invalid_transition", `order.discounted, but the order is ${order.status} and paid ${order.pay_mode}.`);
    }
    return addsUp(order, event.type, event.priced) ?? ok(applied(order, [event]));
  }
  if (event.type === "order.line_made") {
    if (order.status !== "IN_PROGRESS") return refuse("order.invalid_transition", `order.line_made, but the order is ${order.status}.`);
    return ok(applied(order, [event]));
  }
  if (event.type === "order.amended") return projectAmended(order, event);
  if (isOfItsPresent(event)) return ok(applied(order, [event]));
  // Does not compile while an event of a store is not handled above.
  if (!isStatusEvent(event)) throw new Error(`not handled: ${JSON.stringify(event satisfies never)}`);
  if (event.order_seq !== order.order_seq + 1) {
    return refuse("order.out_of_sequence", `Has order_seq ${order.order_seq}, got ${event.order_seq}.`);
  }
  if (event.from_status !== order.status || !transitionOf(event)) {
    return refuse("order.invalid_transition", `${event.type} from ${event.from_status}, but the order is ${order.status}.`);
  }
  return ok(applied(order, [event]));
}

/** What says how the order is from now on, whatever it was. */
function isOfItsPresent(
  event: EdgeEvent,
): event is EventOf<"order.looked" | "order.rushed" | "order.promise_moved" | "order.substitute_asked" | "order.substitute_settled"> {
  return OF_ITS_PRESENT.has(event.type);
}
const OF_ITS_PRESENT: ReadonlySet<EdgeEvent["type"]> = new Set<EdgeEvent["type"]>([
  "order.looked",
  "order.rushed",
  "order.promise_moved",
  "order.substitute_asked",
  "order.substitute_settled",
]);

/** What was paid already is never amended upwards. */
function projectAmended(order: Order, event: EventOf<"order.amended">): Result<Projected> {
  if (event.amendment !== order.amendments + 1) {
    return refuse("order.out_of_sequence", `Has ${order.amendments} amendments, got number ${event.amendment}.`);
  }
  const unstarted = order.status === "PLACED" || order.status === "PAID";
  if (!unstarted || (order.pay_mode === "ONLINE" && event.priced.total_cents > order.total_cents)) {
    return refuse("order.invalid_transition", `order.amended, but the order is ${order.status} and paid ${order.pay_mode}.`);
  }
  return addsUp(order, event.type, event.priced) ?? ok(applied(order, [event]));
}

/** What the customer is charged and the books say is the header; what is refunded and taxed by rate are the lines. Refuses a price of two. */
function addsUp(order: Order, type: DomainEvent["type"], priced: PricedOrder): Result<never> | null {
  if (priced.currency !== order.currency)
    return refuse("request.invalid", `${type} in ${priced.currency} of an order in ${order.currency}.`);
  const off = SUMS.find(([header, line]) => priced[header] !== priced.lines.reduce((sum, each) => sum + each[line], 0));
  return off ? refuse("request.invalid", `${type} with a ${off[0]} that is not the sum of its lines.`) : null;
}
const SUMS = [
  ["subtotal_cents", "gross_cents"],
  ["discount_cents", "discount_cents"],
  ["tax_cents", "tax_cents"],
  ["total_cents", "line_total_cents"],
] as const;

/** A store may only place a new order of its own: without a customer account, and with nothing paid before there is a capture. */
function isBornAtStore({ order, order_id, store_id }: EventOf<"order.placed">): boolean {
  const own = order.order_id === order_id && order.store_id === store_id && order.origin === "POS" && order.user_id === null;
  const unpaid = order.paid_cents === 0 && order.refunded_cents === 0 && order.refund_state === "NONE";
  const fresh = order.handoff === "BORN_AT_STORE" && order.status === "PLACED" && order.order_seq === 1;
  return own && unpaid && fresh && order.authority === "edge";
}

/** Money is decided where it was taken: what the provider moved is the cloud's to decide, whatever a store reports. */
function isTakenAtStore(event: EventOf<"payment.captured" | "refund.succeeded">): boolean {
  const fact = event.type === "payment.captured" ? event.payment : event.refund;
  const done = event.type === "payment.captured" ? "CAPTURED" : "SUCCEEDED";
  return fact.order_id === event.order_id && fact.provider === "in_store" && fact.method !== "ONLINE" && fact.status === done;
}

function applied(order: Order, events: DomainEvent[]): Projected {
  return { order: events.reduce<Order>((state, event) => evolve(state, event), order), events };
}
