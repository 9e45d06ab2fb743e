/**
 * An order's balance. It is not stored; it is computed from the payments and refunds, which are facts.
 * A refund counts from the moment it was requested, and only a failed one does not count.
 */
import { sumCents } from "../kernel/money.ts";
import type { Order } from "../order/order.ts";
import { isCorrection, owedCents, paidCents } from "./owed.ts";
import type { Payment, Refund } from "./payment.ts";

export interface OrderBalance {
  /** Without corrected tenders and their corrections. */
  readonly captured_cents: number;
  readonly refunded_cents: number;
  /** Requested, and neither succeeded nor failed yet. */
  readonly pending_cents: number;
  /** What the store keeps: captured, less what was or is being refunded. Tips are not included. */
  readonly kept_cents: number;
}

export function balanceOf(payments: readonly Payment[], refunds: readonly Refund[]): OrderBalance {
  const captured = paidCents(payments, refunds);
  const given = refunds.filter((each) => !isCorrection(each));
  const back = (status: Refund["status"]) => sumCents(given.filter((each) => each.status === status).map((each) => each.amount_cents));
  const [refunded, pending] = [back("SUCCEEDED"), back("PENDING")];
  return { captured_cents: captured, refunded_cents: refunded, pending_cents: pending, kept_cents: captured - refunded - pending };
}

export type BalanceFault =
  /** The status says paid, the facts do not. */
  | "paid_without_capture"
  /** Money was taken online for an order that is neither paid nor over. */
  | "captured_and_not_paid"
  | "captured_not_the_total"
  /** Cancelled, and money has not been refunded. */
  | "cancelled_and_kept"
  | "given_back_too_much"
  | "captured_without_order";

/** Where an order's status and its money contradict each other; null where they agree. */
export function balanceFault(order: Pick<Order, "status" | "pay_mode" | "total_cents"> | null, balance: OrderBalance): BalanceFault | null {
  const { captured_cents: captured, kept_cents: kept } = balance;
  if (kept < 0) return "given_back_too_much";
  if (!order) return captured > 0 ? "captured_without_order" : null;
  switch (order.status) {
    case "CANCELLED":
      return kept > 0 ? "cancelled_and_kept" : null;
    case "PLACED":
      return order.pay_mode === "ONLINE" && captured > 0 ? "captured_and_not_paid" : null;
    case "PAID":
    case "IN_PROGRESS":
    case "READY":
      // At the counter an order may be paid at any time before it is handed over.
      return order.pay_mode === "ONLINE" ? unpaid(order.total_cents, captured) : null;
    case "COMPLETED":
      return unpaid(order.total_cents, captured);
  }
}

function unpaid(total: number, captured: number): BalanceFault | null {
  if (owedCents(total, captured) === 0) return null;
  return captured === 0 ? "paid_without_capture" : "captured_not_the_total";
}
