/**
 * Carries out what the payment policy opened: takes an operation, calls the provider under the operation's key, records
 * the outcome. A node that dies in between leaves the row, and the next one goes on under the same key. Pitfall: an
 * operation gets a new key only when the old one is proven to have done nothing: the provider has responded to it with
 * a stored error, and a read begun after that shows nothing of it.
 */
import { iso, type Timers } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import { withTip } from "@crema/shared/domain/payment/money-parts";
import { createJob, type Job } from "@crema/shared/server/service";
import { keyOf, type OperationRow } from "../../db/online-money.ts";
import { isFrozen, notFrozen } from "../../freeze/freeze.ts";
import { applySnapshot, type LockedMoney, lockMoney, recordRefundOvertaken } from "../intents/apply-snapshot.ts";
import { type CallResult, callProvider } from "./call-provider.ts";
import type { DueOperation, LeasedOperation, PaymentDeps } from "./operation.ts";
import { recordOutcome } from "./outcome.ts";

const EVERY_MS = 1_000;
const AT_ONCE = 20;
/** Longer than a call may take, so that two nodes are seldom at one operation; the key makes it harmless when they are. */
const LEASE_MS = 15_000;
/** The provider forgets a key after a day. */
const KEY_GOOD_FOR_MS = 20 * 3_600_000;

export function createOperationsJob(deps: PaymentDeps, timers: Timers, onError: (error: unknown) => void): Job {
  return createJob({ timers, everyMs: EVERY_MS, onError, run: async () => void (await runDueOperations(deps)) });
}

/** Carries out what is due now, all at once. Returns how many that were. Rejects with what went wrong after having tried all. */
export async function runDueOperations(deps: PaymentDeps): Promise<number> {
  const due = await deps.database.pool.query<DueOperation>({
    name: "operations_due",
    text: `SELECT o.store_id, o.operation_id, o.order_id, o.payment_id, o.kind, nullif(i.account, '') AS account, i.intent_id
           FROM payment_operations o JOIN payment_intents i USING (store_id, payment_id)
           WHERE o.state = 'OPEN' AND o.due_at <= $1 AND (o.leased_until IS NULL OR o.leased_until <= $1)
             AND ${notFrozen("o")} ORDER BY o.due_at LIMIT $2`,
    values: [iso(deps.clock.now()), AT_ONCE],
  });
  const ran = await Promise.allSettled(due.rows.map((claimed) => runOperation(deps, claimed)));
  const failures = ran.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} payment operations could not be carried out`);
  return due.rows.length;
}

/** One operation, once. Nothing happens when another node has it. */
export async function runOperation(deps: PaymentDeps, of: DueOperation): Promise<void> {
  const claimed = await claim(deps, of);
  if (!claimed) return;
  if (claimed.readFirst) {
    const still = await readFirst(deps, of, claimed.operation);
    if (!still) return;
  }
  const ready = claimed.readFirst ? await claimAgain(deps, of) : claimed;
  if (!ready) return;
  const call = await callProvider(deps.provider, of, ready, keyOf(of.order_id, ready.operation));
  await record(deps, of, ready.operation, call);
}

/** Commits that a try is made, before it is made: the 20 hours count from the first. */
async function claim(deps: PaymentDeps, of: DueOperation): Promise<LeasedOperation | null> {
  return inOneCommit(deps, of, ({ unit, money }, operation) => {
    if (isFrozen(unit)) return null;
    const nowMs = deps.clock.now();
    if (operation.leased_until !== null && Date.parse(operation.leased_until) > nowMs) return null;
    const readFirst = operation.kind === "RELEASE" || operation.read_first || isKeyOld(operation, nowMs);
    operation.leased_until = iso(nowMs + LEASE_MS);
    if (!readFirst) noteTry(operation, nowMs);
    money.changedOperations.add(operation.operation_id);
    return taken(money, operation, readFirst);
  });
}

/** After the reading: under the key that it leaves. */
async function claimAgain(deps: PaymentDeps, of: DueOperation): Promise<LeasedOperation | null> {
  return inOneCommit(deps, of, ({ unit, money }, operation) => {
    if (isFrozen(unit)) return null;
    noteTry(operation, deps.clock.now());
    money.changedOperations.add(operation.operation_id);
    return taken(money, operation, false);
  });
}

/** The provider may have forgotten the key: the same call would be a new one. */
export function isKeyOld(operation: Pick<OperationRow, "first_tried_at">, nowMs: number): boolean {
  return operation.first_tried_at !== null && nowMs - Date.parse(operation.first_tried_at) > KEY_GOOD_FOR_MS;
}

function noteTry(operation: OperationRow, nowMs: number): void {
  operation.tries += 1;
  operation.first_tried_at ??= iso(nowMs);
}

function taken({ payment, refunds }: LockedMoney["money"], operation: OperationRow, readFirst: boolean): LeasedOperation {
  const refund = refunds.find((each) => each.refund_id === operation.refund_id);
  const amount_cents = withTip(refund ?? payment);
  const is_correction = refund?.kind === "CORRECTION";
  return {
    operation: { ...operation },
    amount_cents,
    tip_cents: refund?.tip_cents ?? 0,
    is_correction,
    currency: payment.currency,
    readFirst,
  };
}

/** Reads the intent and applies it; true when the operation is still to be carried out. */
async function readFirst(deps: PaymentDeps, of: DueOperation, before: OperationRow): Promise<boolean> {
  if (of.intent_id === null) {
    // A creation that failed leaves at most an intent that nobody can pay, since nobody has its secret.
    await inOneCommit(deps, of, ({ money }, operation) => money.renewKey(operation));
    return true;
  }
  const result = await deps.provider.readIntent(of.intent_id, of.account);
  if (result.kind !== "done") {
    await record(deps, of, before, { kind: "not_read", result });
    return false;
  }
  const isOpen = await inOneCommit(deps, of, async (locked, operation) => {
    const keyIsOld = isKeyOld(operation, deps.clock.now());
    await applySnapshot(locked, result.value);
    if (operation.state !== "OPEN") return false;
    if (operation.read_first) {
      if (operation.kind === "REFUND" && (await recordRefundOvertaken(locked, operation, result.value))) return false;
      locked.money.renewKey(operation);
    } else if (keyIsOld && operation.kind === "RELEASE") {
      // Cancelling twice is cancelling once.
      locked.money.renewKey(operation);
    } else if (keyIsOld) {
      giveToAPerson(locked, operation, deps.clock.now());
      return false;
    }
    return true;
  });
  // What the reading entails may have ended the operation with the commit.
  return isOpen === true;
}

const ASK_AGAIN_MS = 6 * 3_600_000;

function giveToAPerson({ unit, order, money }: LockedMoney, operation: OperationRow, nowMs: number): void {
  unit.raise({
    store_id: order.store_id,
    order_id: order.order_id,
    kind: "payment.outcome_unknown",
    detail: `A ${operation.kind} of ${money.payment.intent_id ?? "an intent"} has had no answer for 20 hours, and the provider does not show it.`,
    what_to_do: "Look at the payment at the provider. If nothing was done there, have the operation tried under a new key.",
  });
  operation.due_at = iso(nowMs + ASK_AGAIN_MS);
  operation.leased_until = null;
  money.changedOperations.add(operation.operation_id);
}

async function record(deps: PaymentDeps, of: DueOperation, tried: OperationRow, call: CallResult): Promise<void> {
  await inOneCommit(deps, of, (locked, operation) => recordOutcome(locked, operation, tried, call), true);
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
  });
  if (!done.ok) throw new Error(`an outcome was refused: ${done.refusal.code}`);
  return done.value;
}
