/** Reads what reports are made of: the facts that no Z report has yet. */
import type { ReportTotals } from "@crema/shared/domain/drawer/report";
import type { Payment } from "@crema/shared/domain/payment/payment";
import type { Tables } from "./tables.ts";

/** A Z report covers at most so many business days, so that it stays small enough to go up; what is beyond waits for the next. */
const MAX_DAYS = 14;

type Sources = Pick<Tables, "journal" | "drawer" | "reportTotals">;

/** The journal's entries that no Z report has yet: after `from`, up to and with `to`. */
export function unreportedRun({ journal, drawer }: Pick<Sources, "journal" | "drawer">): { from: number; to: number } {
  const from = drawer.reportedTo();
  return { from, to: journal.endOf(from, MAX_DAYS) };
}

export function unreportedTotals(sources: Sources): { totals: ReportTotals; to: number } {
  const { from, to } = unreportedRun(sources);
  return { totals: sources.reportTotals.between(from, to), to };
}

/** Without it, what closes the drawer would sum up a fortnight in its transaction. */
export function readUnreportedAhead(sources: Sources): Generator<undefined, void> {
  const { from, to } = unreportedRun(sources);
  return sources.reportTotals.readAhead(from, to);
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
