/**
 * The reconciliation of an X report: the counter money of its run of the journal, split by whether its order was handed
 * over by the run's end. A wrong tender and its correction add up to nothing. Summed in SQL and in pieces, since a report
 * may cover many thousand orders; all pieces use the same end, so that sales in the meantime change nothing.
 */
import type { Reconciliation } from "@crema/shared/domain/drawer/report";
import { cents } from "@crema/shared/domain/kernel/money";
import type { Db } from "./database.ts";
import type { JournalRun } from "./journal.ts";
import { PIECE } from "./report-sums.ts";

export interface ReconciliationTable {
  /** Of these runs of the journal together, piece by piece. */
  of(runs: readonly JournalRun[]): Generator<undefined, Reconciliation>;
}

interface Sums {
  readonly sales: number;
  /** Without what was corrected of it. */
  readonly taken_for_sales: number;
  readonly taken_for_others: number;
  readonly back_of_sales: number;
  readonly back_of_others: number;
}

export function prepareReconciliation(db: Db): ReconciliationTable {
  const isSold = (order: string) => `EXISTS (SELECT 1 FROM journal s WHERE s.kind = 'SALE' AND s.ref_id = ${order} AND s.position <= @end)`;
  const split = (table: string, key: string, kind: string, more: string, names: readonly [string, string]) =>
    `SELECT COALESCE(SUM(amount_cents) FILTER (WHERE sold), 0) AS ${names[0]}, COALESCE(SUM(amount_cents) FILTER (WHERE NOT sold), 0) AS ${names[1]}
     FROM (SELECT f.amount_cents, ${isSold("f.order_id")} AS sold FROM run JOIN ${table} f ON f.${key} = run.ref_id WHERE run.kind = '${kind}' ${more})`;
  const sums = db.prepare<[JournalRun & { end: number }], Sums>(`
    WITH run AS (SELECT kind, ref_id FROM journal WHERE position > @from AND position <= @to AND session_id IS @session_id),
    sold AS (SELECT COALESCE(SUM(o.total_cents), 0) AS sales FROM run JOIN orders o ON o.order_id = run.ref_id
             WHERE run.kind = 'SALE' AND o.pay_mode = 'AT_STORE'),
    taken AS (${split("payments", "payment_id", "PAYMENT", "", ["taken_for_sales", "taken_for_others"])}),
    wrong AS (${split("refunds", "refund_id", "REFUND", "AND f.kind = 'CORRECTION'", ["wrong_for_sales", "wrong_for_others"])}),
    back AS (${split("refunds", "refund_id", "REFUND", "AND f.kind = 'GIVEN_BACK'", ["back_of_sales", "back_of_others"])})
    SELECT sales, taken_for_sales - wrong_for_sales AS taken_for_sales, taken_for_others - wrong_for_others AS taken_for_others,
           back_of_sales, back_of_others FROM sold, taken, wrong, back`);
  return {
    *of(runs) {
      const pieces: Sums[] = [];
      const end = Math.max(0, ...runs.map((run) => run.to));
      for (const { session_id, from, to } of runs) {
        for (let at = from; at < to; at += PIECE) {
          const found = sums.get({ session_id, from: at, to: Math.min(at + PIECE, to), end });
          if (!found) throw new Error("the query of sums returned no row");
          pieces.push(found);
          yield;
        }
      }
      const total = (name: keyof Sums) => pieces.reduce((sum, piece) => sum + piece[name], 0);
      return {
        counter_sales_cents: cents(total("sales")),
        paid_not_handed_over_cents: cents(total("taken_for_others") - total("back_of_others")),
        handed_over_paid_before_cents: cents(total("sales") - total("taken_for_sales")),
        refunds_of_sales_cents: cents(total("back_of_sales")),
        taken_net_cents: cents(total("taken_for_sales") + total("taken_for_others") - total("back_of_sales") - total("back_of_others")),
      };
    },
  };
}
