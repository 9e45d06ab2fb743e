/**
 * M5: what should lie in the drawer is the sum of the session's movements: float, cash taken minus change, cash given
 * back, paid in, paid out. Easy to get wrong: the tip that came in cash lies in the drawer too.
 */
import { z } from "zod";
import { AmountCents, Cents, cents, sumCents } from "../money.ts";
import type { Payment, Refund } from "../payment/payment.ts";
import type { DrawerMovement, DrawerSession } from "./drawer.ts";

/** All cash facts of one session. */
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
  /** float + taken − given back + paid in − paid out. Negative when more was taken out than came in. */
  expected_cents: Cents,
});
export type CashSums = z.infer<typeof CashSums>;

export function cashSums(session: Pick<DrawerSession, "session_id" | "float_cents">, facts: CashFacts): CashSums {
  const own = cashFactsOf(session.session_id, facts);
  const taken = sumCents(own.payments.map((payment) => payment.amount_cents + payment.tip_cents));
  const givenBack = sumCents(own.refunds.map((refund) => refund.amount_cents + refund.tip_cents));
  const moved = (kind: DrawerMovement["kind"]) => sumCents(own.movements.filter((each) => each.kind === kind).map((m) => m.amount_cents));
  const paidIn = moved("PAID_IN");
  const paidOut = moved("PAID_OUT");
  return {
    float_cents: session.float_cents,
    taken_cents: taken,
    given_back_cents: givenBack,
    paid_in_cents: paidIn,
    paid_out_cents: paidOut,
    expected_cents: cents(session.float_cents + taken - givenBack + paidIn - paidOut),
  };
}

/** How many facts have moved the session's cash. A count is good only for the number that it saw. */
export function cashFactCount(sessionId: string, facts: CashFacts): number {
  const own = cashFactsOf(sessionId, facts);
  return own.payments.length + own.refunds.length + own.movements.filter((movement) => movement.kind !== "NO_SALE").length;
}

function cashFactsOf(sessionId: string, { payments, refunds, movements }: CashFacts): CashFacts {
  return {
    payments: payments.filter((each) => each.drawer_session_id === sessionId && each.method === "CASH" && each.status === "CAPTURED"),
    refunds: refunds.filter((each) => each.drawer_session_id === sessionId && each.method === "CASH" && each.status === "SUCCEEDED"),
    movements: movements.filter((each) => each.session_id === sessionId),
  };
}
