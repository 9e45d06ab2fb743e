/** Which events of the provider say something that we may not know, and what. Others are acknowledged, and nothing is kept of them. */
import type { PaymentStatus } from "@crema/shared/domain/payment/payment";

export type Tells =
  | Extract<PaymentStatus, "AUTHORIZED" | "CAPTURED" | "CANCELLED">
  | "refund"
  | "decline"
  | "dispute"
  | "fraud_warning"
  | "account";

export const HELD_EVENT = "payment_intent.amount_capturable_updated";

const TELLS: Readonly<Record<string, Tells>> = {
  [HELD_EVENT]: "AUTHORIZED",
  "payment_intent.succeeded": "CAPTURED",
  "payment_intent.canceled": "CANCELLED",
  "payment_intent.payment_failed": "decline",
  "charge.refunded": "refund",
  "refund.created": "refund",
  "refund.updated": "refund",
  "refund.failed": "refund",
  "charge.refund.updated": "refund",
  "charge.dispute.created": "dispute",
  "charge.dispute.updated": "dispute",
  "charge.dispute.closed": "dispute",
  "charge.dispute.funds_withdrawn": "dispute",
  "charge.dispute.funds_reinstated": "dispute",
  "radar.early_fraud_warning.created": "fraud_warning",
  "account.application.deauthorized": "account",
};

/** undefined: nothing that we would read. */
export const tellsOf = (type: string): Tells | undefined => (Object.hasOwn(TELLS, type) ? TELLS[type] : undefined);

/** The types that are listed when no webhook has delivered them. The provider takes 20 at most. */
export const TOLD_BY: readonly string[] = Object.keys(TELLS);

export const ACCESS_TOLD_BY = TOLD_BY.filter((type) => TELLS[type] === "account");

/** Our own captures and releases are known before their webhooks come: no call is spent on those. */
export function mayBeNews(tells: PaymentStatus, status: PaymentStatus): boolean {
  if (status === tells) return false;
  return !(tells === "AUTHORIZED" && status !== "REQUIRES_PAYMENT");
}
