/**
 * What an order still owes, the one rule for guards, tenders, screens, receipts and books: total − captured + corrected.
 * Refunded money does not count: the guest has it and does not owe it again.
 */
import { type Cents, cents, sumCents, ZERO } from "../kernel/money.ts";
import type { Payment, Refund } from "./payment.ts";

/** Of its amount, what is no refund of the sale. */
export const correctedCents = ({ kind, amount_cents, corrected_cents }: Refund): number =>
  kind === "CORRECTION" ? amount_cents : (corrected_cents ?? 0);

export const givenBackCents = (refund: Refund): number => refund.amount_cents - correctedCents(refund);

/** One that is both, as the two that it stands for: in reports and on receipts they are two things. */
export function asParts(refund: Refund): Refund[] {
  const { corrected_cents, lines: _lines, ...whole } = refund;
  if (!corrected_cents) return [refund];
  const correction: Refund = { ...whole, kind: "CORRECTION", amount_cents: corrected_cents, tip_cents: ZERO };
  const { corrected_cents: _corrected, ...given } = refund;
  return [correction, { ...given, amount_cents: cents(givenBackCents(refund)) }];
}

/** Captured less corrected: what the valid tenders have paid of the order. */
export function paidCents(payments: readonly Payment[], refunds: readonly Refund[]): Cents {
  const captured = sumCents(payments.filter((each) => each.status === "CAPTURED").map((each) => each.amount_cents));
  const corrected = sumCents(refunds.filter(({ status }) => status === "SUCCEEDED").map(correctedCents));
  return cents(captured - corrected);
}

/** `paid`: as `paidCents` has it, or an order's `paid_cents`. Negative when more was paid than the order costs. */
export const owedCents = (total: number, paid: number): number => total - paid;

export const isCorrection = (refund: Refund): boolean => refund.kind === "CORRECTION" && refund.status === "SUCCEEDED";
