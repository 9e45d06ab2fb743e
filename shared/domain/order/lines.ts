/**
 * What happens to an order's lines after it was placed: they are amended before it is started, and checked off while it
 * is made. Neither moves the status, so neither takes an `order_seq`.
 * An amended order is priced again: what promotions granted stays with the lines that stay, a discount by staff has to be
 * granted again. The command names the old and the new price that the screen showed.
 */

import type { DomainEvent } from "../events.ts";
import { ok, type Result, refuse } from "../kernel/errors.ts";
import type { Station } from "../menu/menu.ts";
import { decide, lostRace, mayDecide, STANDS } from "./decide.ts";
import { type DecideContext, envelopeOf } from "./decide-context.ts";
import { evolve } from "./evolve.ts";
import type { Order, OrderLine, OrderStatus, PricedOrder } from "./order.ts";
import { questionIsOpen } from "./question-open.ts";

export interface AmendCommand {
  /** The order as the screen showed it: a compare-and-set. */
  shown: { amendments: number; total_cents: number };
  /** Prices the new lines; called only when the order may be amended. */
  price: (order: Order) => Result<PricedOrder>;
}

export function decideAmend(order: Order | null, command: AmendCommand, context: DecideContext): Result<DomainEvent[]> {
  if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  const allowed = mayAmend(order, context);
  if (!allowed.ok) return allowed;
  const { amendments, total_cents } = command.shown;
  if (amendments !== order.amendments || total_cents !== order.total_cents) {
    return refuse("order.lines_changed", "Somebody changed it meanwhile. Look at it, then change it again.", withOrder(order));
  }
  const priced = command.price(order);
  if (!priced.ok) return priced;
  return ok([
    {
      ...envelopeOf(order.store_id, context),
      type: "order.amended",
      order_id: order.order_id,
      amendment: order.amendments + 1,
      priced: priced.value,
    },
  ]);
}

/** Before it is started and before any tender; what was paid online is settled. */
export function mayAmend(order: Order, context: DecideContext): Result<null> {
  const decidable = mayDecide(order, context.node);
  if (!decidable.ok) return decidable;
  if (context.asker !== "staff" || order.status !== "PLACED" || order.pay_mode !== "AT_STORE") {
    return refuse(
      "order.invalid_transition",
      `Its lines stay as they are: it is ${STANDS[order.status]}. Ring up another order for what is added.`,
      withOrder(order),
    );
  }
  if (order.question) return questionIsOpen(order);
  if (context.payments.length > 0)
    return refuse(
      "order.money_taken",
      "Its lines stay as they are. Ring up another order for what is added, or refund what is taken off.",
      withOrder(order),
    );
  return ok(null);
}

/** No event for a line that is already as requested. */
export function decideLineMade(
  order: Order | null,
  command: { line_id: string; made: boolean },
  context: DecideContext,
): Result<DomainEvent[]> {
  if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  const allowed = mayCheckLines(order, context);
  if (!allowed.ok) return allowed;
  const { line_id, made } = command;
  if (!order.lines.some((line) => line.line_id === line_id)) {
    return refuse("order.line_not_found", "The order was changed meanwhile. Look at its lines again.", withOrder(order));
  }
  if (order.made_line_ids.includes(line_id) === made) return ok([]);
  return ok([lineMade(order, line_id, made, context)]);
}

export interface StationCommand {
  station: Station;
  /** false: it is not done after all. */
  done: boolean;
  /** The order as the screen showed it. */
  expected_status: OrderStatus;
}

/**
 * A station has made its part. The last station to finish makes the order ready in the same step; undoing that recalls
 * the order. No event when nothing would change.
 */
export function decideStationDone(order: Order | null, command: StationCommand, context: DecideContext): Result<DomainEvent[]> {
  if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  const decidable = mayDecide(order, context.node);
  if (!decidable.ok) return decidable;
  const { station, done, expected_status } = command;
  if (expected_status !== order.status) return lostRace(order, expected_status);
  const own = order.lines.filter((line) => line.station === station);
  if (own.length === 0) return refuse("order.line_not_found", `The order has nothing for the station ${station}.`, withOrder(order));
  const moveTo = (present: Order, to_status: OrderStatus) =>
    decide(present, { type: "transition", to_status, expected_status: present.status, reason: null }, context);
  const recalled = order.status === "READY" && !done ? moveTo(order, "IN_PROGRESS") : ok([]);
  if (!recalled.ok) return recalled;
  const present = applied(order, recalled.value);
  const allowed = mayCheckLines(present, context);
  if (!allowed.ok) return allowed;
  const checked = own
    .filter(({ line_id }) => order.made_line_ids.includes(line_id) !== done)
    .map(({ line_id }) => lineMade(order, line_id, done, context));
  const after = applied(present, checked);
  if (!done || unmadeLines(after).length > 0) return ok([...recalled.value, ...checked]);
  const readied = moveTo(after, "READY");
  return readied.ok ? ok([...checked, ...readied.value]) : readied;
}

const applied = (order: Order, events: readonly DomainEvent[]): Order =>
  events.reduce<Order>((state, event) => evolve(state, event), order);

const unmadeLines = (order: Pick<Order, "lines" | "made_line_ids">): OrderLine[] =>
  order.lines.filter(({ line_id }) => !order.made_line_ids.includes(line_id));

function lineMade(order: Order, line_id: string, made: boolean, context: DecideContext): DomainEvent {
  return { ...envelopeOf(order.store_id, context), type: "order.line_made", order_id: order.order_id, line_id, made };
}

export function mayCheckLines(order: Order, context: DecideContext): Result<null> {
  const decidable = mayDecide(order, context.node);
  if (!decidable.ok) return decidable;
  if (context.asker !== "staff" || order.status !== "IN_PROGRESS") {
    return refuse(
      "order.invalid_transition",
      `Lines are checked off while the order is being made, and this one is ${STANDS[order.status]}.`,
      withOrder(order),
    );
  }
  return ok(null);
}

function withOrder(order: Order): { extra: Record<string, unknown> } {
  return { extra: { current_status: order.status, order } };
}
