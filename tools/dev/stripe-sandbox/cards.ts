/**
 * The test cards: a payment method's id decides how everything that it pays for goes. The `pm_card_…` ones are Stripe's
 * own and behave as its testing page says; the `pm_sandbox_…` ones are ours, for faults that Stripe's test mode cannot
 * show. A card's fault belongs to one step, so that an order can get as far as the step that is to fail.
 */
import type { Outcome } from "./outcomes.ts";

export type Step = "authorize" | "capture" | "cancel" | "refund";

export interface Decline {
  readonly code: string;
  readonly decline_code?: string;
  readonly message: string;
}

export interface Card {
  readonly brand: "visa" | "mastercard" | "amex";
  readonly last4: string;
  readonly decline?: Decline;
  /** 3-D Secure first. */
  readonly challenge?: boolean;
  readonly captureRefused?: Decline;
  /** The hold lasts only the sandbox's `shortHoldMs`. */
  readonly shortHold?: boolean;
  readonly refund?: "succeeds_then_fails" | "pending_then_succeeds" | "pending_then_fails" | "refused";
  /** A dispute is opened as soon as it is captured. */
  readonly dispute?: string;
  /** Its webhooks are never sent; its events are listed as ever. */
  readonly silent?: boolean;
  readonly faults?: Partial<Record<Step, Outcome>>;
}

const visa = (last4: string, more: Omit<Card, "brand" | "last4"> = {}): Card => ({ brand: "visa", last4, ...more });
const declined = (last4: string, code: string, decline_code: string | null, message: string): Card =>
  visa(last4, { decline: { code, message, ...(decline_code ? { decline_code } : {}) } });

const DECLINED = "Your card was declined.";
const INSUFFICIENT: Decline = { code: "card_declined", decline_code: "insufficient_funds", message: "Your card has insufficient funds." };

const STRIPES: Record<string, Card> = {
  pm_card_visa: visa("4242"),
  pm_card_visa_debit: visa("5556"),
  pm_card_mastercard: { brand: "mastercard", last4: "4444" },
  pm_card_amex: { brand: "amex", last4: "0005" },
  pm_card_chargeDeclined: declined("0002", "card_declined", "generic_decline", DECLINED),
  pm_card_chargeDeclinedInsufficientFunds: visa("9995", { decline: INSUFFICIENT }),
  pm_card_chargeDeclinedLostCard: declined("9987", "card_declined", "lost_card", DECLINED),
  pm_card_chargeDeclinedStolenCard: declined("9979", "card_declined", "stolen_card", DECLINED),
  pm_card_chargeDeclinedExpiredCard: declined("0069", "expired_card", null, "Your card has expired."),
  pm_card_chargeDeclinedIncorrectCvc: declined("0127", "incorrect_cvc", null, "Your card's security code is incorrect."),
  pm_card_chargeDeclinedProcessingError: declined(
    "0119",
    "processing_error",
    null,
    "An error occurred while processing your card. Try again in a little bit.",
  ),
  pm_card_authenticationRequired: visa("3184", { challenge: true }),
  pm_card_threeDSecure2Required: visa("3220", { challenge: true }),
  pm_card_authenticationRequiredChargeDeclinedInsufficientFunds: visa("8260", { challenge: true, decline: INSUFFICIENT }),
  pm_card_refundFail: visa("5126", { refund: "succeeds_then_fails" }),
  pm_card_pendingRefund: visa("7726", { refund: "pending_then_succeeds" }),
  pm_card_createDispute: visa("0259", { dispute: "fraudulent" }),
};

const OURS: Record<string, Card> = {
  pm_sandbox_webhookNeverSent: visa("1001", { silent: true }),
  pm_sandbox_captureRefused: visa("1002", { captureRefused: { code: "card_declined", decline_code: "do_not_honor", message: DECLINED } }),
  pm_sandbox_holdExpires: visa("1003", { shortHold: true }),
  pm_sandbox_refundPendingThenFails: visa("1004", { refund: "pending_then_fails" }),
  pm_sandbox_refundRefused: visa("1005", { refund: "refused" }),
};

const FAULTY_STEPS: Record<string, Step> = { confirm: "authorize", capture: "capture", cancel: "cancel", refund: "refund" };
const FAULTS: Record<string, Outcome> = {
  AnswersLate: "late_answer",
  DoneLate: "late_work",
  Error500After: "error_500_after",
  Error500Before: "error_500_before",
  GatewayAfter: "bad_gateway_after",
  CutAfter: "cut_after",
};

/** pm_sandbox_captureError500After and its like: every step with every fault. */
function faulty(): Record<string, Card> {
  const cards: Record<string, Card> = {};
  for (const [word, step] of Object.entries(FAULTY_STEPS)) {
    for (const [fault, outcome] of Object.entries(FAULTS))
      cards[`pm_sandbox_${word}${fault}`] = visa("1500", { faults: { [step]: outcome } });
  }
  return cards;
}

export const CARDS: Readonly<Record<string, Card>> = { ...STRIPES, ...OURS, ...faulty() };

/** The table's name of a card; Stripe writes its declining ones with and without the brand. */
export function cardNamed(id: string): string | null {
  const plain = id.replace(/^pm_card_visa_(?=chargeDeclined)/, "pm_card_");
  return Object.hasOwn(CARDS, plain) ? plain : null;
}

/** Throws on a name that `cardNamed` did not give. */
export function cardOf(name: string | undefined): Card {
  const card = name === undefined ? undefined : CARDS[name];
  if (!card) throw new Error(`no test card ${name}`);
  return card;
}
