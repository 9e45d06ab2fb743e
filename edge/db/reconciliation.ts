/**
 * What makes an X report add up: the counter's money of its run of the journal, apart by whether its order is handed over as of
 * now. A wrong tender and its correction are nothing together. Summed in SQL, since a report may cover many thousand orders.
 */
import type { Reconciliation } from "@crema/shared/drawer/report";
import { cents } from "@crema/shared/money";
import type { Db } from "./database.ts";

export interface ReconciliationTable {
  /** Of the journal's entries after `from`, up to and with `to`. */
  between(from: number, to: number): Reconciliation;
}

interface Sums {
  readonly sales: number;
  /** Less what was corrected of it. */
  readonly taken_for_sales: number;
  readonly taken_for_others: number;
  readonly back_of_sales: number;
  readonly back_of_others: number;
}

export function prepareReconciliation(db: Db): ReconciliationTable {
  const sums = db.prepare<[number, number], Sums>(`
    WITH run AS (SELECT kind, ref_id FROM journal WHERE position > ? AND position <= ?),
    sold AS (SELECT COALESCE(SUM(o.total_cents), 0) AS sales FROM run JOIN orders o ON o.order_id = run.ref_id
             WHERE run.kind = 'SALE' AND o.pay_mode = 'AT_STORE'),
    taken AS (SELECT COALESCE(SUM(p.amount_cents) FILTER (WHERE o.status = 'COMPLETED'), 0) AS taken_for_sales,
                     COALESCE(SUM(p.amount_cents) FILTER (WHERE o.status <> 'COMPLETED'), 0) AS taken_for_others
              FROM run JOIN payments p ON p.payment_id = run.ref_id JOIN orders o ON o.order_id = p.order_id WHERE run.kind = 'PAYMENT'),
    wrong AS (SELECT COALESCE(SUM(r.amount_cents) FILTER (WHERE o.status = 'COMPLETED'), 0) AS wrong_for_sales,
                     COALESCE(SUM(r.amount_cents) FILTER (WHERE o.status <> 'COMPLETED'), 0) AS wrong_for_others
              FROM run JOIN refunds r ON r.refund_id = run.ref_id JOIN orders o ON o.order_id = r.order_id
              WHERE run.kind = 'REFUND' AND r.kind = 'CORRECTION'),
    back AS (SELECT COALESCE(SUM(r.amount_cents) FILTER (WHERE o.status = 'COMPLETED'), 0) AS back_of_sales,
                    COALESCE(SUM(r.amount_cents) FILTER (WHERE o.status <> 'COMPLETED'), 0) AS back_of_others
             FROM run JOIN refunds r ON r.refund_id = run.ref_id JOIN orders o ON o.order_id = r.order_id
             WHERE run.kind = 'REFUND' AND r.kind = 'GIVEN_BACK')
    SELECT sales, taken_for_sales - wrong_for_sales AS taken_for_sales, taken_for_others - wrong_for_others AS taken_for_others,
           back_of_sales, back_of_others FROM sold, taken, wrong, back`);
  return {
    between(from, to) {
      const found = sums.get(from, to);
      if (!found) throw new Error("sums are one row");
      const { sales, taken_for_sales, taken_for_others, back_of_sales, back_of_others } = found;
      return {
        counter_sales_cents: cents(sales),
        paid_not_handed_over_cents: cents(taken_for_others - back_of_others),
        handed_over_paid_before_cents: cents(sales - taken_for_sales),
        refunds_of_sales_cents: cents(back_of_sales),
        taken_net_cents: cents(taken_for_sales + taken_for_others - back_of_sales - back_of_others),
      };
    },
  };
}
