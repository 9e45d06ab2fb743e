/**
 * PaymentIntents: create, update, confirm. When a `confirm` inside `create` is declined the response is an error, yet
 * the intent exists, with its id in the error.
 */
import type Stripe from "stripe";
import { type Call, seconds } from "./call.ts";
import { cardNamed, cardOf } from "./cards.ts";
import { chargeFault, currencyFault } from "./currencies.ts";
import { emit } from "./events.ts";
import { buildIntent } from "./objects/intent.ts";
import type { Params } from "./params.ts";
import { attach, pay } from "./payment.ts";
import { invalidParam, noSuch, ok, refuse, type SandboxResult, unexpectedState } from "./results.ts";
import type { Row } from "./store.ts";

const INERT = ["customer", "setup_future_usage", "payment_method_options", "radar_options", "shipping", "off_session", "use_stripe_sdk"];

export function createIntent(call: Call, params: Params): SandboxResult {
  const amount = params.whole("amount", { required: true, min: 1 }) ?? 0;
  const currency = params.text("currency", { required: true })?.toLowerCase() ?? "";
  const captureMethod = params.text("capture_method", { oneOf: ["automatic", "automatic_async", "manual"] }) ?? "automatic_async";
  const confirmationMethod = params.text("confirmation_method", { oneOf: ["automatic", "manual"] }) ?? "automatic";
  const types = [...params.list("allowed_payment_method_types"), ...params.list("payment_method_types")];
  const automatic = automaticMethods(params.hash("automatic_payment_methods"), types.length > 0);
  const confirm = params.flag("confirm");
  const errorOnAction = params.flag("error_on_requires_action");
  const way = payingWay(params);
  const fields = {
    metadata: params.metadata(),
    description: params.text("description"),
    receiptEmail: params.text("receipt_email"),
    statementDescriptor: params.text("statement_descriptor", { max: 22 }),
    statementDescriptorSuffix: params.text("statement_descriptor_suffix", { max: 22 }),
    transferGroup: params.text("transfer_group"),
  };
  params.ignore(...INERT);
  const unfit = (currency === "" ? null : currencyFault(currency)) ?? (amount > 0 ? chargeFault(amount, currency) : null);
  if (unfit) params.fail(unfit);
  if (types.some((type) => type !== "card")) {
    params.fail(invalidParam("allowed_payment_method_types", "parameter_invalid_string", "This sandbox knows cards only."));
  }
  if (fields.statementDescriptor !== null) {
    const message = "`statement_descriptor` is not supported for card charges. Use `statement_descriptor_suffix` instead.";
    params.fail(invalidParam("statement_descriptor", "payment_intent_invalid_parameter", message));
  }
  if (way.returnUrl !== null && !confirm) {
    params.fail(invalidParam("return_url", "parameter_unknown", "`return_url` can only be given together with `confirm=true`."));
  }
  const fault = params.fault();
  if (fault) return fault;
  const id = call.newId("pi");
  const body = buildIntent({
    id,
    secret: call.newId("").slice(1),
    created: seconds(call),
    amount,
    currency,
    captureMethod,
    confirmationMethod,
    automatic,
    ...fields,
  });
  const row = call.store.insert({ kind: "payment_intent", account: call.account, body, facts: {}, dueAt: null });
  emit(call, "payment_intent.created", row.body);
  return continueWith(call, row, way, confirm, errorOnAction);
}

export function updateIntent(call: Call, params: Params, id: string): SandboxResult {
  const row = call.store.find(call.account, "payment_intent", id);
  if (!row) return noSuch("payment_intent", id);
  const amount = params.whole("amount", { min: 1 });
  const way = payingWay(params);
  const patch = {
    metadata: params.metadata(row.body.metadata),
    description: params.text("description") ?? row.body.description,
    receipt_email: params.text("receipt_email") ?? row.body.receipt_email,
  };
  const unfit = amount === null ? null : chargeFault(amount, row.body.currency);
  if (unfit) params.fail(unfit);
  params.ignore(...INERT);
  const fault = params.fault();
  if (fault) return fault;
  const open = ["requires_payment_method", "requires_confirmation", "requires_action"].includes(row.body.status);
  if (!open && (amount !== null || way.paymentMethod !== null)) {
    return unexpectedState(row.body, `This PaymentIntent's amount could not be updated because it has a status of ${row.body.status}.`);
  }
  const next = call.store.update(row, { ...patch, ...(amount === null ? {} : { amount }) });
  return continueWith(call, next, way, false, false);
}

export function confirmIntent(call: Call, params: Params, id: string): SandboxResult {
  const row = call.store.find(call.account, "payment_intent", id);
  if (!row) return noSuch("payment_intent", id);
  const way = payingWay(params);
  const errorOnAction = params.flag("error_on_requires_action");
  params.text("receipt_email");
  params.ignore(...INERT, "client_secret", "capture_method", "payment_method_types");
  const fault = params.fault();
  if (fault) return fault;
  const { status } = row.body;
  if (!["requires_payment_method", "requires_confirmation", "requires_action"].includes(status)) {
    const why = status === "succeeded" ? "it has already succeeded after being previously confirmed" : `it has a status of ${status}`;
    return unexpectedState(row.body, `You cannot confirm this PaymentIntent because ${why}.`);
  }
  return continueWith(call, row, way, true, errorOnAction);
}

interface PayingWay {
  readonly paymentMethod: string | null;
  readonly returnUrl: string | null;
}

const payingWay = (params: Params): PayingWay => ({ paymentMethod: params.text("payment_method"), returnUrl: params.text("return_url") });

/** Attaches what the customer pays with, and confirms when asked to. */
function continueWith(call: Call, given: Row<"payment_intent">, way: PayingWay, confirm: boolean, errorOnAction: boolean): SandboxResult {
  let row = given;
  if (way.returnUrl !== null) row = call.store.update(row, {}, { facts: { return_url: way.returnUrl } });
  if (way.paymentMethod !== null) {
    const method = find(call, way.paymentMethod);
    if (!method) return noSuch("PaymentMethod", way.paymentMethod, "payment_method");
    row = call.store.update(
      row,
      { payment_method: method.id, status: "requires_confirmation", next_action: null },
      { facts: { card: method.card } },
    );
  }
  if (!confirm) return ok(row.body);
  if (row.body.payment_method === null) {
    return unexpectedState(row.body, "You cannot confirm this PaymentIntent because it's missing a payment method.");
  }
  if (
    row.body.automatic_payment_methods?.enabled &&
    row.body.automatic_payment_methods.allow_redirects !== "never" &&
    !row.facts.return_url
  ) {
    return refuse(400, {
      type: "invalid_request_error",
      message:
        "This PaymentIntent accepts payment methods that may redirect the customer, so you must provide a `return_url`, or set `automatic_payment_methods[allow_redirects]` to `never`.",
      payment_intent: row.body,
    });
  }
  const result = pay(call, row);
  const after = call.store.find(call.account, "payment_intent", row.body.id);
  if (!errorOnAction || after?.body.status !== "requires_action") return result;
  const back = call.store.update(after, { status: "requires_payment_method", payment_method: null, next_action: null });
  return refuse(402, {
    type: "card_error",
    code: "authentication_required",
    decline_code: "authentication_required",
    message: "Your card was declined. This transaction requires authentication.",
    payment_intent: back.body,
  });
}

/** A test card's name, or a PaymentMethod that one became before. */
function find(call: Call, id: string): { id: string; card: string } | null {
  const name = cardNamed(id);
  if (name !== null) return { id: attach(call, name, cardOf(name)).id, card: name };
  const row = call.store.find(call.account, "payment_method", id);
  return row?.facts.card ? { id, card: row.facts.card } : null;
}

function automaticMethods(given: Params | null, typesNamed: boolean): Stripe.PaymentIntent.AutomaticPaymentMethods | null {
  if (given === null) return typesNamed ? null : { allow_redirects: "always", enabled: true };
  if (!given.flag("enabled")) return null;
  return { allow_redirects: given.text("allow_redirects", { oneOf: ["always", "never"] }) ?? "always", enabled: true };
}
