/** Payments and refunds as rows. They are facts: inserted, read, never changed. `account` is '' in a row and null in a fact. */
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type { Db } from "./database.ts";
import { prepareInsert } from "./insert.ts";
import { payments, refunds } from "./money-schema.ts";

type PaymentRow = typeof payments.$inferSelect;
type RefundRow = typeof refunds.$inferSelect;

export interface MoneyTable {
  insertPayment(payment: Payment): void;
  insertRefund(refund: Refund): void;
  /** Oldest first. */
  paymentsOf(orderId: string): Payment[];
  refundsOf(orderId: string): Refund[];
  payment(paymentId: string): Payment | null;
  refund(refundId: string): Refund | null;
  /** Whether a receipt of the counter has the number. */
  hasReceipt(number: string): boolean;
}

export function prepareMoney(db: Db): MoneyTable {
  const insertPayment = prepareInsert(db, payments);
  const insertRefund = prepareInsert(db, refunds);
  const paymentsOf = db.prepare<[string], PaymentRow>("SELECT * FROM payments WHERE order_id = ? ORDER BY rowid");
  const refundsOf = db.prepare<[string], RefundRow>("SELECT * FROM refunds WHERE order_id = ? ORDER BY rowid");
  const payment = db.prepare<[string], PaymentRow>("SELECT * FROM payments WHERE payment_id = ?");
  const refund = db.prepare<[string], RefundRow>("SELECT * FROM refunds WHERE refund_id = ?");
  const receipt = db.prepare<[string, string], object>(
    `SELECT 1 FROM payments WHERE provider = 'in_store' AND account = '' AND provider_ref = ?
     UNION ALL SELECT 1 FROM refunds WHERE provider = 'in_store' AND account = '' AND provider_ref = ?`,
  );
  const found = <R, F>(row: R | undefined, toFact: (row: R) => F): F | null => (row === undefined ? null : toFact(row));
  return {
    insertPayment(payment) {
      insertPayment({
        ...payment,
        account: payment.account ?? "",
        rounding_cents: payment.rounding_cents ?? null,
        captured_by: payment.captured_by && JSON.stringify(payment.captured_by),
      });
    },
    insertRefund(refund) {
      insertRefund({
        ...refund,
        account: refund.account ?? "",
        actor: JSON.stringify(refund.actor),
        lines: refund.lines ? JSON.stringify(refund.lines) : null,
        rounding_cents: refund.rounding_cents ?? null,
      });
    },
    paymentsOf: (orderId) => paymentsOf.all(orderId).map(toPayment),
    refundsOf: (orderId) => refundsOf.all(orderId).map(toRefund),
    payment: (paymentId) => found(payment.get(paymentId), toPayment),
    hasReceipt: (number) => receipt.get(number, number) !== undefined,
    refund: (refundId) => found(refund.get(refundId), toRefund),
  };
}

/** A member that an older release did not write is missing in the fact too. */
const rounding = (cents: number | null): object => (cents === null ? {} : { rounding_cents: cents });

function toPayment({ rounding_cents, ...row }: PaymentRow): Payment {
  const captured_by: unknown = row.captured_by && JSON.parse(row.captured_by);
  const fact: unknown = { ...row, account: row.account || null, captured_by, ...rounding(rounding_cents) };
  return fact as Payment;
}

function toRefund({ lines, rounding_cents, ...row }: RefundRow): Refund {
  const more = { ...(lines !== null && { lines: JSON.parse(lines) }), ...rounding(rounding_cents) };
  const fact: unknown = { ...row, account: row.account || null, actor: JSON.parse(row.actor), ...more };
  return fact as Refund;
}
