/**
 * What an order still owes, the one rule for guards, tenders, screens, receipts and books: total − captured + corrected.
 * Refunded money does not count: the guest has it and does not owe it again.
 */
import { type Cents, cents, sumCents } from "../kernel/money.ts";
import type { Payment, Refund } from "./payment.ts";

/** Captured less corrected: what the valid tenders have paid of the order. */
export function paidCents(payments: readonly Payment[], refunds: readonly Refund[]): Cents {
  const captured = sumCents(payments.filter((each) => each.status === "CAPTURED").map((each) => each.amount_cents));
  const corrected = sumCents(refunds.filter(isCorrection).map((each) => each.amount_cents));
  return cents(captured - corrected);
}

/** `paid`: as `paidCents` has it, or an order's `paid_cents`. Negative when more was paid than the order costs. */
export const owedCents = (total: number, paid: number): number => total - paid;

export const isCorrection = (refund: Refund): boolean => refund.kind === "CORRECTION" && refund.status === "SUCCEEDED";
