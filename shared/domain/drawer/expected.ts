/**
 * M5: the drawer should hold the sum of the session's movements: float, cash taken minus change, cash refunded, paid in,
 * paid out. Tips that came in cash, and what was rounded, are included.
 */
import { z } from "zod";
import { AmountCents, Cents, cents, sumCents } from "../kernel/money.ts";
import type { Payment, Refund } from "../payment/payment.ts";
import type { DrawerMovement, DrawerSession } from "./drawer.ts";

/** The money facts that the sums are made of. */
export interface CashFacts {
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly movements: readonly DrawerMovement[];
}

export const CashSums = z.object({
  float_cents: AmountCents,
  /** Cash tenders with their tips, less the change. */
  taken_cents: Cents,
  given_back_cents: Cents,
  paid_in_cents: Cents,
  paid_out_cents: Cents,
  /** float + taken − refunded + paid in − paid out. Negative when more was taken out than came in. */
  expected_cents: Cents,
});
export type CashSums = z.infer<typeof CashSums>;

/** Totals of what moved one session's cash. */
export interface CashTotals {
  readonly taken_cents: Cents;
  readonly given_back_cents: Cents;
  readonly paid_in_cents: Cents;
  readonly paid_out_cents: Cents;
  /** How many facts were summed. A count is valid only for the number that it saw. */
  readonly facts: number;
}

export function cashSums({ float_cents }: Pick<DrawerSession, "float_cents">, totals: CashTotals): CashSums {
  const { facts: _counted, ...moved } = totals;
  const { taken_cents, given_back_cents, paid_in_cents, paid_out_cents } = moved;
  return { float_cents, ...moved, expected_cents: cents(float_cents + taken_cents - given_back_cents + paid_in_cents - paid_out_cents) };
}

/**
 * Sums the facts of one session; `facts` may hold other sessions too. The box does the same in SQL, and a property test
 * compares the two.
 */
export function cashTotals(sessionId: string, facts: CashFacts): CashTotals {
  const payments = facts.payments.filter(
    (each) => each.drawer_session_id === sessionId && each.method === "CASH" && each.status === "CAPTURED",
  );
  const refunds = facts.refunds.filter(
    (each) => each.drawer_session_id === sessionId && each.method === "CASH" && each.status === "SUCCEEDED",
  );
  const moved = (kind: DrawerMovement["kind"]) => facts.movements.filter((each) => each.session_id === sessionId && each.kind === kind);
  const [paidIn, paidOut] = [moved("PAID_IN"), moved("PAID_OUT")];
  const withTips = (money: readonly Pick<Payment, "amount_cents" | "tip_cents" | "rounding_cents">[]) =>
    sumCents(money.map(({ amount_cents, tip_cents, rounding_cents }) => amount_cents + tip_cents + (rounding_cents ?? 0)));
  return {
    taken_cents: withTips(payments),
    given_back_cents: withTips(refunds),
    paid_in_cents: sumCents(paidIn.map((each) => each.amount_cents)),
    paid_out_cents: sumCents(paidOut.map((each) => each.amount_cents)),
    facts: payments.length + refunds.length + paidIn.length + paidOut.length,
  };
}
