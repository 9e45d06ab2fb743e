/** A Refund as the SDK types it. Without a balance transaction it moved no money: it is the rest of a hold that was let go. */
import type Stripe from "stripe";

export interface NewRefund {
  readonly id: string;
  readonly created: number;
  readonly charge: Stripe.Charge;
  readonly amount: number;
  readonly status: "succeeded" | "pending";
  readonly reason: Stripe.Refund.Reason | null;
  readonly metadata: Record<string, string>;
  readonly transaction: string | null;
}

export function buildRefund(given: NewRefund): Stripe.Refund {
  return {
    id: given.id,
    object: "refund",
    amount: given.amount,
    balance_transaction: given.transaction,
    charge: given.charge.id,
    created: given.created,
    currency: given.charge.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      type: "card",
      card: {
        reference_status: "pending",
        reference_type: "acquirer_reference_number",
        type: given.transaction === null ? "reversal" : "refund",
      },
    },
    metadata: given.metadata,
    payment_intent: typeof given.charge.payment_intent === "string" ? given.charge.payment_intent : null,
    payment_method: given.charge.payment_method,
    ...(given.status === "pending" ? { pending_reason: "processing" as const } : {}),
    reason: given.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: given.status,
    transfer_reversal: null,
  } satisfies Stripe.Refund;
}
