/** Refunds through the provider of orders that the store has. The cloud makes them and reports them whole. */
import { Refund } from "@crema/shared/domain/payment/payment";
import type { Db } from "./database.ts";

export interface OnlineRefundTable {
  /** As they stand now, as of so many amendments of the order, with those that are not among `refunds` any more, which have failed. */
  report(orderId: string, refunds: readonly Refund[], amendments: number): Refund[];
  /** As of how many amendments it was reported last. */
  asOf(refundId: string): number;
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
  readonly amendments: number;
  readonly state: string;
}

export function prepareOnlineRefunds(db: Db): OnlineRefundTable {
  const states = db.prepare<[string], { state: string }>("SELECT state FROM online_refunds WHERE order_id = ? ORDER BY rowid");
  const put = db.prepare<[Row]>(
    `INSERT INTO online_refunds (refund_id, order_id, refunded_at, business_day, lines, amendments, state)
     VALUES (@refund_id, @order_id, @refunded_at, @business_day, @lines, @amendments, @state)
     ON CONFLICT (refund_id) DO UPDATE SET state = excluded.state, refunded_at = excluded.refunded_at, business_day = excluded.business_day,
       lines = CASE WHEN excluded.amendments > amendments THEN excluded.lines ELSE lines END, amendments = max(amendments, excluded.amendments)`,
  );
  const mark = db.prepare<[string]>("UPDATE online_refunds SET counts_from = 0 WHERE refund_id = ? AND counts_from IS NULL");
  const counted = db.prepare<[string], object>("SELECT 1 FROM online_refunds WHERE refund_id = ? AND counts_from IS NOT NULL");
  const asOf = db.prepare<[string], { amendments: number }>("SELECT amendments FROM online_refunds WHERE refund_id = ?");
  const of = (orderId: string) => states.all(orderId).map(({ state }) => Refund.parse(JSON.parse(state)));
  return {
    of,
    asOf: (refundId) => asOf.get(refundId)?.amendments ?? 0,
    markCounted: (refundId) => void mark.run(refundId),
    isCounted: (refundId) => counted.get(refundId) !== undefined,
    report(orderId, refunds, amendments) {
      const gone = of(orderId).filter((known) => !refunds.some((each) => each.refund_id === known.refund_id));
      const all = [...refunds, ...gone.map((each): Refund => ({ ...each, status: "FAILED" }))];
      for (const refund of all) {
        const { refund_id, refunded_at, business_day, lines } = refund;
        put.run({
          ...{ refund_id, order_id: orderId, refunded_at, business_day, amendments, state: JSON.stringify(refund) },
          lines: lines ? JSON.stringify(lines) : null,
        });
      }
      return all;
    },
  };
}
