/**
 * The end of a hold: captured in whole or in part, cancelled, refused by the bank, or expired. A capture that comes
 * after the hold expired finds a cancelled intent, whenever the sweep ran.
 */

import { type Call, decidingCard, seconds } from "./call.ts";
import { digitsFault } from "./currencies.ts";
import { openDispute } from "./disputes.ts";
import { emit } from "./events.ts";
import type { Params } from "./params.ts";
import { letGo } from "./payment.ts";
import { invalidParam, noSuch, ok, refuse, type SandboxResult, unexpectedState } from "./results.ts";
import type { Row } from "./store.ts";

const CANCELLABLE = ["requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing"];

export function captureIntent(call: Call, params: Params, id: string): SandboxResult {
  const row = call.store.find(call.account, "payment_intent", id);
  if (!row) return noSuch("payment_intent", id);
  const amount = params.whole("amount_to_capture", { min: 1 }) ?? row.body.amount_capturable;
  const metadata = params.metadata(row.body.metadata);
  params.flag("final_capture");
  const fault = params.fault();
  if (fault) return fault;
  const charge = chargeOf(call, row);
  if (row.body.status !== "requires_capture" || !charge) {
    return unexpectedState(
      row.body,
      `This PaymentIntent could not be captured because it has a status of ${row.body.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
    );
  }
  const unfit = digitsFault(amount, row.body.currency, "amount_to_capture");
  if (unfit) return unfit;
  if (amount > row.body.amount_capturable) {
    return refuse(400, {
      type: "invalid_request_error",
      code: "amount_too_large",
      param: "amount_to_capture",
      message: `The requested capture amount is greater than the capturable amount of ${row.body.amount_capturable}.`,
      payment_intent: row.body,
    });
  }
  const { card } = decidingCard(call, charge.facts.card);
  if (card.captureRefused)
    return refuse(402, { type: "card_error", charge: charge.body.id, ...card.captureRefused, payment_intent: row.body });
  return capture(call, row, charge, amount, metadata);
}

function capture(
  call: Call,
  row: Row<"payment_intent">,
  held: Row<"charge">,
  amount: number,
  metadata: Record<string, string>,
): SandboxResult {
  const rest = held.body.amount - amount;
  let charge = call.store.update(
    held,
    { captured: true, amount_captured: amount, balance_transaction: call.newId("txn") },
    { dueAt: null },
  );
  if (rest > 0) charge = letGo(call, charge, rest, null);
  emit(call, "charge.captured", charge.body, { ...row.facts, before: held.body });
  const intent = call.store.update(row, { status: "succeeded", amount_received: amount, amount_capturable: 0, metadata });
  emit(call, "payment_intent.succeeded", intent.body, row.facts);
  const { card } = decidingCard(call, charge.facts.card);
  if (card.dispute) openDispute(call, charge, amount, card.dispute);
  return ok(intent.body);
}

export function cancelIntent(call: Call, params: Params, id: string): SandboxResult {
  const row = call.store.find(call.account, "payment_intent", id);
  if (!row) return noSuch("payment_intent", id);
  const reason = params.text("cancellation_reason");
  if (reason !== null && !["duplicate", "fraudulent", "requested_by_customer", "abandoned"].includes(reason)) {
    params.fail(invalidParam("cancellation_reason", "parameter_invalid_string", `Invalid cancellation_reason: ${reason}`));
  }
  const fault = params.fault();
  if (fault) return fault;
  if (!CANCELLABLE.includes(row.body.status)) {
    return unexpectedState(
      row.body,
      `You cannot cancel this PaymentIntent because it has a status of ${row.body.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELLABLE.join(", ")}.`,
    );
  }
  const charge = row.body.status === "requires_capture" ? chargeOf(call, row) : undefined;
  if (charge) {
    const released = letGo(call, charge, charge.body.amount, null);
    emit(call, "charge.refunded", released.body, { ...row.facts, before: charge.body });
  }
  return ok(cancelled(call, row, reason).body);
}

/** The bank has let the hold go. The charge's intent is cancelled by itself. */
export function expireHold(call: Call, charge: Row<"charge">): void {
  const released = letGo(call, charge, charge.body.amount, "expired_uncaptured_charge");
  const intent = call.store.find(call.account, "payment_intent", String(charge.body.payment_intent));
  emit(call, "charge.expired", released.body, { ...intent?.facts, before: charge.body });
  if (intent) cancelled(call, intent, "automatic");
}

function cancelled(call: Call, row: Row<"payment_intent">, reason: string | null): Row<"payment_intent"> {
  const intent = call.store.update(row, {
    status: "canceled",
    canceled_at: seconds(call),
    cancellation_reason: reason,
    amount_capturable: 0,
    next_action: null,
  });
  emit(call, "payment_intent.canceled", intent.body, row.facts);
  return intent;
}

function chargeOf(call: Call, intent: Row<"payment_intent">): Row<"charge"> | undefined {
  const id = intent.body.latest_charge;
  return typeof id === "string" ? call.store.find(call.account, "charge", id) : undefined;
}
