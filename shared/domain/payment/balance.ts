/**
 * An order's balance. It is not stored; it is computed from the payments and refunds, which are facts.
 * A refund counts from the moment it was requested, and only a failed one does not count.
 */
import { cents, sumCents } from "../kernel/money.ts";
import type { Order } from "../order/order.ts";
import { correctedCents, givenBackCents, isCorrection, owedCents, paidCents } from "./owed.ts";
import type { Payment, Refund } from "./payment.ts";

export interface OrderBalance {
  /** Without corrected tenders and their corrections. */
  readonly captured_cents: number;
  readonly refunded_cents: number;
  /** Requested, and neither succeeded nor failed yet. */
  readonly pending_cents: number;
  /** Of those, what corrects an amended order. */
  readonly correcting_cents: number;
  /** What the store keeps: captured, less what was or is being refunded. Tips are not included. */
  readonly kept_cents: number;
  readonly captured_tips_cents: number;
  readonly kept_tips_cents: number;
}

export function balanceOf(payments: readonly Payment[], refunds: readonly Refund[]): OrderBalance {
  const captured = paidCents(payments, refunds);
  const given = refunds.filter((each) => each.kind === "GIVEN_BACK");
  const correcting = sumCents(refunds.filter((each) => each.status === "PENDING").map(correctedCents));
  const back = (status: Refund["status"]) => sumCents(given.filter((each) => each.status === status).map(givenBackCents));
  const [refunded, pending] = [back("SUCCEEDED"), back("PENDING") + correcting];
  const taken = payments.filter((each) => each.status === "CAPTURED").map((each) => each.tip_cents);
  const corrected = refunds.filter(isCorrection).map((each) => each.tip_cents);
  const tips = sumCents(taken) - sumCents(corrected);
  const tipsBack = sumCents(given.filter((each) => each.status !== "FAILED").map((each) => each.tip_cents));
  return {
    captured_cents: captured,
    refunded_cents: refunded,
    pending_cents: cents(pending),
    correcting_cents: correcting,
    kept_cents: captured - refunded - pending,
    captured_tips_cents: tips,
    kept_tips_cents: tips - tipsBack,
  };
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
export function balanceFault(order: OrderOfBalance | null, balance: OrderBalance): BalanceFault | null {
  const { captured_cents: captured, kept_cents: kept, kept_tips_cents: tips } = balance;
  // What is refunded at the provider is split by us, and may have taken of one part what a failed refund brings back to the other.
  if ((order?.pay_mode === "ONLINE" ? kept + tips : Math.min(kept, tips)) < 0) return "given_back_too_much";
  if (!order) return captured > 0 ? "captured_without_order" : null;
  switch (order.status) {
    case "CANCELLED":
      return kept + tips > 0 ? "cancelled_and_kept" : null;
    case "PLACED":
      return order.pay_mode === "ONLINE" && captured > 0 ? "captured_and_not_paid" : null;
    case "PAID":
    case "IN_PROGRESS":
    case "READY":
      // At the counter an order may be paid at any time before it is handed over.
      return order.pay_mode === "ONLINE" ? unpaid(order, balance) : null;
    case "COMPLETED":
      return unpaid(order, balance);
  }
}

type OrderOfBalance = Pick<Order, "status" | "pay_mode" | "total_cents" | "tip_cents">;

function unpaid({ pay_mode, total_cents, tip_cents }: OrderOfBalance, balance: OrderBalance): BalanceFault | null {
  const { captured_cents: captured, correcting_cents: correcting, kept_cents: kept, captured_tips_cents: tips } = balance;
  const owed = owedCents(total_cents, captured - correcting);
  // What was paid above a total that has fallen, and a person had given back by then, is not given back once more.
  const isRefunded = pay_mode === "ONLINE" && owed < 0 && kept <= total_cents;
  if ((owed === 0 || isRefunded) && (pay_mode !== "ONLINE" || tips === tip_cents)) return null;
  return captured === 0 ? "paid_without_capture" : "captured_not_the_total";
}
