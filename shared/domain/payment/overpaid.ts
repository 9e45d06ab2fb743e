/**
 * What was paid above a total that has fallen is corrected, so that nothing is owed either way and the tax of the sale is counted once:
 * the sale itself is smaller, and the correction is no refund of it. The counter gives it back in the commit that lowers the total.
 */
import type { EventOf } from "../events.ts";
import { cents, sumCents } from "../kernel/money.ts";
import type { DecideContext } from "../order/decide-context.ts";
import { balanceCents, type Order } from "../order/order.ts";
import { leftToRefund } from "./money-parts.ts";
import { correctedCents, givenBackCents } from "./owed.ts";
import type { Payment, Refund, RefundedLine } from "./payment.ts";
import { isCounterCapture, refunded, takeInTurn } from "./refund.ts";
import { byAmount, type LeftOfLine, leftOfLines } from "./refund-lines.ts";

/** Of what the counter took. `order`: with its new total. */
export function correctOverpaid(order: Order, context: DecideContext): EventOf<"refund.succeeded">[] {
  const over = -balanceCents(order);
  if (order.pay_mode === "ONLINE" || over <= 0) return [];
  const captures = context.payments.filter(isCounterCapture);
  const parts = takeInTurn(
    over,
    captures.map((payment) => leftToRefund(payment, context.refunds).amount),
  );
  const { drawerSessionId } = context;
  const part = { tip: 0, kind: "CORRECTION", reason: "What was ordered cannot be made.", drawerSessionId } as const;
  return captures.flatMap((payment, i) => {
    const amount = parts[i] ?? 0;
    return amount > 0 ? [refunded(order, payment, { ...part, amount }, context)] : [];
  });
}

/**
 * Of what was paid online: captured − corrected − given back − total, all that has not failed counted. What a person has given back
 * meanwhile is not given back again.
 */
export function overpaidOnline(order: Pick<Order, "total_cents" | "amendments">, payment: Payment, refunds: readonly Refund[]): number {
  if (payment.status !== "CAPTURED" || order.amendments === 0) return 0;
  return Math.max(0, leftToRefund(payment, refunds).amount - order.total_cents);
}

/**
 * What was paid above a total that has fallen and no correction covers: captured − corrected − total. What is given back without naming
 * pieces is a correction up to here, and no refund of the sale.
 */
export function uncorrectedOnline(order: Pick<Order, "total_cents" | "amendments">, payment: Payment, refunds: readonly Refund[]): number {
  if (payment.status !== "CAPTURED" || order.amendments === 0) return 0;
  return Math.max(0, payment.amount_cents - sumCents(those(payment, refunds).map(correctedCents)) - order.total_cents);
}

const those = (payment: Payment, refunds: readonly Refund[]): Refund[] =>
  refunds.filter((refund) => refund.payment_id === payment.payment_id && refund.status !== "FAILED");

/** The refund with so much of it as a correction, and the lines that the rest takes back of what `left` has. */
export function withCorrected(refund: Refund, corrected: number, left: readonly LeftOfLine[], named?: readonly RefundedLine[]): Refund {
  const { corrected_cents: _corrected, lines: _lines, ...whole } = refund;
  if (corrected > 0 && corrected === refund.amount_cents && refund.tip_cents === 0) return { ...whole, kind: "CORRECTION" };
  const lines = [...(named ?? byAmount(left, refund.amount_cents - corrected))];
  return { ...whole, kind: "GIVEN_BACK", lines, ...(corrected > 0 && { corrected_cents: cents(corrected) }) };
}

export interface Reclassified {
  readonly refund: Refund;
  /** So much more of it is a correction. */
  readonly corrected: number;
}

/**
 * What was given back before it was heard that the total has fallen: the oldest first it is the correction, and what is above that is
 * given back of the lines as they are now. Only those that change. Asked when an amendment is heard: no report has counted any of them,
 * as an order is amended before it is begun.
 */
export function reclassified(order: Order, payment: Payment, refunds: readonly Refund[]): Reclassified[] {
  let above = uncorrectedOnline(order, payment, refunds);
  const changed: Reclassified[] = [];
  const settled: Refund[] = [];
  for (const refund of those(payment, refunds)
    .filter(({ kind }) => kind === "GIVEN_BACK")
    .toSorted(byTime)) {
    const left = leftOfLines(order, settled);
    const corrected = Math.min(above, givenBackCents(refund));
    above -= corrected;
    const kept = corrected === 0 && isOf(left, refund.lines ?? []) ? refund : null;
    const now = kept ?? withCorrected(refund, correctedCents(refund) + corrected, left);
    settled.push(now);
    if (!kept) changed.push({ refund: now, corrected });
  }
  return changed;
}

const byTime = (one: Refund, other: Refund): number =>
  `${one.refunded_at} ${one.refund_id}` < `${other.refunded_at} ${other.refund_id}` ? -1 : 1;

const isOf = (left: readonly LeftOfLine[], lines: readonly RefundedLine[]): boolean =>
  lines.every((part) =>
    left.some(({ line, qty, amount }) => line.line_id === part.line_id && part.qty <= qty && part.amount_cents <= amount),
  );
