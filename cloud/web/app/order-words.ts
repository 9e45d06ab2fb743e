/** Where an order stands, in a customer's words. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { OrderStatus } from "@crema/shared/domain/order/order";

const STATUS_WORDS: Readonly<Record<Exclude<OrderStatus, "PLACED" | "PAID">, string>> = {
  IN_PROGRESS: "Being made",
  READY: "Ready to pick up",
  COMPLETED: "Picked up",
  CANCELLED: "Cancelled",
};

export function headline(order: OrderResponse): string {
  if (order.status === "PAID") return order.pay_mode === "ONLINE" ? "Paid online, accepted by the store" : "Paid at the store";
  if (order.status !== "PLACED") return STATUS_WORDS[order.status];
  switch (order.handoff) {
    case "AWAITING_PAYMENT":
      return "Waiting for your payment";
    case "HELD":
      return "Placed for later";
    case "OFFERED":
      return "Sent to the store";
    case "ACCEPTED":
      return order.pay_mode === "ONLINE" ? "Accepted; your card is being charged" : "Accepted by the store";
    default:
      return "Accepted by the store";
  }
}

/** An order that waits for its payment is not placed: no store has heard of it. */
export const isPlaced = (order: OrderResponse): boolean => order.handoff !== "AWAITING_PAYMENT";

/** Something was paid, or there was nothing to pay. */
export const hasReceipt = (order: OrderResponse): boolean => order.paid_cents > 0 || order.status === "COMPLETED";

/** Why a cancelled order was cancelled, and what that means for the customer. */
export function whyCancelled(order: Extract<OrderResponse, { status: "CANCELLED" }>): string {
  switch (order.cancel_cause) {
    case "CUSTOMER":
      return "You cancelled it.";
    case "STAFF":
      // As the mail says it: what staff wrote down is the store's own.
      return "The store cancelled it: it cannot make it.";
    case "OPERATOR":
      return "It was cancelled for you.";
    case "DECLINED":
      return order.cancel_reason ? `The store could not take it: ${order.cancel_reason}.` : "The store could not take it.";
    case "NO_ANSWER":
      return `${order.cancel_reason ?? "The store did not answer in time."} It is not making it: order again, or ask at the counter.`;
    case "NO_SHOW":
      return "It was not picked up.";
    case "CAPTURE_FAILED":
      return "Your bank refused the charge, so the store is not making it. Order again with another card, or pay at the store.";
    case "EXPIRED":
      return order.cancel_reason ?? "It was not paid in time.";
  }
}

/** What became of the money of an online order; null where there is nothing to say. */
export function moneyBack(order: OrderResponse): string | null {
  switch (order.refund_state) {
    case "PENDING":
      return "Your refund is on its way.";
    case "PARTIAL":
      return "A part has been refunded.";
    case "FULL":
      return "Refunded in full. Your bank may take a few days to show it.";
    case "FAILED":
      return "The refund did not go through. We have been told and look into it; you need do nothing.";
    case "NONE":
      return order.status === "CANCELLED" && order.pay_mode === "ONLINE" && order.paid_cents === 0 ? "Your card was not charged." : null;
  }
}
