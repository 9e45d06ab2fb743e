/**
 * Carries out what the payment policy opened: takes an operation, calls the provider under the operation's key, records
 * the outcome. A node that dies in between leaves the row, and the next one goes on under the same key. Pitfall: an
 * operation gets a new key only when the old one is proven to have done nothing: the provider has responded to it with
 * a stored error, and a read begun after that shows nothing of it. A read may take longer than a lease, so its commit
 * looks whether the operation is still as it was when the read began.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import type { IntentSnapshot } from "@crema/shared/domain/payment/intent";
import { keyOf, type OnlineMoney, type OperationRow } from "../../db/online-money.ts";
import { isFrozen } from "../../freeze/freeze.ts";
import { applySnapshot, type LockedMoney, lockMoney, recordRefundOvertaken, subjectOf } from "../intents/apply-snapshot.ts";
import { type CallResult, callProvider } from "./call-provider.ts";
import { claimDue, endLease, isAsItWas, isKeyOld, leaseToTry, PATIENT, URGENT } from "./claim.ts";
import type { ClaimedOperation, DueOperation, LeasedOperation, PaymentDeps } from "./operation.ts";
import { recordOutcome } from "./outcome.ts";

const AT_ONCE = 20;

/** Carries out what is due now, all at once. Returns how many that were. Rejects with what went wrong after having tried all. */
export async function runDueOperations(deps: PaymentDeps): Promise<number> {
  const due = await claimDue(deps, [...URGENT, ...PATIENT], AT_ONCE);
  const ran = await Promise.allSettled(due.map((claimed) => carryOut(deps, claimed)));
  const failures = ran.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} payment operations could not be carried out`);
  return due.length;
}

/** One operation that this node has taken, once. Resolves to the intent's client secret, as far as it is known after that. */
export async function carryOut(deps: PaymentDeps, claimed: ClaimedOperation): Promise<string | null> {
  const ready = claimed.lease.readFirst ? await claimAgain(deps, claimed, await readFirst(deps, claimed)) : claimed.lease;
  if (!ready) return null;
  const call = await callProvider(deps.provider, claimed, ready, keyOf(claimed.order_id, ready.operation));
  return record(deps, claimed, ready.operation, call);
}

/** After the reading: under the key that it leaves, unless somebody else has gone on with that meanwhile. */
async function claimAgain(deps: PaymentDeps, of: ClaimedOperation, left: OperationRow | null): Promise<LeasedOperation | null> {
  if (!left) return null;
  return inOneCommit(deps, of, ({ unit, money }, operation) => {
    if (isFrozen(unit)) return null;
    if (isAsItWas(operation, left)) return leaseToTry(money, operation, deps.clock.now());
    return stepBack(money, operation, of.lease.operation);
  });
}

/** Reads the intent and applies it. Returns the operation as that leaves it; null when it is not this node's to be carried out any more. */
async function readFirst(deps: PaymentDeps, of: ClaimedOperation): Promise<OperationRow | null> {
  const before = of.lease.operation;
  if (of.intent_id === null) {
    // A creation that failed leaves at most an intent that nobody can pay, since nobody has its secret.
    return inOneCommit(deps, of, ({ money }, operation) => {
      if (!isAsItWas(operation, before)) return stepBack(money, operation, before);
      money.renewKey(operation);
      return { ...operation };
    });
  }
  const result = await deps.provider.readIntent(of.intent_id, of.account);
  if (result.kind !== "done") {
    await record(deps, of, before, { kind: "not_read", result });
    return null;
  }
  return inOneCommit(deps, of, (locked, operation) => applyReading(locked, operation, before, result.value));
}

/** `before`: the operation as it was when the reading began. What the reading entails may end it with the commit. */
async function applyReading(
  locked: LockedMoney,
  operation: OperationRow,
  before: OperationRow,
  snapshot: IntentSnapshot,
): Promise<OperationRow | null> {
  const { unit, money } = locked;
  const isStale = !isAsItWas(operation, before);
  const keyIsOld = isKeyOld(operation, unit.clock.now());
  await applySnapshot(locked, snapshot);
  if (operation.state !== "OPEN") return null;
  // A reading shows nothing of a call that another node has begun after it: that one goes on, or the next reading.
  if (isStale) return stepBack(money, operation, before);
  if (operation.read_first) {
    if (operation.kind === "REFUND" && (await recordRefundOvertaken(locked, operation, snapshot))) return null;
    money.renewKey(operation);
  } else if (keyIsOld && operation.kind === "RELEASE") {
    // Cancelling twice is cancelling once.
    money.renewKey(operation);
  } else if (keyIsOld) {
    giveToAPerson(locked, operation, before);
    return null;
  }
  return { ...operation };
}

/** Another node has gone on with it since `taken`. */
function stepBack(money: OnlineMoney, operation: OperationRow, taken: OperationRow): null {
  endLease(money, operation, taken);
  return null;
}

const ASK_AGAIN_MS = 6 * 3_600_000;

function giveToAPerson({ unit, order, money }: LockedMoney, operation: OperationRow, taken: OperationRow): void {
  unit.raise({
    store_id: order.store_id,
    order_id: order.order_id,
    kind: "payment.outcome_unknown",
    detail: `A ${operation.kind} of ${money.payment.intent_id ?? "an intent"} has had no answer for 20 hours, and the provider does not show it.`,
    what_to_do: "Look at the payment at the provider. If nothing was done there, have the operation tried under a new key.",
  });
  operation.due_at = iso(unit.clock.now() + ASK_AGAIN_MS);
  endLease(money, operation, taken);
  money.changedOperations.add(operation.operation_id);
}

async function record(deps: PaymentDeps, of: DueOperation, tried: OperationRow, call: CallResult): Promise<string | null> {
  const recorded = async (locked: LockedMoney, operation: OperationRow) => {
    await recordOutcome(locked, operation, tried, call);
    return locked.money.intent.client_secret;
  };
  return inOneCommit(deps, of, recorded, true);
}

/** null when the operation is not open any more; `late`: a response counts even then. */
async function inOneCommit<T>(
  { executor }: Pick<PaymentDeps, "executor">,
  of: DueOperation,
  work: (locked: LockedMoney, operation: OperationRow) => T | Promise<T>,
  late = false,
): Promise<T | null> {
  const done = await executor.execute(async (unit) => {
    const locked = await lockMoney(unit, of);
    const operation = locked.money.operations.find((each) => each.operation_id === of.operation_id);
    if (!operation) throw new Error(`operation ${of.operation_id} is not here`);
    return ok(operation.state === "OPEN" || late ? await work(locked, operation) : null);
  }, subjectOf(of));
  if (!done.ok) throw new Error(`an outcome was refused: ${done.refusal.code}`);
  return done.value;
}
