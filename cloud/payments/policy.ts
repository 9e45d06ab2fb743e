/**
 * The payment policy: what an order's state asks of its online payment. Pure: a function of the order and its money alone. The order's
 * part of it is `nextPaymentStep` in the domain; it is carried out by operations/apply-policy.ts.
 */
import type { Order } from "@crema/shared/domain/order/order";
import { nextPaymentStep, type OnlineRefund, type PaymentStep } from "@crema/shared/domain/payment/next-step";
import type { Payment } from "@crema/shared/domain/payment/payment";

/** Paid, and not yet before the store: it has to be open at the time for which the order is wanted. */
export function isToBeOffered(order: Order, payment: Payment): boolean {
  return order.handoff === "AWAITING_PAYMENT" && (payment.status === "AUTHORIZED" || payment.status === "CAPTURED");
}

/** What the store's profile says of the time for which a paid order is wanted. */
export type WantedThen =
  /** Now, or soon: the store is to begin. */
  | "NOW"
  | "LATER"
  /** The time for which it was wanted has passed. */
  | "OVER"
  /** The store is not open then. */
  | "CLOSED"
  /** The store opens when the card is no longer held. */
  | "AFTER_THE_HOLD";

const withdrawal = (reason: string) => ({ step: "withdraw", cause: "EXPIRED", reason }) as const satisfies PaymentStep;
const INSTEAD: Readonly<Record<WantedThen, PaymentStep | null>> = {
  NOW: null,
  LATER: { step: "hold" },
  OVER: withdrawal("Its time had passed when the payment was made."),
  CLOSED: withdrawal("The store had closed when the payment was made."),
  AFTER_THE_HOLD: withdrawal("The card cannot be held until the store opens again."),
};

/** Accepted before its time, and known here long after: in the ordinary course the offer would have ended. */
const ACCEPTED_TOO_LATE = withdrawal("Its time had passed when the store's answer came.");

/** The first step that is due, null when none is. */
export function planPaymentStep(order: Order, payment: Payment, refunds: readonly OnlineRefund[], wanted: WantedThen): PaymentStep | null {
  const due = nextPaymentStep(order, payment, refunds);
  if (due?.step === "capture" && wanted === "OVER") return ACCEPTED_TOO_LATE;
  return due?.step === "offer" ? (INSTEAD[wanted] ?? due) : due;
}

export interface Closing {
  readonly kind: "CAPTURE" | "RELEASE" | "REFUND";
  readonly refundId: string | null;
  readonly state: "DONE" | "REFUSED" | "DROPPED";
}

/**
 * The operations that the state no longer asks for, as far as they are open: not begun, and not tried again. What one of them has
 * done all the same is found by reading.
 */
export function operationsToClose(
  order: Order,
  { status }: Payment,
  refunds: readonly OnlineRefund[],
): { closings: Closing[]; captureIsOver: boolean } {
  const isOpen = order.status === "PLACED" && order.authority === "cloud";
  const closings: Closing[] = [];
  const close = (kind: Closing["kind"], state: Closing["state"], refundId: string | null = null) =>
    closings.push({ kind, refundId, state });
  if (status === "CAPTURED") close("CAPTURE", "DONE");
  else if (!isOpen) close("CAPTURE", "DROPPED");
  // An expiry that came too late: the customer has paid meanwhile.
  if (isOpen && status === "AUTHORIZED") close("RELEASE", "DROPPED");
  if (status === "CANCELLED" || status === "CAPTURED") close("RELEASE", "DONE");
  for (const refund of refunds) {
    if (refund.status !== "PENDING") close("REFUND", refund.status === "FAILED" ? "REFUSED" : "DONE", refund.refund_id);
  }
  return { closings, captureIsOver: !isOpen || status === "CAPTURED" };
}
