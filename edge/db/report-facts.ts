/** Reads what reports are made of: the facts that no Z report has yet, and the cash of one drawer session. */
import type { CashFacts } from "@crema/shared/drawer/expected";
import type { ReportTotals } from "@crema/shared/drawer/report";
import type { Payment } from "@crema/shared/payment/payment";
import type { Tables } from "./tables.ts";

/** A Z report covers at most so many business days, so that it stays small enough to go up; what is beyond waits for the next. */
const MAX_DAYS = 14;

type Sources = Pick<Tables, "journal" | "drawer" | "reportTotals">;

/** Of all facts that no Z report has yet. `to`: the last journal position among them. */
export function unreportedTotals({ journal, drawer, reportTotals }: Sources): { totals: ReportTotals; to: number } {
  const from = drawer.reportedTo();
  const to = journal.endOf(from, MAX_DAYS);
  return { totals: reportTotals.between(from, to), to };
}

/**
 * Whether a tender is in no Z report yet. While no drawer is open none will cover it soon, perhaps never, so there the tender's
 * business day is what ends.
 */
export function isOpenTender(
  { journal, drawer }: Pick<Tables, "journal" | "drawer">,
  payment: Payment,
  businessDay: string | null,
): boolean {
  const position = journal.positionOf("PAYMENT", payment.payment_id);
  if (position === null || position <= drawer.reportedTo()) return false;
  return drawer.openSession() !== null || payment.business_day === businessDay;
}

export function cashOf({ money, drawer }: Pick<Tables, "money" | "drawer">, sessionId: string): CashFacts {
  return { ...money.cashOf(sessionId), movements: drawer.movementsOf(sessionId) };
}
