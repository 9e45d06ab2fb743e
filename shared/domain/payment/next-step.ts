/**
 * The next step that an order's state requires of its online payment. Pure, and a function of the state alone: whoever
 * has changed an order or its money calls it under the order's lock, so no path can forget the payment.
 * M3: a cancelled order's capture is refunded automatically once; a second attempt is a person's decision.
 */
import type { Order } from "../order/order.ts";
import { leftOnline } from "./intent.ts";
import { allOf } from "./money-parts.ts";
import { overpaidOnline } from "./overpaid.ts";
import type { Payment, Refund } from "./payment.ts";

/** Why money is refunded through the provider. OVERTAKEN: no longer needed, because somebody else refunded it there. */
export type RefundCause = "CANCELLATION" | "AMENDMENT" | "REQUESTED" | "OVERTAKEN";
export type OnlineRefund = Refund & { readonly cause: RefundCause };

/** The refund as it stands in events and in the books; why it was asked for is the cloud's own knowledge. */
export function factOf({ cause: _cause, ...fact }: OnlineRefund): Refund {
  return fact;
}

export type PaymentStep =
  /** The card is authorized: put the order before the store. */
  | { readonly step: "offer" }
  /** The card is authorized, and the order wanted for later: keep it until its store is there. */
  | { readonly step: "hold" }
  /** M2: only once a store has accepted. */
  | { readonly step: "capture" }
  /** Accepted and captured in full: authority moves to the store. */
  | { readonly step: "confirm" }
  /** The order cannot be paid any more, or not in full: withdraw it. */
  | { readonly step: "withdraw"; readonly cause: "EXPIRED" | "CAPTURE_FAILED"; readonly reason: string }
  /** Cancelled before a capture: let the hold go. */
  | { readonly step: "release" }
  /** Cancelled after a capture. */
  | { readonly step: "refund"; readonly amount: number; readonly tip: number }
  /** The store has lowered what the order costs: once for each amendment. */
  | { readonly step: "correct"; readonly amount: number; readonly amendment: number };

/** The first thing that is due, null when nothing is. Ask again after having done it. */
export function nextPaymentStep(order: Order, payment: Payment, refunds: readonly OnlineRefund[]): PaymentStep | null {
  if (order.status === "CANCELLED") return afterTheEnd(payment, refunds);
  if (order.authority === "edge") return afterAmendment(order, payment, refunds);
  if (order.status !== "PLACED" || order.authority !== "cloud") return null;
  switch (payment.status) {
    case "REQUIRES_PAYMENT":
      return null;
    case "AUTHORIZED":
      if (order.handoff === "AWAITING_PAYMENT") return { step: "offer" };
      return order.handoff === "ACCEPTED" ? { step: "capture" } : null;
    case "CAPTURED":
      if (!isOfOrder(payment, order)) {
        return { step: "withdraw", cause: "CAPTURE_FAILED", reason: "The amount that was paid is not the order's." };
      }
      if (order.handoff === "AWAITING_PAYMENT") return { step: "offer" };
      return order.handoff === "ACCEPTED" ? { step: "confirm" } : null;
    case "FAILED":
      return { step: "withdraw", cause: "CAPTURE_FAILED", reason: "The bank did not let the payment through." };
    case "CANCELLED":
      return { step: "withdraw", cause: "EXPIRED", reason: "The payment was not made in time." };
  }
}

const isOfOrder = (payment: Payment, order: Order): boolean =>
  payment.amount_cents === order.total_cents && payment.tip_cents === order.tip_cents && payment.currency === order.currency;

function afterAmendment(order: Order, payment: Payment, refunds: readonly OnlineRefund[]): PaymentStep | null {
  const amount = overpaidOnline(order, payment, refunds);
  return amount > 0 ? { step: "correct", amount, amendment: order.amendments } : null;
}

function afterTheEnd(payment: Payment, refunds: readonly OnlineRefund[]): PaymentStep | null {
  switch (payment.status) {
    case "REQUIRES_PAYMENT":
    case "AUTHORIZED":
    case "FAILED":
      return { step: "release" };
    case "CAPTURED": {
      const left = allOf(leftOnline(payment, refunds));
      const isUnderWay = refunds.some((refund) => refund.cause === "CANCELLATION");
      return left && !isUnderWay ? { step: "refund", ...left } : null;
    }
    case "CANCELLED":
      return null;
  }
}
