/**
 * Refunds at the counter of what was taken there. A refund moves money and never the status, and a capture is never
 * rewritten. Sale and tip have separate limits: each is refunded up to what was taken of it, not up to their sum.
 */

import type { DomainEvent, EventOf } from "../events.ts";
import { cashStep, roundedCash } from "../kernel/cash-rounding.ts";
import { ok, type Result, refuse } from "../kernel/errors.ts";
import { cents, sumCents } from "../kernel/money.ts";
import { moneyText } from "../kernel/money-text.ts";
import { type DecideContext, envelopeOf } from "../order/decide-context.ts";
import type { Order } from "../order/order.ts";
import { leftToRefund } from "./money-parts.ts";
import type { AskedLine, Payment, Refund, RefundedLine, RefundKind } from "./payment.ts";
import { byAmount, byPieces, inParts, leftOfLines } from "./refund-lines.ts";

export interface RefundCommand {
  /** One capture of the order; null: the order's captures, the oldest first. */
  payment_id: string | null;
  /** Of the sale; null: all that is left of it, or what `lines` come to. */
  amount_cents: number | null;
  /** Pieces of lines; absent: the amount is spread over the lines. */
  lines?: readonly AskedLine[] | undefined;
  tip_cents: number;
  reason: string;
}

/** Events of one refund per capture that it touches. `context` has all of the order's money facts. */
export function decideRefund(order: Order | null, command: RefundCommand, context: DecideContext): Result<DomainEvent[]> {
  if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  if (!context.managerApproved) return refuse("auth.manager_required", "A refund needs a manager's PIN.");
  const captures = context.payments.filter(isCounterCapture);
  if (captures.length === 0) return refuse("refund.nothing_captured", "Nothing of this order was paid at the counter.");
  const from = command.payment_id === null ? captures : captures.filter((payment) => payment.payment_id === command.payment_id);
  if (from.length === 0) return refuse("payment.not_found", "The order has no such tender. Look at its tenders again.");
  const left = from.map((payment) => leftToRefund(payment, context.refunds));
  const most = sumCents(left.map((each) => each.amount));
  const mostTip = sumCents(left.map((each) => each.tip));
  const carried = leftOfLines(order, context.refunds);
  const pieces = command.lines ? byPieces(carried, command.lines) : null;
  if (pieces && !pieces.ok) return pieces;
  const amount = pieces ? sumCents(pieces.value.map(({ amount_cents }) => amount_cents)) : (command.amount_cents ?? most);
  const text = (minor: number) => moneyText(minor, order);
  if (amount > most || command.tip_cents > mostTip || amount + command.tip_cents === 0) {
    return refuse("refund.exceeds_captured", `${text(most)} of the order and ${text(mostTip)} of tips are left to refund.`, {
      fields: [
        { field: "/amount_cents", message: `at most ${most}` },
        { field: "/tip_cents", message: `at most ${mostTip}` },
      ],
    });
  }
  const amounts = takeInTurn(
    amount,
    left.map((each) => each.amount),
  );
  const tips = takeInTurn(
    command.tip_cents,
    left.map((each) => each.tip),
  );
  const isMade = (index: number) => (amounts[index] ?? 0) + (tips[index] ?? 0) > 0;
  const lines = inParts(pieces ? pieces.value : byAmount(carried, amount), amounts, isMade);
  return ok(
    from.flatMap((payment, i) =>
      refundEvents(order, payment, { amount: amounts[i] ?? 0, tip: tips[i] ?? 0, lines: lines[i] ?? [] }, command.reason, context),
    ),
  );
}

/** Refunds for all that is left of the order's counter captures, tips included. */
export function refundAll(order: Order, reason: string, context: DecideContext): DomainEvent[] {
  const captures = context.payments.filter(isCounterCapture);
  const left = captures.map((payment) => leftToRefund(payment, context.refunds));
  // An order that costs nothing may have a tip.
  const amounts = left.map(({ amount }) => (order.paid_cents > 0 ? Math.max(0, amount) : 0));
  const isMade = (index: number) => (amounts[index] ?? 0) > 0 || (left[index]?.tip ?? 0) > 0;
  const lines = inParts(byAmount(leftOfLines(order, context.refunds), sumCents(amounts)), amounts, isMade);
  return captures.flatMap((payment, i) =>
    refundEvents(order, payment, { amount: amounts[i] ?? 0, tip: left[i]?.tip ?? 0, lines: lines[i] ?? [] }, reason, context),
  );
}

/** Whether tips that were taken at the counter have not been refunded. */
export function hasTips({ payments, refunds }: Pick<DecideContext, "payments" | "refunds">): boolean {
  return payments.filter(isCounterCapture).some((payment) => leftToRefund(payment, refunds).tip > 0);
}

export const isCounterCapture = (payment: Payment): boolean => payment.provider === "in_store" && payment.status === "CAPTURED";

/**
 * What is handed back in cash beyond the refund, or less than it. With the last of a tender the guest has back exactly what was handed
 * over; until then all parts together are rounded, so that no number of small ones hands out more.
 */
function roundingOf(order: Order, payment: Payment, part: RefundOfCapture, context: DecideContext): number {
  if (payment.method !== "CASH") return 0;
  const left = leftToRefund(payment, context.refunds);
  const back = context.refunds.filter((refund) => refund.payment_id === payment.payment_id && refund.status !== "FAILED");
  const rest = (payment.rounding_cents ?? 0) - sumCents(back.map((refund) => refund.rounding_cents ?? 0));
  if (part.amount >= left.amount && part.tip >= left.tip) return rest;
  const amount = part.amount + part.tip;
  const asked = sumCents(back.map((refund) => refund.amount_cents + refund.tip_cents));
  const handed = asked + sumCents(back.map((refund) => refund.rounding_cents ?? 0));
  const taken = payment.amount_cents + payment.tip_cents + (payment.rounding_cents ?? 0);
  const due = Math.min(taken, roundedCash(asked + amount, cashStep(order, context.cashRounding)));
  return Math.max(due, handed) - handed - amount;
}

/** Fills the first place before the second. */
export function takeInTurn(total: number, most: readonly number[]): number[] {
  let rest = total;
  return most.map((limit) => {
    const part = Math.min(rest, Math.max(0, limit));
    rest -= part;
    return part;
  });
}

function refundEvents(
  order: Order,
  payment: Payment,
  part: Pick<RefundOfCapture, "amount" | "tip" | "lines">,
  reason: string,
  context: DecideContext,
): DomainEvent[] {
  if (part.amount <= 0 && part.tip <= 0) return [];
  return [refunded(order, payment, { ...part, kind: "GIVEN_BACK", reason, drawerSessionId: context.drawerSessionId }, context)];
}

export interface RefundOfCapture {
  readonly amount: number;
  readonly tip: number;
  /** Of GIVEN_BACK; a correction takes no line back. */
  readonly lines?: readonly RefundedLine[];
  readonly kind: RefundKind;
  readonly reason: string;
  /** For cash: the session that it comes out of. */
  readonly drawerSessionId: string | null;
}

export function refunded(order: Order, payment: Payment, part: RefundOfCapture, context: DecideContext): EventOf<"refund.succeeded"> {
  const { amount, tip, lines, kind, reason, drawerSessionId } = part;
  const rounding = roundingOf(order, payment, part, context);
  const refund: Refund = {
    refund_id: context.newId(),
    payment_id: payment.payment_id,
    order_id: order.order_id,
    store_id: order.store_id,
    provider: "in_store",
    method: payment.method,
    kind,
    status: "SUCCEEDED",
    provider_ref: context.newReceipt(),
    account: null,
    amount_cents: cents(Math.max(0, amount)),
    currency: payment.currency,
    tip_cents: cents(Math.max(0, tip)),
    drawer_session_id: payment.method === "CASH" ? drawerSessionId : null,
    ...(lines && { lines: [...lines] }),
    ...(rounding !== 0 && { rounding_cents: cents(rounding) }),
    reason,
    actor: context.actor,
    refunded_at: context.at,
    business_day: context.businessDay,
  };
  return { ...envelopeOf(order.store_id, context), type: "refund.succeeded", order_id: order.order_id, refund };
}
