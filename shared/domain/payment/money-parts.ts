/**
 * Money that was paid online in its two parts: what pays the order, and the tip. The provider knows their sum alone, so a sum that it
 * shows is split here: the order comes first, and what is above it is tip.
 */
import { type Cents, cents, sumCents } from "../kernel/money.ts";
import type { Payment, Refund } from "./payment.ts";

export interface MoneyParts {
  readonly amount: number;
  readonly tip: number;
}

/** What moves at the provider. */
export const withTip = ({ amount_cents, tip_cents }: Pick<Payment, "amount_cents" | "tip_cents">): Cents =>
  sumCents([amount_cents, tip_cents]);

/** At most `most.tip` of it is tip; the parts sum to `sum`, also where that is more than both. */
export function splitSum(sum: number, most: MoneyParts): { amount_cents: Cents; tip_cents: Cents } {
  const tip = Math.min(Math.max(0, sum - Math.max(0, most.amount)), Math.max(0, most.tip));
  return { amount_cents: cents(sum - tip), tip_cents: cents(tip) };
}

/** What is left of a capture: captured − refunds that have not failed. */
export function leftToRefund(payment: Payment, refunds: readonly Refund[]): MoneyParts {
  const given = refunds.filter((refund) => refund.payment_id === payment.payment_id && refund.status !== "FAILED");
  return {
    amount: payment.amount_cents - sumCents(given.map((refund) => refund.amount_cents)),
    tip: payment.tip_cents - sumCents(given.map((refund) => refund.tip_cents)),
  };
}

/** All that may be refunded; null: nothing. A refund at the provider that overlapped ours may have taken more of one part than it had. */
export function allOf({ amount, tip }: MoneyParts): MoneyParts | null {
  const sum = amount + tip;
  if (sum <= 0) return null;
  const ofTip = Math.min(Math.max(0, tip), sum);
  return { amount: sum - ofTip, tip: ofTip };
}
