/** Where an order stands, in a customer's words. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { Words } from "@crema/ui/words/words.ts";

const BY_STATUS = {
  IN_PROGRESS: "order.head.in_progress",
  READY: "order.head.ready",
  COMPLETED: "order.head.completed",
  CANCELLED: "order.head.cancelled",
} as const;

export function headline(order: OrderResponse, t: Words): string {
  const isOnline = order.pay_mode === "ONLINE";
  if (order.status === "PAID") return isOnline ? t("order.head.paid_online") : t("order.head.paid_at_store");
  if (order.status !== "PLACED") return t(BY_STATUS[order.status]);
  switch (order.handoff) {
    case "AWAITING_PAYMENT":
      return t("order.head.awaiting_payment");
    case "HELD":
      return t("order.head.held");
    case "OFFERED":
      return t("order.head.offered");
    case "ACCEPTED":
      return isOnline ? t("order.head.charging") : t("order.head.accepted");
    default:
      return t("order.head.accepted");
  }
}

/** What happens with it now, in a sentence; null: that it is cancelled says why instead. `promised`: the time for which it is wanted. */
export function happensNow(order: OrderResponse, promised: string, t: Words): string | null {
  switch (order.status) {
    case "CANCELLED":
      return null;
    case "IN_PROGRESS":
      return t("order.now.in_progress");
    case "READY":
      return t("order.now.ready");
    case "COMPLETED":
      return t("order.now.completed");
    default:
      if (order.handoff === "AWAITING_PAYMENT") return t("order.now.awaiting_payment");
      if (order.handoff === "HELD") return t("order.now.held", { time: promised });
      return order.handoff === "OFFERED" ? t("order.now.offered") : t("order.now.accepted");
  }
}

/** An order that waits for its payment is not placed: no store has heard of it. */
export const isPlaced = (order: OrderResponse): boolean => order.handoff !== "AWAITING_PAYMENT";

/** Neither picked up nor cancelled. */
export const isOpenOrder = ({ status }: Pick<OrderResponse, "status">): boolean => status !== "CANCELLED" && status !== "COMPLETED";

/** It is still to become ready. */
export const isWaitedFor = ({ status }: Pick<OrderResponse, "status">): boolean =>
  status === "PLACED" || status === "PAID" || status === "IN_PROGRESS";

/** Something was paid, or there was nothing to pay. */
export const hasReceipt = (order: OrderResponse): boolean => order.paid_cents > 0 || order.status === "COMPLETED";

/** Why a cancelled order was cancelled, and what that means for the customer. */
export function whyCancelled(order: Extract<OrderResponse, { status: "CANCELLED" }>, t: Words): string {
  switch (order.cancel_cause) {
    case "CUSTOMER":
      return t("order.cancelled.customer");
    case "STAFF":
      // As the mail says it: what staff wrote down is the store's own.
      return t("order.cancelled.staff");
    case "OPERATOR":
      return t("order.cancelled.operator");
    case "DECLINED":
      return order.cancel_reason
        ? t("order.cancelled.declined_why", { reason: order.cancel_reason.replace(/\.$/, "") })
        : t("order.cancelled.declined");
    case "NO_ANSWER":
      return t("order.cancelled.no_answer");
    case "NO_SHOW":
      return t("order.cancelled.no_show");
    case "CAPTURE_FAILED":
      return t("order.cancelled.capture_failed");
    case "EXPIRED":
      return t("order.cancelled.expired");
  }
}

/** What became of the money of an online order; null where there is nothing to say. */
export function moneyBack(order: OrderResponse, t: Words): string | null {
  switch (order.refund_state) {
    case "PENDING":
      return t("order.refund.pending");
    case "PARTIAL":
      return t("order.refund.partial");
    case "FULL":
      return t("order.refund.full");
    case "FAILED":
      return t("order.refund.failed");
    case "NONE":
      return order.status === "CANCELLED" && order.pay_mode === "ONLINE" && order.paid_cents === 0 ? t("order.refund.not_charged") : null;
  }
}
