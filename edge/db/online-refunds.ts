/**
 * Refunds through the provider of orders that the store has. The cloud makes them and reports them whole; one that has succeeded is
 * counted by X and Z from then on, like the refunds of the counter, and stays counted as it was.
 */
import { Refund } from "@crema/shared/domain/payment/payment";
import type { Db } from "./database.ts";

export interface OnlineRefundTable {
  /** What is not among `refunds` any more has failed. `counts`: whether reports count one that has succeeded. */
  report(orderId: string, refunds: readonly Refund[], counts: (refund: Refund) => boolean): void;
  of(orderId: string): Refund[];
}

interface Row {
  readonly refund_id: string;
  readonly order_id: string;
  readonly refunded_at: string;
  readonly business_day: string | null;
  readonly lines: string | null;
  readonly counts: number;
  readonly state: string;
}

export function prepareOnlineRefunds(db: Db): OnlineRefundTable {
  const states = db.prepare<[string], { state: string }>("SELECT state FROM online_refunds WHERE order_id = ? ORDER BY rowid");
  const put = db.prepare<[Row]>(
    `INSERT INTO online_refunds (refund_id, order_id, refunded_at, business_day, lines, counts_from, state)
     VALUES (@refund_id, @order_id, @refunded_at, @business_day, @lines,
       CASE WHEN @counts THEN (SELECT COALESCE(MAX(position), 0) + 1 FROM journal) END, @state)
     ON CONFLICT (refund_id) DO UPDATE SET state = excluded.state,
       refunded_at = CASE WHEN counts_from IS NULL THEN excluded.refunded_at ELSE refunded_at END,
       business_day = CASE WHEN counts_from IS NULL THEN excluded.business_day ELSE business_day END,
       counts_from = COALESCE(counts_from, excluded.counts_from)`,
  );
  const of = (orderId: string) => states.all(orderId).map(({ state }) => Refund.parse(JSON.parse(state)));
  return {
    of,
    report(orderId, refunds, counts) {
      const gone = of(orderId).filter((known) => !refunds.some((each) => each.refund_id === known.refund_id));
      for (const refund of [...refunds, ...gone.map((each) => ({ ...each, status: "FAILED" as const }))]) {
        const { refund_id, refunded_at, business_day, lines, status } = refund;
        put.run({
          ...{ refund_id, order_id: orderId, refunded_at, business_day, state: JSON.stringify(refund) },
          lines: lines ? JSON.stringify(lines) : null,
          counts: status === "SUCCEEDED" && counts(refund) ? 1 : 0,
        });
      }
    },
  };
}
