/**
 * Refunds. A refund counts against the charge from the moment it is made, also while it is pending, and stops counting
 * when it fails. So two at once can never refund more than was captured.
 */

import { type Call, decidingCard, seconds } from "./call.ts";
import { digitsFault } from "./currencies.ts";
import { emit } from "./events.ts";
import { buildRefund } from "./objects/refund.ts";
import type { Params } from "./params.ts";
import { invalidParam, noSuch, ok, refuse, type SandboxResult } from "./results.ts";
import type { Row } from "./store.ts";

const INERT = ["reverse_transfer", "refund_application_fee", "instructions_email"];

export function createRefund(call: Call, params: Params): SandboxResult {
  const chargeId = params.text("charge");
  const intentId = params.text("payment_intent");
  const amount = params.whole("amount", { min: 1 });
  const reason = params.text("reason", { oneOf: ["duplicate", "fraudulent", "requested_by_customer"] });
  const metadata = params.metadata();
  params.ignore(...INERT);
  if (!chargeId && !intentId) {
    params.fail(
      invalidParam(
        "charge",
        "parameter_missing",
        "One of the following params should be provided for this request: payment_intent or charge.",
      ),
    );
  }
  const fault = params.fault();
  if (fault) return fault;
  const charge = refundable(call, chargeId, intentId);
  if ("status" in charge) return charge;
  const refused = refusal(call, charge, amount);
  if (refused) return refused;
  return ok(give(call, charge, amount ?? left(charge), reason, metadata));
}

/** The charge to refund, or why there is none. */
function refundable(call: Call, chargeId: string | null, intentId: string | null): Row<"charge"> | SandboxResult {
  let id = chargeId;
  if (id === null && intentId !== null) {
    const intent = call.store.find(call.account, "payment_intent", intentId);
    if (!intent) return noSuch("payment_intent", intentId, "payment_intent");
    if (intent.body.status !== "succeeded") {
      const message = `This PaymentIntent (${intentId}) does not have a successful charge to refund.`;
      return refuse(400, { type: "invalid_request_error", code: "payment_intent_unexpected_state", message, param: "payment_intent" });
    }
    id = String(intent.body.latest_charge);
  }
  const charge = call.store.find(call.account, "charge", id ?? "");
  if (!charge) return noSuch("charge", id ?? "", "charge");
  if (charge.body.status !== "succeeded") {
    return refuse(400, {
      type: "invalid_request_error",
      code: "charge_not_refundable",
      message: `Charge ${id} has failed and cannot be refunded.`,
    });
  }
  if (charge.body.captured || charge.body.refunded) return charge;
  const message = `This uncaptured Charge was created by a PaymentIntent (${charge.body.payment_intent}). You must cancel the PaymentIntent to reverse the authorization instead of refunding the Charge directly.`;
  return refuse(400, { type: "invalid_request_error", message, param: "charge" });
}

function refusal(call: Call, charge: Row<"charge">, amount: number | null): SandboxResult | null {
  const { id, disputed } = charge.body;
  if (disputed) {
    return refuse(400, {
      type: "invalid_request_error",
      code: "charge_disputed",
      message: `Charge ${id} has been charged back; cannot issue a refund.`,
    });
  }
  if (left(charge) === 0) {
    return refuse(400, {
      type: "invalid_request_error",
      code: "charge_already_refunded",
      message: `Charge ${id} has already been refunded.`,
    });
  }
  const unfit = amount === null ? null : digitsFault(amount, charge.body.currency);
  if (unfit) return unfit;
  if (amount !== null && amount > left(charge)) {
    const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left(charge)})`;
    return refuse(400, { type: "invalid_request_error", message, param: "amount" });
  }
  if (decidingCard(call, charge.facts.card).card.refund !== "refused") return null;
  return refuse(400, {
    type: "invalid_request_error",
    code: "charge_not_refundable",
    message: `Charge ${id} cannot be refunded: its card no longer takes money.`,
  });
}

const left = (charge: Row<"charge">): number => charge.body.amount - charge.body.amount_refunded;

function give(call: Call, charge: Row<"charge">, amount: number, reason: string | null, metadata: Record<string, string>): object {
  const behaviour = decidingCard(call, charge.facts.card).card.refund;
  const pending = behaviour === "pending_then_succeeds" || behaviour === "pending_then_fails";
  const body = buildRefund({
    id: call.newId("re"),
    created: seconds(call),
    charge: charge.body,
    amount,
    status: pending ? "pending" : "succeeded",
    reason,
    metadata,
    transaction: call.newId("txn"),
  });
  const settles = behaviour === undefined || behaviour === "refused" ? null : behaviour.endsWith("fails") ? "failed" : "succeeded";
  const row = call.store.insert({
    kind: "refund",
    account: call.account,
    body,
    facts: settles === null ? {} : { settles_to: settles },
    dueAt: settles === null ? null : call.now + call.settings.settleMs,
  });
  const refunded = charge.body.amount_refunded + amount;
  const after = call.store.update(charge, { amount_refunded: refunded, refunded: refunded === charge.body.amount });
  emit(call, "refund.created", row.body, charge.facts);
  emit(call, "charge.refunded", after.body, { ...charge.facts, before: charge.body });
  return row.body;
}

/** A refund becomes final, or fails after all; nothing for one that has failed already. */
export function settleRefund(call: Call, row: Row<"refund">, to: "succeeded" | "failed"): void {
  if (row.body.status === "failed" || (row.body.status === to && row.dueAt === null)) return;
  const { pending_reason: _, ...before } = row.body;
  const failure = to === "failed" ? { failure_reason: "expired_or_canceled_card", failure_balance_transaction: call.newId("txn") } : {};
  const charge = call.store.find(call.account, "charge", String(row.body.charge));
  const next = call.store.update({ ...row, body: before }, { status: to, ...failure }, { dueAt: null });
  if (to === "failed" && charge) {
    call.store.update(charge, { amount_refunded: charge.body.amount_refunded - row.body.amount, refunded: false });
    emit(call, "refund.failed", next.body, charge.facts);
  }
  emit(call, "refund.updated", next.body, { ...charge?.facts, before: row.body });
  emit(call, "charge.refund.updated", next.body, { ...charge?.facts, before: row.body });
}

export function updateRefund(call: Call, params: Params, id: string): SandboxResult {
  const row = call.store.find(call.account, "refund", id);
  if (!row) return noSuch("refund", id);
  const metadata = params.metadata(row.body.metadata ?? {});
  const fault = params.fault();
  if (fault) return fault;
  const next = call.store.update(row, { metadata });
  emit(call, "refund.updated", next.body, { before: row.body });
  return ok(next.body);
}
