/** Refunds through the provider of orders that the store has. The cloud makes them and reports them whole. */
import { Refund } from "@crema/shared/domain/payment/payment";
import type { Db } from "./database.ts";

export interface OnlineRefundTable {
  /** As they stand now, with those that are not among `refunds` any more, which have failed. */
  report(orderId: string, refunds: readonly Refund[]): Refund[];
  of(orderId: string): Refund[];
  /** A report of the box before, or of a release before these were in the journal, counts it. */
  markCounted(refundId: string): void;
  isCounted(refundId: string): boolean;
}

interface Row {
  readonly refund_id: string;
  readonly order_id: string;
  readonly refunded_at: string;
  readonly business_day: string | null;
  readonly lines: string | null;
  readonly state: string;
}

export function prepareOnlineRefunds(db: Db): OnlineRefundTable {
  const states = db.prepare<[string], { state: string }>("SELECT state FROM online_refunds WHERE order_id = ? ORDER BY rowid");
  const put = db.prepare<[Row]>(
    `INSERT INTO online_refunds (refund_id, order_id, refunded_at, business_day, lines, state)
     VALUES (@refund_id, @order_id, @refunded_at, @business_day, @lines, @state)
     ON CONFLICT (refund_id) DO UPDATE SET state = excluded.state, refunded_at = excluded.refunded_at, business_day = excluded.business_day`,
  );
  const mark = db.prepare<[string]>("UPDATE online_refunds SET counts_from = 0 WHERE refund_id = ? AND counts_from IS NULL");
  const counted = db.prepare<[string], object>("SELECT 1 FROM online_refunds WHERE refund_id = ? AND counts_from IS NOT NULL");
  const of = (orderId: string) => states.all(orderId).map(({ state }) => Refund.parse(JSON.parse(state)));
  return {
    of,
    markCounted: (refundId) => void mark.run(refundId),
    isCounted: (refundId) => counted.get(refundId) !== undefined,
    report(orderId, refunds) {
      const gone = of(orderId).filter((known) => !refunds.some((each) => each.refund_id === known.refund_id));
      const all = [...refunds, ...gone.map((each): Refund => ({ ...each, status: "FAILED" }))];
      for (const refund of all) {
        const { refund_id, refunded_at, business_day, lines } = refund;
        put.run({
          ...{ refund_id, order_id: orderId, refunded_at, business_day, state: JSON.stringify(refund) },
          lines: lines ? JSON.stringify(lines) : null,
        });
      }
      return all;
    },
  };
}
