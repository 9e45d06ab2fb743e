/** A card PaymentMethod as the SDK types it. The number is never known here; the last four digits are the test card's. */
import type Stripe from "stripe";
import type { Card } from "../cards.ts";

export const EXPIRY = { exp_month: 12, exp_year: 2034 } as const;
export const NO_BILLING_DETAILS = { address: null, email: null, name: null, phone: null, tax_id: null } as const;

export function buildPaymentMethod(id: string, created: number, card: Card): Stripe.PaymentMethod {
  return {
    id,
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: { ...NO_BILLING_DETAILS },
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: card.brand,
      ...EXPIRY,
      fingerprint: `sandbox${card.last4}`,
      funding: "credit",
      generated_from: null,
      last4: card.last4,
      networks: { available: [card.brand], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: "card",
  } satisfies Stripe.PaymentMethod;
}
