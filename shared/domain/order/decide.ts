/**
 * What an order may do: (order, command, context) -> the events of the step, or a refusal. Pure and synchronous; time and
 * ids are arguments. Only the order's authority decides; the hand-off between the two is in handoff.ts.
 */

import type { DomainEvent, StatusEvent } from "../events.ts";
import { ok, type Result, refuse } from "../kernel/errors.ts";
import { moneyText } from "../kernel/money-text.ts";
import { hasTips, refundAll } from "../payment/refund.ts";
import { type DecideContext, envelopeOf } from "./decide-context.ts";
import { type Authority, balanceCents, type CancelCause, netPaidCents, type Order, type OrderStatus } from "./order.ts";
import { questionIsOpen } from "./question-open.ts";
import { type Guard, TRANSITIONS, type Transition } from "./transitions.ts";

export type OrderCommand =
  | { type: "place"; order: Order }
  | { type: "transition"; to_status: OrderStatus; expected_status: OrderStatus; reason: string | null }
  | { type: "cancel"; cause: CancelCause; reason: string | null; expected_status: OrderStatus | null; request_id: string | null }
  /** READY and nobody came: recalled and cancelled in one step. */
  | { type: "no_show"; reason: string };

export function decide(order: Order | null, command: OrderCommand, context: DecideContext): Result<DomainEvent[]> {
  if (command.type === "place") {
    if (order) return refuse("order.exists", `Order ${order.order_id} is already there.`);
    return ok([
      { ...envelopeOf(command.order.store_id, context), type: "order.placed", order_id: command.order.order_id, order: command.order },
    ]);
  }
  if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  const decidable = mayDecide(order, context.node);
  if (!decidable.ok) return decidable;
  switch (command.type) {
    case "transition":
      if (command.to_status === "CANCELLED") {
        return cancel(
          order,
          { cause: "STAFF", reason: command.reason, expected_status: command.expected_status, request_id: null },
          context,
        );
      }
      return transition(order, command.to_status, command.expected_status, context);
    case "cancel":
      return cancel(order, command, context);
    case "no_show":
      return noShow(order, command.reason, context);
  }
}

/** An order is decided by its authority alone, and by a store only once the hand-off is through. */
export function mayDecide(order: Order, node: Authority): Result<null> {
  if (order.authority === node) return ok(null);
  if (node === "cloud") return refuse("order.not_authority", "Its store decides it; ask there.", withOrder(order));
  switch (order.handoff) {
    case "DECLINED":
      return refuse("order.declined", "It does not stand any more. Ring it up again if its guest is here.", withOrder(order));
    case "OFFERED":
    case "ACCEPTED":
      return refuse(
        "order.unconfirmed",
        "It waits for the line. Wait for it, decline it, or make it anyway with a manager's PIN.",
        withOrder(order),
      );
    default:
      return refuse(
        "order.not_authority",
        "The app decides it until it is handed to the store; it changes here by itself.",
        withOrder(order),
      );
  }
}

function transition(order: Order, to: OrderStatus, expected: OrderStatus, context: DecideContext): Result<DomainEvent[]> {
  if (expected !== order.status) return lostRace(order, expected);
  const cell = TRANSITIONS[order.status][to];
  if (!cell?.by.includes(context.asker)) return noSuchStep(order, to);
  if (cell.event === "order.started" && order.look_first) {
    return refuse(
      "order.look_first",
      "The box before this one may have begun it. Look whether it was made, and say which it is, made or not made.",
      withOrder(order),
    );
  }
  if (cell.event === "order.started" && order.question) return questionIsOpen(order);
  const guarded = firstFailing(cell, order, context);
  if (guarded) return guarded;
  return ok([statusEvent(order, cell, context)]);
}

interface CancelWish {
  cause: CancelCause;
  reason: string | null;
  expected_status: OrderStatus | null;
  request_id: string | null;
}

function cancel(order: Order, wish: CancelWish, context: DecideContext): Result<DomainEvent[]> {
  if (wish.expected_status !== null && wish.expected_status !== order.status) return lostRace(order, wish.expected_status);
  const cell = TRANSITIONS[order.status].CANCELLED;
  if (context.asker === "customer" && order.status !== "CANCELLED") {
    if (order.status !== "PLACED" && order.status !== "PAID") {
      return refuse("order.already_started", `It is ${STANDS[order.status]} already; ask the staff at the counter.`, withOrder(order));
    }
    if (order.pay_mode === "AT_STORE" && (netPaidCents(order) > 0 || hasTips(context))) {
      return refuse("order.paid_at_store", "Please ask the staff there to cancel the order.", withOrder(order));
    }
  }
  if (!cell?.by.includes(context.asker)) return noSuchStep(order, "CANCELLED");
  // A screen that nobody has signed in to may move an order on, but ending one needs an accountable person.
  if (context.asker === "staff" && context.actor.kind === "device") {
    return refuse("auth.forbidden", "Cancelling takes somebody who is signed in. Enter your PIN, then cancel.");
  }
  if (context.asker === "staff" && !wish.reason) {
    return refuse("request.invalid", "A cancellation by staff needs a reason.", { fields: [{ field: "/reason", message: "required" }] });
  }
  // A cancellation refunds online money too, so voiding needs the same approval as refunding.
  const holdsMoney = netPaidCents(order) > 0 || hasTips(context);
  if (context.asker === "staff" && holdsMoney && !context.managerApproved) {
    return refuse("auth.manager_required", "Money was taken for this order, and cancelling it refunds that. Enter a manager's PIN.");
  }
  const cancelled: DomainEvent = {
    ...statusBase(order, context),
    type: "order.cancelled",
    cause: wish.cause,
    reason: wish.reason,
    request_id: wish.request_id,
    ...dayOfCancelling(context),
  };
  return ok([...refundAll(order, wish.reason ?? wish.cause, context), cancelled]);
}

function noShow(order: Order, reason: string, context: DecideContext): Result<DomainEvent[]> {
  if (order.status !== "READY" || context.asker !== "staff") return noSuchStep(order, "CANCELLED");
  // A no-show refunds nothing, so no money may be left. Checked separately for tips, which are not part of what the order
  // is paid.
  if (order.pay_mode !== "AT_STORE" || netPaidCents(order) > 0 || hasTips(context)) {
    return refuse("order.invalid_transition", "Only an unpaid order that is paid at the store can be a no-show.", withOrder(order));
  }
  if (!context.managerApproved) return refuse("auth.manager_required", "A no-show is written off unpaid. Enter a manager's PIN.");
  const recalled: DomainEvent = { ...statusBase(order, context), type: "order.recalled" };
  const cancelled: DomainEvent = {
    ...envelopeOf(order.store_id, context),
    type: "order.cancelled",
    order_id: order.order_id,
    order_seq: order.order_seq + 2,
    from_status: "IN_PROGRESS",
    cause: "NO_SHOW",
    reason,
    request_id: null,
    ...dayOfCancelling(context),
  };
  return ok([recalled, cancelled]);
}

/** Hands over a READY order in the same step as the tender that paid the rest of it. */
export function completeSettled(order: Order, context: DecideContext): DomainEvent[] {
  const cell = TRANSITIONS[order.status].COMPLETED;
  return cell && !firstFailing(cell, order, context) ? [statusEvent(order, cell, context)] : [];
}

const GUARDS: Record<Guard, (order: Order, context: DecideContext) => Result<never> | null> = {
  at_store: (order) =>
    order.pay_mode === "AT_STORE"
      ? null
      : refuse("order.not_paid", "An order that is paid online is made once it is paid.", withOrder(order)),
  settled: (order) =>
    order.pay_mode === "ONLINE" || balanceCents(order) <= 0
      ? null
      : refuse("order.not_paid", `${stillOwed(order)} Take the payment first.`, withOrder(order)),
  within_recall_window: (order, context) => {
    if (order.status !== "READY") return null;
    const age = Date.parse(context.at) - Date.parse(order.ready_at);
    return age <= context.recallWindowS * 1000
      ? null
      : refuse(
          "order.recall_expired",
          `It has been ready for longer than ${context.recallWindowS} s. Hand it over, or ring up what has to be made again.`,
          withOrder(order),
        );
  },
};

function stillOwed(order: Order): string {
  const text = (minor: number) => moneyText(minor, order);
  return `${text(balanceCents(order))} of ${text(order.total_cents)} is still owed.`;
}

function firstFailing(cell: Transition, order: Order, context: DecideContext): Result<never> | null {
  for (const guard of cell.guards) {
    const refused = GUARDS[guard](order, context);
    if (refused) return refused;
  }
  return null;
}

/** A store counts it in its reports. */
const dayOfCancelling = ({ node, businessDay }: DecideContext): { cancelled_on?: string | null } =>
  node === "edge" ? { cancelled_on: businessDay } : {};

function statusEvent(order: Order, cell: Transition, context: DecideContext): DomainEvent {
  if (cell.event === "order.cancelled" || cell.event === "order.confirmed") throw new Error(`${cell.event} is not a plain step`);
  if (cell.event === "order.completed") return { ...statusBase(order, context), type: cell.event, sold_on: context.businessDay };
  return { ...statusBase(order, context), type: cell.event };
}

function statusBase(
  order: Order,
  context: DecideContext,
): Pick<StatusEvent, "event_id" | "store_id" | "at" | "actor" | "order_id" | "order_seq" | "from_status"> {
  return { ...envelopeOf(order.store_id, context), order_id: order.order_id, order_seq: order.order_seq + 1, from_status: order.status };
}

export function lostRace(order: Order, expected: OrderStatus): Result<never> {
  const detail = `The order is ${STANDS[order.status]} by now; it was shown as ${STANDS[expected]}. Look at it again, then decide.`;
  return refuse("order.status_changed", detail, withOrder(order));
}

/** Each status as it reads in a sentence: the order is … */
export const STANDS: Readonly<Record<OrderStatus, string>> = {
  PLACED: "placed",
  PAID: "paid",
  IN_PROGRESS: "being made",
  READY: "ready",
  COMPLETED: "handed over",
  CANCELLED: "cancelled",
};

function noSuchStep(order: Order, to: OrderStatus): Result<never> {
  return refuse(
    "order.invalid_transition",
    `It is ${STANDS[order.status]}, and from there you cannot make it ${STANDS[to]}. Look at it again.`,
    withOrder(order),
  );
}

function withOrder(order: Order): { extra: Record<string, unknown> } {
  return { extra: { current_status: order.status, order } };
}
