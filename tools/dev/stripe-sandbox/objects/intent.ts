/** A PaymentIntent as the SDK types it, fresh from `create`. */
import type Stripe from "stripe";

export interface NewIntent {
  readonly id: string;
  readonly secret: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly captureMethod: Stripe.PaymentIntent.CaptureMethod;
  readonly confirmationMethod: Stripe.PaymentIntent.ConfirmationMethod;
  /** null: named payment method types instead. */
  readonly automatic: Stripe.PaymentIntent.AutomaticPaymentMethods | null;
  readonly metadata: Record<string, string>;
  readonly description: string | null;
  readonly receiptEmail: string | null;
  readonly statementDescriptor: string | null;
  readonly statementDescriptorSuffix: string | null;
  readonly transferGroup: string | null;
}

export function buildIntent(given: NewIntent): Stripe.PaymentIntent {
  return {
    id: given.id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount: given.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: given.automatic,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: given.captureMethod,
    client_secret: `${given.id}_secret_${given.secret}`,
    confirmation_method: given.confirmationMethod,
    created: given.created,
    currency: given.currency,
    customer: null,
    customer_account: null,
    description: given.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: given.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" },
    },
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: given.receiptEmail,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: given.statementDescriptor,
    statement_descriptor_suffix: given.statementDescriptorSuffix,
    status: "requires_payment_method",
    transfer_data: null,
    transfer_group: given.transferGroup,
  } satisfies Stripe.PaymentIntent;
}
