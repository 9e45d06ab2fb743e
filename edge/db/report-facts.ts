/** Reads what reports are made of: the facts that no Z report has yet. */
import { coversStore, MOST_DAYS, TILL_DAYS } from "@crema/shared/domain/drawer/coverage";
import type { DrawerSession } from "@crema/shared/domain/drawer/drawer";
import type { ReportTotals } from "@crema/shared/domain/drawer/report";
import type { Payment } from "@crema/shared/domain/payment/payment";
import type { JournalRun } from "./journal.ts";
import type { Tables } from "./tables.ts";

type Sources = Pick<Tables, "journal" | "drawer" | "reportTotals">;

/** What the next Z of that open session covers; null: of a store without an open drawer. */
export function unreportedRuns({ journal, drawer }: Pick<Sources, "journal" | "drawer">, session: DrawerSession | null): JournalRun[] {
  const from = drawer.reportedTo();
  if (!session?.till) return [{ session_id: null, from, to: journal.endOf(from, MOST_DAYS) }];
  const { session_id } = session;
  const own = { session_id, from: journal.beginOf(session_id), to: journal.head() };
  return coversStore(session, drawer.openSessions()) ? [own, { session_id: null, from, to: journal.endOf(from, TILL_DAYS) }] : [own];
}

/** Sums of what the session's Z covers, and that. */
export function unreportedTotals(sources: Sources, session: DrawerSession | null): { totals: ReportTotals; runs: JournalRun[] } {
  const runs = unreportedRuns(sources, session);
  return { totals: sources.reportTotals.of(runs), runs };
}

/** Sums it up in advance; without that closing the drawer could sum two weeks inside its transaction. */
export function readUnreportedAhead(sources: Sources, session: DrawerSession | null): Generator<undefined, void> {
  return sources.reportTotals.readAhead(unreportedRuns(sources, session));
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
  const place = journal.placeOf("PAYMENT", payment.payment_id);
  if (place === null) return false;
  if (place.session_id !== null) return drawer.openSession(place.session_id) !== null;
  if (place.position <= drawer.reportedTo()) return false;
  return drawer.openSessions().length > 0 || payment.business_day === businessDay;
}
