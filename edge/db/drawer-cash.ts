/** The cash of one drawer session, summed in SQL: a session may last for days. The figures are those of `cashTotals`. */
import type { CashTotals } from "@crema/shared/domain/drawer/expected";
import { cents } from "@crema/shared/domain/kernel/money";
import type { Db } from "./database.ts";

export interface DrawerCashTable {
  of(sessionId: string): CashTotals;
}

interface Sums {
  readonly n: number;
  readonly total: number;
}

export function prepareDrawerCash(db: Db): DrawerCashTable {
  const money = (table: string, status: string) =>
    db.prepare<[string], Sums>(
      `SELECT COUNT(*) AS n, COALESCE(SUM(amount_cents + tip_cents + COALESCE(rounding_cents, 0)), 0) AS total FROM ${table}
       WHERE drawer_session_id = ? AND method = 'CASH' AND status = '${status}'`,
    );
  const taken = money("payments", "CAPTURED");
  const refunded = money("refunds", "SUCCEEDED");
  const moved = db.prepare<[string, "PAID_IN" | "PAID_OUT"], Sums>(
    "SELECT COUNT(*) AS n, COALESCE(SUM(amount_cents), 0) AS total FROM drawer_movements WHERE session_id = ? AND kind = ?",
  );
  const row = (found: Sums | undefined): Sums => {
    if (!found) throw new Error("the query of sums returned no row");
    return found;
  };
  return {
    of(sessionId) {
      const [captures, refunds] = [row(taken.get(sessionId)), row(refunded.get(sessionId))];
      const [paidIn, paidOut] = [row(moved.get(sessionId, "PAID_IN")), row(moved.get(sessionId, "PAID_OUT"))];
      return {
        taken_cents: cents(captures.total),
        given_back_cents: cents(refunds.total),
        paid_in_cents: cents(paidIn.total),
        paid_out_cents: cents(paidOut.total),
        facts: captures.n + refunds.n + paidIn.n + paidOut.n,
      };
    },
  };
}
