/**
 * (order, event) -> order. Events are facts: nothing is refused here. An event that does not fit the state it is applied to
 * is a bug in whoever let it through, and throws.
 */
import type { DomainEvent, EventOf } from "../events.ts";
import { cents } from "../kernel/money.ts";
import { correctedCents, givenBackCents } from "../payment/owed.ts";
import type { DrawerEvent } from "../store-events.ts";
import { type Order, type OrderBase, type OrderStatus, storedOrder } from "./order.ts";
import { MAX_SETTLED, type OpenQuestion } from "./substitute.ts";

export function evolve(order: Order | null, event: DomainEvent): Order {
  switch (event.type) {
    case "order.placed":
      return storedOrder(event.order);
    case "order.accepted":
      return order
        ? {
            ...order,
            handoff: order.handoff === "CONFIRMED" ? "CONFIRMED" : "ACCEPTED",
            ticket_number: event.order.ticket_number,
            business_day: event.order.business_day,
            // The store promises by its queue what is wanted as soon as possible.
            promised_at: order.requested_for === null ? event.order.promised_at : order.promised_at,
            updated_at: event.at,
          }
        : storedOrder(event.order);
    default:
      if (!order) throw new Error(`${event.type} without an order`);
      return evolveExisting(order, event);
  }
}

type Later = Exclude<DomainEvent, EventOf<"order.placed" | "order.accepted">>;

function evolveExisting(order: Order, event: Later): Order {
  // Whatever is asked about it is over with the next step.
  const base: OrderBase = { ...withoutState(order), question: null, updated_at: event.at };
  const step = (status: OrderStatus) => ({ last_step: { status, at: event.at, by: event.actor } });
  switch (event.type) {
    case "order.held":
      return { ...order, handoff: "HELD", updated_at: event.at };
    case "order.offered":
      return { ...order, handoff: "OFFERED", promised_at: event.promised_at ?? order.promised_at, updated_at: event.at };
    case "order.declined":
      // It takes no number here: the cloud mints one for the cancellation that follows there.
      return {
        ...base,
        handoff: "DECLINED",
        authority: "cloud",
        ...step("CANCELLED"),
        status: "CANCELLED",
        cancelled_at: event.at,
        cancel_cause: "DECLINED",
        cancel_reason: event.detail,
        cancelled_by: event.actor,
      };
    case "order.confirmed": {
      const look_first = event.look_first ?? order.look_first;
      const confirmed: OrderBase = { ...base, handoff: "CONFIRMED", authority: "edge", order_seq: event.order_seq, look_first };
      return event.status === "PAID"
        ? { ...confirmed, ...step("PAID"), status: "PAID", paid_at: event.at, paid_cents: order.total_cents, payment_status: "CAPTURED" }
        : { ...confirmed, status: "PLACED" };
    }
    case "order.revoked":
      return {
        ...base,
        handoff: "WITHDRAWN",
        order_seq: event.order_seq,
        ...step("CANCELLED"),
        status: "CANCELLED",
        cancelled_at: event.at,
        cancel_cause: event.cause,
        cancel_reason: event.reason,
        cancelled_by: event.actor,
      };
    case "order.started":
      return {
        ...base,
        ...step("IN_PROGRESS"),
        order_seq: event.order_seq,
        status: "IN_PROGRESS",
        look_first: false,
        paid_at: paidAt(order),
        started_at: event.at,
      };
    case "order.readied":
      return {
        ...base,
        ...step("READY"),
        order_seq: event.order_seq,
        status: "READY",
        paid_at: paidAt(order),
        started_at: startedAt(order),
        ready_at: event.at,
      };
    case "order.recalled":
      return {
        ...base,
        ...step("IN_PROGRESS"),
        order_seq: event.order_seq,
        status: "IN_PROGRESS",
        paid_at: paidAt(order),
        started_at: startedAt(order),
      };
    case "order.completed":
      return {
        ...base,
        ...step("COMPLETED"),
        order_seq: event.order_seq,
        status: "COMPLETED",
        paid_at: paidAt(order),
        started_at: startedAt(order),
        ready_at: readyAt(order),
        completed_at: event.at,
        ...(event.sold_on === undefined ? {} : { sold_on: event.sold_on }),
      };
    case "order.cancelled":
      return {
        ...base,
        order_seq: event.order_seq,
        handoff: cancelledHandoff(order, event),
        ...step("CANCELLED"),
        status: "CANCELLED",
        cancelled_at: event.at,
        cancel_cause: event.cause,
        cancel_reason: event.reason,
        cancelled_by: event.actor,
        ...(event.cancelled_on === undefined ? {} : { cancelled_on: event.cancelled_on }),
      };
    case "drawer.opened":
    case "drawer.moved":
    case "drawer.counted":
    case "drawer.closed":
      throw notOfAnOrder(event);
    case "payment.captured": {
      const corrected = event.corrects_refunds && event.payment.provider === "in_store" ? order.refunded_cents : 0;
      const paid = withMoney(order, { paid: event.payment.amount_cents - corrected, refunded: -corrected }, event.at);
      return event.payment.provider === "stripe" ? { ...paid, payment_status: "CAPTURED" } : paid;
    }
    case "payment.authorized":
    case "payment.failed":
    case "payment.cancelled":
      return { ...order, payment_status: event.payment.status, updated_at: event.at };
    case "payment.declined":
      return { ...order, updated_at: event.at };
    case "refund.started":
      return withMoney({ ...order, refund_failed: undefined }, { pending: event.refund.amount_cents }, event.at);
    case "refund.succeeded": {
      const { refund } = event;
      // A counter refund is complete at once; a provider's was pending before.
      const pending = refund.provider === "stripe" ? -refund.amount_cents : 0;
      return withMoney(order, { paid: -correctedCents(refund), refunded: givenBackCents(refund), pending }, event.at);
    }
    case "refund.failed": {
      const { refund } = event;
      if (event.was === "PENDING") return orFailed(withMoney(order, { pending: -refund.amount_cents }, event.at));
      return orFailed(withMoney(order, { paid: correctedCents(refund), refunded: -givenBackCents(refund) }, event.at));
    }
    case "refund.reclassified": {
      const moved = event.refund.status === "SUCCEEDED" ? event.corrected_cents : 0;
      return withMoney(order, { paid: -moved, refunded: -moved }, event.at);
    }
    case "order.cancel_requested":
    case "order.cancel_refused":
    case "order.cancel_unanswered":
      return order;
    // For an order that was paid online the store asks the cloud, and the refund is pending until the outcome is known.
    case "refund.requested":
      return order.pay_mode === "ONLINE" ? { ...order, refund_state: "PENDING", updated_at: event.at } : order;
    case "refund.refused":
      return order.pay_mode === "ONLINE" ? orFailed(withMoney(order, {}, event.at)) : order;
    case "refund.reported": {
      const { refunded_cents, refund_pending_cents, refund_state, paid_cents = order.paid_cents } = event;
      return { ...order, paid_cents, refunded_cents, refund_pending_cents, refund_state, updated_at: event.at };
    }
    case "order.discounted": {
      const { lines, promotions, subtotal_cents, discount_cents, tax_cents, total_cents } = event.priced;
      return { ...order, lines, promotions, subtotal_cents, discount_cents, tax_cents, total_cents, updated_at: event.at };
    }
    case "order.rushed":
      return { ...order, is_rush: event.is_rush, updated_at: event.at };
    case "order.promise_moved":
      return {
        ...order,
        promised_at: event.promised_at,
        first_promised_at: order.first_promised_at ?? order.promised_at,
        updated_at: event.at,
      };
    case "order.substitute_asked":
      return { ...order, question: { ...event.question, chosen: null }, updated_at: event.at };
    case "order.substitute_chosen":
      return order.question?.question_id === event.question_id
        ? { ...order, question: { ...order.question, chosen: event.choice }, updated_at: event.at }
        : order;
    case "order.substitute_settled":
      return order.question?.question_id === event.question_id ? settled(order, order.question, event) : { ...order, updated_at: event.at };
    case "order.look_first":
      return { ...order, look_first: true, updated_at: event.at };
    case "order.looked":
      return { ...order, look_first: false, updated_at: event.at };
    case "order.line_made": {
      const others = order.made_line_ids.filter((id) => id !== event.line_id);
      return { ...order, made_line_ids: event.made ? [...others, event.line_id] : others, updated_at: event.at };
    }
    case "order.amended": {
      const { priced, amendment } = event;
      return { ...order, ...priced, made_line_ids: [], amendments: amendment, amended_at: event.at, updated_at: event.at };
    }
    case "item.availability_changed":
    case "modifier.availability_changed":
    case "clock.confirmed":
    case "app_orders.paused":
    case "app_orders.resumed":
    case "day.closed":
    case "staff.pin_locked":
    case "staff.pin_shared":
    case "device.paired":
    case "device.revoked":
      throw new Error(`${event.type} is not an event of an order`);
  }
}

/** With what became of it, for the ticket and the customer. */
function settled(order: Order, question: OpenQuestion, { choice, settled_by, at }: EventOf<"order.substitute_settled">): Order {
  const { question_id, line_id, qty, options } = question;
  const name = order.lines.find((line) => line.line_id === line_id)?.name ?? "";
  const substitute = choice?.kind === "SUBSTITUTE" ? (options[choice.option]?.name ?? null) : null;
  const one = { question_id, name, qty, choice, substitute, settled_by, settled_at: at };
  return { ...order, question: null, settled_questions: [...order.settled_questions, one].slice(-MAX_SETTLED), updated_at: at };
}

/** FAILED only where nothing was refunded, whichever comes first: this failure or another refund that succeeds. */
function orFailed(order: Order): Order {
  if (order.refund_state === "NONE") return { ...order, refund_state: "FAILED" };
  return order.refund_state === "PENDING" && order.pay_mode === "ONLINE" ? { ...order, refund_failed: true } : order;
}

/** Money facts may come in any order (U6): a late capture can turn a full refund into a partial one. */
function withMoney(order: Order, change: { paid?: number; refunded?: number; pending?: number }, at: string): Order {
  const paid_cents = cents(order.paid_cents + (change.paid ?? 0));
  const refunded_cents = cents(order.refunded_cents + (change.refunded ?? 0));
  // An order that was stored by an earlier release has no such member.
  const refund_pending_cents = cents((order.refund_pending_cents ?? 0) + (change.pending ?? 0));
  const refund_failed = refund_pending_cents > 0 ? order.refund_failed : undefined;
  return { ...order, paid_cents, refunded_cents, refund_pending_cents, refund_state: refundState(), refund_failed, updated_at: at };

  function refundState(): Order["refund_state"] {
    if (refund_pending_cents > 0) return "PENDING";
    if (refunded_cents === 0) return order.refund_state === "FAILED" || order.refund_failed ? "FAILED" : "NONE";
    return refunded_cents >= paid_cents ? "FULL" : "PARTIAL";
  }
}

/** The cloud's cancel of an order that is not confirmed is the withdrawal of its offer. */
function cancelledHandoff(order: Order, event: EventOf<"order.cancelled">): Order["handoff"] {
  if (event.cause === "DECLINED") return "DECLINED";
  return UNCONFIRMED.has(order.handoff) ? "WITHDRAWN" : order.handoff;
}

const UNCONFIRMED: ReadonlySet<Order["handoff"]> = new Set(["AWAITING_PAYMENT", "HELD", "OFFERED", "ACCEPTED"]);

function withoutState(order: Order): OrderBase {
  const copy: Record<string, unknown> = { ...order };
  for (const field of STATE_FIELDS) delete copy[field];
  return copy as OrderBase;
}

const STATE_FIELDS = [
  "status",
  "paid_at",
  "started_at",
  "ready_at",
  "completed_at",
  "sold_on",
  "cancelled_at",
  "cancel_cause",
  "cancel_reason",
  "cancelled_by",
  "cancelled_on",
] as const;

const paidAt = (order: Order): string | null => ("paid_at" in order ? order.paid_at : null);

function startedAt(order: Order): string {
  if ("started_at" in order) return order.started_at;
  throw new Error(`a ${order.status} order has not been started`);
}

function readyAt(order: Order): string {
  if ("ready_at" in order) return order.ready_at;
  throw new Error(`a ${order.status} order has not been ready`);
}

const notOfAnOrder = (event: DrawerEvent): Error => new Error(`${event.type} is not an event of an order`);
