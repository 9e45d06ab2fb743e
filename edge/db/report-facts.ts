/** Reads what reports are made of: the facts that no Z report has yet. */
import type { ReportTotals } from "@crema/shared/domain/drawer/report";
import type { Payment } from "@crema/shared/domain/payment/payment";
import type { Tables } from "./tables.ts";

/** A Z report covers at most this many business days, so that its event fits the log; the rest waits for the next one. */
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

/** Sums up the unreported run in advance; without it closing the drawer could sum two weeks inside its transaction. */
export function readUnreportedAhead(sources: Sources): Generator<undefined, void> {
  const { from, to } = unreportedRun(sources);
  return sources.reportTotals.readAhead(from, to);
}

/**
 * Whether no Z report covers the tender yet. While no drawer is open none may ever cover it, so there the limit is the
 * end of the tender's business day.
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
