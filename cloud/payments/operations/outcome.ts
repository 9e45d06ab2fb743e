/**
 * Records what is known after a call to the provider. Pitfall: a result may come after the operation was dropped, given
 * a new key, or taken by another node. What was done still counts; a refusal of what is no longer asked for, or of an
 * older key, means nothing any more.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import type { IntentSnapshot } from "@crema/shared/domain/payment/intent";
import { withTip } from "@crema/shared/domain/payment/money-parts";
import type { OnlineMoney, OperationKind, OperationRow } from "../../db/online-money.ts";
import { applySnapshot, type LockedMoney, recordPaymentFailed, recordRefundRefused } from "../intents/apply-snapshot.ts";
import type { ProviderResult } from "../provider.ts";
import type { CallResult } from "./call-provider.ts";
import { endLease } from "./claim.ts";
import { applyNotAdmitted } from "./not-admitted.ts";

type NotDone = Exclude<ProviderResult<never>, { kind: "done" }>;

/** `tried`: the operation as it was when the call or the reading was begun, with this node's lease. */
export async function recordOutcome(locked: LockedMoney, operation: OperationRow, tried: OperationRow, call: CallResult): Promise<void> {
  operation.last_answer = describe(call);
  endLease(locked.money, operation, tried);
  locked.money.changedOperations.add(operation.operation_id);
  if (call.result.kind === "done" && locked.money.isClosed) locked.unit.pending.admittedAccounts.add(locked.money.payment.account ?? "");
  if (call.result.kind === "not_admitted" && call.kind !== "not_read") uncount(operation, tried);
  // What an older key came to proves nothing of a call that is under way with the present one.
  const isAsked = () => operation.state === "OPEN" && operation.attempt === tried.attempt;
  if (call.result.kind !== "done") {
    if (isAsked()) await notDone(locked, operation, tried, call.kind, call.result);
  } else if (call.kind === "created") {
    keepIntent(locked.money, operation, call.result.value, iso(locked.unit.clock.now()));
  } else {
    await applySnapshot(locked, call.kind === "intent" ? call.result.value : refundAlone(locked.money, call.result.value));
    // A response that does not say that it is done: the intent is read before anything else is tried.
    if (isAsked() && call.kind === "intent") again(locked, operation, { readFirst: true });
  }
}

function keepIntent(money: OnlineMoney, operation: OperationRow, made: { intent_id: string; client_secret: string }, at: string): void {
  if (money.intent.intent_id === null) {
    Object.assign(money.intent, made);
    money.payment = { ...money.payment, intent_id: made.intent_id };
    money.paymentChanged = true;
    money.intentChanged = true;
  }
  money.close(operation, "DONE", at);
}

/** Says nothing of the payment. */
const refundAlone = ({ payment }: OnlineMoney, refund: IntentSnapshot["refunds"][number]): IntentSnapshot => ({
  intent_id: payment.intent_id ?? "",
  state: "UNKNOWN",
  amount_cents: withTip(payment),
  currency: payment.currency,
  received_cents: 0,
  capturable_cents: 0,
  charge_id: null,
  decline: null,
  refunds: [refund],
});

async function notDone(
  locked: LockedMoney,
  operation: OperationRow,
  tried: OperationRow,
  kind: CallResult["kind"],
  result: NotDone,
): Promise<void> {
  switch (result.kind) {
    case "refused":
      return kind === "not_read" ? notRead(locked, operation, result.message) : refused(locked, operation, tried, result);
    case "server_error":
      return again(locked, operation, { readFirst: result.replayed && kind !== "not_read" });
    case "no_answer":
      return again(locked, operation);
    // Another release's call has had its outcome under this key: a reading shows it, and a new key is good for what it did not do.
    case "key_used":
      return again(locked, operation, { readFirst: kind !== "not_read" });
    case "busy":
      return again(locked, operation, { afterMs: result.retry_after_ms ?? 0 });
    case "not_admitted":
      if (await applyNotAdmitted(locked, operation, result)) again(locked, operation, { afterMs: NOT_ADMITTED_MS });
  }
}

/** Its only try has done nothing: it is as if it had never been tried. */
function uncount(operation: OperationRow, tried: OperationRow): void {
  if (operation.attempt !== tried.attempt || operation.tries !== 1) return;
  operation.tries = 0;
  operation.first_tried_at = null;
}

/** The provider says no for good. What it says about the intent's state is looked at before it is believed. */
async function refused(
  locked: LockedMoney,
  operation: OperationRow,
  tried: OperationRow,
  { code, message }: Extract<NotDone, { kind: "refused" }>,
): Promise<void> {
  const at = iso(locked.unit.clock.now());
  switch (REFUSALS[operation.kind]) {
    case "ends_payment":
      if (ABOUT_STATE.has(code)) return again(locked, operation, { readFirst: true });
      recordPaymentFailed(locked, code);
      return locked.money.close(operation, "REFUSED", at);
    case "reads_again":
      return again(locked, operation, { readFirst: true });
    case "ends_refund":
      if (code === "balance_insufficient") return waitForBalance(locked, operation);
      // Once more after a reading: somebody may have given it back in the meantime, or the charge may be disputed.
      if (tried.attempt === 1) return again(locked, operation, { readFirst: true });
      await recordRefundRefused(locked, operation, { code, message });
      return locked.money.close(operation, "REFUSED", at);
  }
}

const REFUSALS: Readonly<Record<OperationKind, "ends_payment" | "reads_again" | "ends_refund">> = {
  CREATE: "ends_payment",
  CAPTURE: "ends_payment",
  RELEASE: "reads_again",
  REFUND: "ends_refund",
};
const ABOUT_STATE = new Set(["payment_intent_unexpected_state", "charge_already_captured", "intent_invalid_state"]);

/** The account has less than is to be refunded: the next takings, or a person, fill it. */
function waitForBalance(locked: LockedMoney, operation: OperationRow): void {
  locked.unit.raise({
    store_id: locked.order.store_id,
    order_id: locked.order.order_id,
    kind: "refund.waits_for_balance",
    detail: "The account at the payment provider has too little to give the money back.",
    what_to_do: "Pay money into the account at the provider, or wait for the next takings. It is tried again every hour by itself.",
  });
  again(locked, operation, { readFirst: true, afterMs: BALANCE_MS });
}

function notRead(locked: LockedMoney, operation: OperationRow, message: string): void {
  locked.unit.raise({
    store_id: locked.order.store_id,
    order_id: locked.order.order_id,
    kind: "payment.outcome_unknown",
    detail: `The provider does not show the payment: ${message}`,
    what_to_do: "Look for the payment at the provider, in the store's account. What is waiting goes on by itself once it is there.",
  });
  again(locked, operation, { afterMs: NOT_ADMITTED_MS });
}

const NOT_ADMITTED_MS = 60_000;
const BALANCE_MS = 3_600_000;
const FIRST_MS = 500;
const CAP_MS: Readonly<Record<OperationKind, number>> = { CREATE: 5_000, CAPTURE: 5_000, RELEASE: 60_000, REFUND: 60_000 };

/** Under the same key, unless a reading proves that nothing was done under it. */
function again({ unit, money }: LockedMoney, operation: OperationRow, { readFirst = false, afterMs = 0 } = {}): void {
  const wait = Math.min(FIRST_MS * 2 ** Math.min(Math.max(operation.tries - 1, 0), 20), CAP_MS[operation.kind]);
  operation.read_first = operation.read_first || readFirst;
  operation.due_at = iso(unit.clock.now() + Math.max(wait, afterMs));
  money.changedOperations.add(operation.operation_id);
}

function describe({ result }: CallResult): string {
  if (result.kind === "refused") return `refused: ${result.code}`.slice(0, 120);
  return result.kind === "server_error" && result.replayed ? "server_error, replayed" : result.kind;
}
