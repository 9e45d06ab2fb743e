/** A Charge as the SDK types it: authorized, captured, or failed. */
import type Stripe from "stripe";
import type { Card, Decline } from "../cards.ts";
import { EXPIRY, NO_BILLING_DETAILS } from "./payment-method.ts";

export interface NewCharge {
  readonly id: string;
  readonly created: number;
  readonly intent: Stripe.PaymentIntent;
  readonly paymentMethod: string;
  readonly card: Card;
  readonly authenticated: boolean;
  /** null: the charge failed with `decline`. */
  readonly state: { readonly captured: boolean; readonly transaction: string | null; readonly captureBefore: number | null } | null;
  readonly decline: Decline | null;
  readonly receiptUrl: string;
}

export function buildCharge(given: NewCharge): Stripe.Charge {
  const { intent, state, decline } = given;
  const captured = state?.captured ?? false;
  return {
    id: given.id,
    object: "charge",
    amount: intent.amount,
    amount_captured: captured ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: state?.transaction ?? null,
    billing_details: { ...NO_BILLING_DETAILS },
    calculated_statement_descriptor: "CREMA SANDBOX",
    captured,
    created: given.created,
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcome(decline),
    paid: state !== null,
    payment_intent: intent.id,
    payment_method: given.paymentMethod,
    payment_method_details: { type: "card", card: cardDetails(given) },
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: state === null ? null : given.receiptUrl,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: state === null ? "failed" : "succeeded",
    transfer_data: null,
    transfer_group: intent.transfer_group,
  } satisfies Stripe.Charge;
}

function outcome(decline: Decline | null): Stripe.Charge.Outcome {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: decline ? "05" : null,
    network_status: decline ? "declined_by_network" : "approved_by_network",
    reason: decline?.decline_code ?? decline?.code ?? null,
    risk_level: "normal",
    risk_score: 10,
    seller_message: decline ? "The bank did not return any further details with this decline." : "Payment complete.",
    type: decline ? "issuer_declined" : "authorized",
  };
}

function cardDetails({ card, intent, state, authenticated }: NewCharge): Stripe.Charge.PaymentMethodDetails.Card {
  return {
    amount_authorized: state === null ? null : intent.amount,
    authorization_code: state === null ? null : "123456",
    brand: card.brand,
    ...(state?.captureBefore == null ? {} : { capture_before: state.captureBefore }),
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
    country: "US",
    electronic_commerce_indicator: null,
    ...EXPIRY,
    extended_authorization: { status: "disabled" },
    fingerprint: `sandbox${card.last4}`,
    funding: "credit",
    incremental_authorization: { status: "unavailable" },
    installments: null,
    last4: card.last4,
    mandate: null,
    multicapture: { status: "unavailable" },
    network: card.brand,
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: { maximum_amount_capturable: intent.amount, status: "unavailable" },
    regulated_status: "unregulated",
    three_d_secure: authenticated ? AUTHENTICATED : null,
    transaction_link_id: null,
    wallet: null,
  };
}

const AUTHENTICATED: Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure = {
  authentication_flow: "challenge",
  electronic_commerce_indicator: "05",
  exemption_indicator: null,
  result: "authenticated",
  result_reason: null,
  transaction_id: null,
  version: "2.2.0",
};
