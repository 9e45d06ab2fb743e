/** Reads what reports are made of: the facts that no Z report has yet, and the cash of one drawer session. */
import type { CashFacts } from "@crema/shared/drawer/expected";
import type { StoreFacts } from "@crema/shared/drawer/report";
import type { Payment } from "@crema/shared/payment/payment";
import type { Tables } from "./tables.ts";

/** A Z report covers at most so many business days, so that it stays small enough to go up; what is beyond waits for the next. */
const MAX_DAYS = 14;

type Sources = Pick<Tables, "journal" | "drawer" | "money" | "orders">;

/** `to`: the last journal position among the facts. */
export function unreportedFacts({ journal, drawer, money, orders }: Sources): { facts: StoreFacts; to: number } {
  const from = drawer.reportedTo();
  const entries = journal.after(from, MAX_DAYS);
  const of = <T>(kind: (typeof entries)[number]["kind"], read: (id: string) => T | null): T[] =>
    entries.flatMap((entry) => (entry.kind === kind ? [must(read(entry.ref_id), kind, entry.ref_id)] : []));
  return {
    facts: {
      sales: of("SALE", (id) => orders.read(id)?.order ?? null),
      payments: of("PAYMENT", money.payment),
      refunds: of("REFUND", money.refund),
      movements: of("MOVEMENT", drawer.movement),
    },
    to: entries.at(-1)?.position ?? from,
  };
}

/**
 * Whether a tender is in no Z report yet. A shop that never opens a drawer has none, so there the tender's business day is
 * what ends.
 */
export function isOpenTender(
  { journal, drawer }: Pick<Tables, "journal" | "drawer">,
  payment: Payment,
  businessDay: string | null,
): boolean {
  const position = journal.positionOf("PAYMENT", payment.payment_id);
  if (position === null || position <= drawer.reportedTo()) return false;
  const hasDrawer = drawer.reportedTo() > 0 || drawer.openSession() !== null;
  return hasDrawer || payment.business_day === businessDay;
}

export function cashOf({ money, drawer }: Pick<Tables, "money" | "drawer">, sessionId: string): CashFacts {
  return { ...money.cashOf(sessionId), movements: drawer.movementsOf(sessionId) };
}

function must<T>(fact: T | null, kind: string, id: string): T {
  if (fact === null) throw new Error(`the journal has ${kind} ${id}, which is not there`);
  return fact;
}
