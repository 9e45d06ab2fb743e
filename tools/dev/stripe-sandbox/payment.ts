/**
 * What a card does to an intent: authorize, decline, challenge, release. Pitfall: a decline responds with 402 and still
 * changes the books (failed charge, last error, events), so nothing is rolled back.
 */
import type Stripe from "stripe";
import { type Call, decidingCard, seconds } from "./call.ts";
import type { Card, Decline } from "./cards.ts";
import { openDispute } from "./disputes.ts";
import { emit } from "./events.ts";
import { buildCharge } from "./objects/charge.ts";
import { buildPaymentMethod } from "./objects/payment-method.ts";
import { buildRefund } from "./objects/refund.ts";
import { type ErrorBody, ok, refuse, type SandboxResult } from "./results.ts";
import type { Row } from "./store.ts";

type Intent = Row<"payment_intent">;
type Charge = Row<"charge">;

/** The intent has its payment method; the customer pays, or has to prove who they are first. */
export function pay(call: Call, intent: Intent): SandboxResult {
  const { name, card } = decidingCard(call, intent.facts.card);
  const row = call.store.update(intent, {}, { facts: { ...intent.facts, card: name, silent: card.silent ?? false } });
  return card.challenge ? challenge(call, row) : authorize(call, row, card, false);
}

function challenge(call: Call, intent: Intent): SandboxResult {
  const url = `${call.settings.publicUrl()}/_3ds/${intent.body.id}?client_secret=${intent.body.client_secret}`;
  const returnUrl = intent.facts.return_url ?? null;
  const row = call.store.update(intent, {
    status: "requires_action",
    last_payment_error: null,
    next_action: returnUrl
      ? { type: "redirect_to_url", redirect_to_url: { url, return_url: returnUrl } }
      : { type: "use_stripe_sdk", use_stripe_sdk: { type: "three_d_secure_redirect", stripe_js: url } },
  });
  emit(call, "payment_intent.requires_action", row.body, row.facts);
  return ok(row.body);
}

/** The customer came back from their bank. */
export function finishChallenge(call: Call, intent: Intent, passed: boolean): SandboxResult {
  if (passed) return authorize(call, intent, decidingCard(call, intent.facts.card).card, true);
  const error: ErrorBody = {
    type: "invalid_request_error",
    code: "payment_intent_authentication_failure",
    message:
      "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.",
  };
  const row = refundCustomer(call, intent, error, null);
  return ok(row.body);
}

function authorize(call: Call, intent: Intent, card: Card, authenticated: boolean): SandboxResult {
  const manual = intent.body.capture_method === "manual";
  const expires = manual ? call.now + (card.shortHold ? call.settings.shortHoldMs : call.settings.holdMs) : null;
  const row = call.store.insert({
    kind: "charge",
    account: call.account,
    facts: { ...(intent.facts.card ? { card: intent.facts.card } : {}), silent: intent.facts.silent ?? false },
    dueAt: card.decline ? null : expires,
    body: buildCharge({
      id: call.newId("ch"),
      created: seconds(call),
      intent: intent.body,
      paymentMethod: String(intent.body.payment_method),
      card,
      authenticated,
      state: card.decline
        ? null
        : { captured: !manual, transaction: manual ? null : call.newId("txn"), captureBefore: expires && Math.floor(expires / 1000) },
      decline: card.decline ?? null,
      receiptUrl: `${call.settings.publicUrl()}/_receipts/${intent.body.id}`,
    }),
  });
  return card.decline ? declined(call, intent, row, card.decline) : manual ? held(call, intent, row) : taken(call, intent, row, card);
}

function declined(call: Call, intent: Intent, charge: Charge, decline: Decline): SandboxResult {
  emit(call, "charge.failed", charge.body, intent.facts);
  const error: ErrorBody = { type: "card_error", charge: charge.body.id, ...decline };
  const row = refundCustomer(call, intent, error, charge.body.id);
  return refuse(402, { ...error, payment_intent: row.body, ...paymentMethod(call, intent) });
}

/** Needs another payment method. */
function refundCustomer(call: Call, intent: Intent, error: ErrorBody, charge: string | null): Intent {
  const row = call.store.update(intent, {
    status: "requires_payment_method",
    payment_method: null,
    next_action: null,
    latest_charge: charge ?? intent.body.latest_charge,
    last_payment_error: { ...error, ...paymentMethod(call, intent) },
  });
  emit(call, "payment_intent.payment_failed", row.body, row.facts);
  return row;
}

function paymentMethod(call: Call, intent: Intent): { payment_method?: Stripe.PaymentMethod } {
  const found = call.store.find(call.account, "payment_method", String(intent.body.payment_method));
  return found ? { payment_method: found.body } : {};
}

function held(call: Call, intent: Intent, charge: Charge): SandboxResult {
  emit(call, "charge.succeeded", charge.body, intent.facts);
  const row = call.store.update(intent, {
    status: "requires_capture",
    amount_capturable: intent.body.amount,
    latest_charge: charge.body.id,
    last_payment_error: null,
    next_action: null,
  });
  emit(call, "payment_intent.amount_capturable_updated", row.body, row.facts);
  return ok(row.body);
}

function taken(call: Call, intent: Intent, charge: Charge, card: Card): SandboxResult {
  emit(call, "charge.succeeded", charge.body, intent.facts);
  const row = call.store.update(intent, {
    status: "succeeded",
    amount_received: intent.body.amount,
    latest_charge: charge.body.id,
    last_payment_error: null,
    next_action: null,
  });
  emit(call, "payment_intent.succeeded", row.body, row.facts);
  if (card.dispute) openDispute(call, charge, charge.body.amount_captured, card.dispute);
  return ok(row.body);
}

/**
 * Releases what of a hold was not captured. Stripe books it as a refund of the charge, with its own Refund object and in
 * `amount_refunded`, although no money moved: whoever sums refunds has to tell the two apart.
 */
export function letGo(call: Call, charge: Charge, amount: number, reason: Stripe.Refund.Reason | null): Charge {
  const refund = buildRefund({
    id: call.newId("re"),
    created: seconds(call),
    charge: charge.body,
    amount,
    status: "succeeded",
    reason,
    metadata: {},
    transaction: null,
  });
  call.store.insert({ kind: "refund", account: call.account, body: refund, facts: { releases_hold: true }, dueAt: null });
  const refunded = charge.body.amount_refunded + amount;
  return call.store.update(charge, { amount_refunded: refunded, refunded: refunded === charge.body.amount }, { dueAt: null });
}

/** The customer's card as a PaymentMethod of this account. */
export function attach(call: Call, cardName: string, card: Card): Stripe.PaymentMethod {
  const body = buildPaymentMethod(call.newId("pm"), seconds(call), card);
  call.store.insert({ kind: "payment_method", account: call.account, body, facts: { card: cardName }, dueAt: null });
  return body;
}
