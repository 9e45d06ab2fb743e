/** What Stripe's fraud tools and account owners do by themselves: warnings of banks, reviews, and access that is taken away. */
import type Stripe from "stripe";
import { type Call, seconds } from "./call.ts";
import { queueDelivery } from "./deliveries.ts";
import { emit } from "./events.ts";
import type { Params } from "./params.ts";
import { noSuch, ok, type SandboxResult } from "./results.ts";
import type { Row } from "./store.ts";

const intentOf = (charge: Stripe.Charge): string | null => (typeof charge.payment_intent === "string" ? charge.payment_intent : null);

/** The card's bank believes that somebody else has paid. */
export function openWarning(call: Call, charge: Row<"charge">, fraudType: string): Row<"early_fraud_warning"> {
  const intent = intentOf(charge.body);
  const body: Stripe.Radar.EarlyFraudWarning = {
    id: call.newId("issfr"),
    object: "radar.early_fraud_warning",
    actionable: !charge.body.refunded && !charge.body.disputed,
    charge: charge.body.id,
    created: seconds(call),
    fraud_type: fraudType,
    livemode: false,
    ...(intent === null ? {} : { payment_intent: intent }),
  };
  const row = call.store.insert({ kind: "early_fraud_warning", account: call.account, body, facts: {}, dueAt: null });
  emit(call, "radar.early_fraud_warning.created", row.body, charge.facts);
  return row;
}

export function openReview(call: Call, charge: Row<"charge">): Row<"review"> {
  const intent = intentOf(charge.body);
  const body: Stripe.Review = {
    id: call.newId("prv"),
    object: "review",
    billing_zip: null,
    charge: charge.body.id,
    closed_reason: null,
    created: seconds(call),
    ip_address: null,
    ip_address_location: null,
    livemode: false,
    open: true,
    opened_reason: "rule",
    ...(intent === null ? {} : { payment_intent: intent }),
    reason: "rule",
    session: null,
  };
  const row = call.store.insert({ kind: "review", account: call.account, body, facts: {}, dueAt: null });
  emit(call, "review.opened", row.body, charge.facts);
  return row;
}

export function closeReview(call: Call, review: Row<"review">, reason: Stripe.Review.ClosedReason): void {
  const row = call.store.update(review, { open: false, closed_reason: reason, reason });
  emit(call, "review.closed", row.body, { before: review.body });
}

/** The setting that says so. */
export const deauthorized = (account: string): string => `deauthorized:${account}`;

/** The owner of a connected account takes the platform's access away: the event comes, and every call for the account is refused. */
export function deauthorize(call: Call): void {
  call.store.setSetting(deauthorized(call.account), 1);
  emit(call, "account.application.deauthorized", { id: "ca_sandbox", object: "application", name: "Crema" });
}

/** The owner lets the platform in again. */
export function connect(call: Call): void {
  call.store.setSetting(deauthorized(call.account), 0);
}

/** To every endpoint; not among the events that API v1 lists. */
export function sendThinEvent(call: Call, type: string, about: { id: string; type: string; url: string } | null): string {
  const body = {
    id: call.newId("evt"),
    object: "v2.core.event",
    type,
    livemode: false,
    created: new Date(call.now).toISOString(),
    related_object: about,
  } as const;
  call.store.insert({ kind: "thin_event", account: call.account, body, facts: {}, dueAt: null });
  for (const endpoint of call.settings.endpoints) queueDelivery(call.store, body.id, endpoint.url, call.sendingNow, null);
  return body.id;
}

export function updateCharge(call: Call, params: Params, id: string): SandboxResult {
  const row = call.store.find(call.account, "charge", id);
  if (!row) return noSuch("charge", id);
  const metadata = params.metadata(row.body.metadata);
  const description = params.text("description") ?? row.body.description;
  const fault = params.fault();
  if (fault) return fault;
  const next = call.store.update(row, { metadata, description });
  emit(call, "charge.updated", next.body, { ...row.facts, before: row.body });
  return ok(next.body);
}
