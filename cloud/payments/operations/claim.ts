/**
 * Takes operations for this node: until the lease ends, or the outcome is recorded, nobody else calls the provider for them. A try is counted
 * in the commit that takes it, before the call is made: the 20 hours that a key is good for count from the first. Pitfall: rows of
 * operations alone are locked here, and none that another has is waited for.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { withTip } from "@crema/shared/domain/payment/money-parts";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type { OnlineMoney, OperationKind, OperationRow } from "../../db/online-money.ts";
import { type Times, withTimes } from "../../db/payments.ts";
import { notFrozen } from "../../freeze/freeze.ts";
import type { ClaimedOperation, LeasedOperation, PaymentDeps } from "./operation.ts";

/** Longer than a call may take, so that two nodes are seldom at one operation; the key makes it harmless when they are. */
const LEASE_MS = 15_000;
/** The provider forgets a key after a day. */
const KEY_GOOD_FOR_MS = 20 * 3_600_000;

/** A customer waits for these, or a deadline does. */
export const URGENT: readonly OperationKind[] = ["CREATE", "CAPTURE"];
export const PATIENT: readonly OperationKind[] = ["RELEASE", "REFUND"];

/** What the claiming statement has found beside the operation; the amounts of a payment and of a refund never change. */
interface ClaimedRow extends Times<OperationRow> {
  readonly store_id: string;
  readonly order_id: string;
  readonly payment_id: string;
  readonly account: string | null;
  readonly intent_id: string | null;
  readonly payment: Payment;
  readonly refund: Refund | null;
}

const READS_FIRST = `(o.kind = 'RELEASE' OR o.read_first OR o.first_tried_at < $1::timestamptz - interval '${KEY_GOOD_FOR_MS} milliseconds')`;

/** `which`: of those that are due, in SQL, with the parameters from $3 on. */
const claimText = (which: string): string => `WITH due AS MATERIALIZED (
    SELECT store_id, operation_id FROM payment_operations o
    WHERE state = 'OPEN' AND due_at <= $1 AND (leased_until IS NULL OR leased_until <= $1) AND ${which} AND ${notFrozen("o")}
    ORDER BY due_at LIMIT $3 FOR UPDATE OF o SKIP LOCKED),
  claimed AS (
    UPDATE payment_operations o SET leased_until = $2,
      tries = o.tries + CASE WHEN ${READS_FIRST} THEN 0 ELSE 1 END,
      first_tried_at = CASE WHEN ${READS_FIRST} THEN o.first_tried_at ELSE coalesce(o.first_tried_at, $1) END
    FROM due WHERE o.store_id = due.store_id AND o.operation_id = due.operation_id
    RETURNING o.*)
  SELECT c.store_id, c.order_id, c.payment_id, c.operation_id, c.refund_id, c.kind, c.state, c.attempt, c.tries, c.first_tried_at, c.read_first,
    c.due_at, c.leased_until, c.last_answer, c.created_at, c.closed_at, nullif(i.account, '') AS account, i.intent_id, p.state AS payment, r.state AS refund
  FROM claimed c JOIN payment_intents i USING (store_id, payment_id) JOIN payments p USING (store_id, payment_id)
    LEFT JOIN refunds r ON r.store_id = c.store_id AND r.refund_id = c.refund_id`;

/** Up to `limit` of these kinds that are due and that nobody has. */
export async function claimDue(
  { database, clock }: PaymentDeps,
  kinds: readonly OperationKind[],
  limit: number,
): Promise<ClaimedOperation[]> {
  if (limit <= 0) return [];
  const nowMs = clock.now();
  const { rows } = await database.pool.query<ClaimedRow>({
    name: "claim_operations",
    text: claimText("kind = ANY($4::text[])"),
    values: [iso(nowMs), iso(nowMs + LEASE_MS), limit, kinds],
  });
  return rows.map((row) => claimed(row, nowMs));
}

/** The order's creation if it can be tried now; null: somebody has it, or it waits. */
export async function claimCreation(
  { database, clock }: PaymentDeps,
  of: { store_id: string; order_id: string },
): Promise<ClaimedOperation | null> {
  const nowMs = clock.now();
  const { rows } = await database.pool.query<ClaimedRow>({
    name: "claim_creation",
    text: claimText("store_id = $4 AND order_id = $5 AND kind = 'CREATE'"),
    values: [iso(nowMs), iso(nowMs + LEASE_MS), 1, of.store_id, of.order_id],
  });
  return rows[0] ? claimed(rows[0], nowMs) : null;
}

function claimed(
  { store_id, order_id, payment_id, account, intent_id, payment, refund, ...row }: ClaimedRow,
  nowMs: number,
): ClaimedOperation {
  const operation = withTimes<OperationRow>(row);
  const of = { store_id, order_id, payment_id, account, intent_id, operation_id: operation.operation_id, kind: operation.kind };
  return {
    ...of,
    lease: leased(payment, refund, operation, operation.kind === "RELEASE" || operation.read_first || isKeyOld(operation, nowMs)),
  };
}

/** Taken in the transaction that opens it. The caller has looked that it is new, so that nothing has to be read before. */
export function claimNew(money: OnlineMoney, operation: OperationRow, nowMs: number): ClaimedOperation {
  const { store_id, order_id, payment_id, account } = money.payment;
  const { operation_id, kind } = operation;
  const of = { store_id, order_id, payment_id, account, intent_id: money.intent.intent_id, operation_id, kind };
  return { ...of, lease: leaseToTry(money, operation, nowMs) };
}

/** For a try that begins right after this commit. A node whose reading took longer than its lease takes the operation back by it. */
export function leaseToTry({ payment, refunds, changedOperations }: OnlineMoney, operation: OperationRow, nowMs: number): LeasedOperation {
  operation.leased_until = iso(nowMs + LEASE_MS);
  operation.tries += 1;
  operation.first_tried_at ??= iso(nowMs);
  changedOperations.add(operation.operation_id);
  return leased(payment, refunds.find((each) => each.refund_id === operation.refund_id) ?? null, operation, false);
}

/** Ends the lease that `taken` has, and none that another node has taken since. */
export function endLease({ changedOperations }: OnlineMoney, operation: OperationRow, taken: OperationRow): void {
  if (operation.leased_until !== taken.leased_until) return;
  operation.leased_until = null;
  changedOperations.add(operation.operation_id);
}

/** Since then nobody has tried it, found that its key did nothing, or given it a new one. */
export const isAsItWas = (operation: OperationRow, then: OperationRow): boolean =>
  operation.attempt === then.attempt && operation.tries === then.tries && operation.read_first === then.read_first;

/** The provider may have forgotten the key: the same call would be a new one. */
export function isKeyOld(operation: Pick<OperationRow, "first_tried_at">, nowMs: number): boolean {
  return operation.first_tried_at !== null && nowMs - Date.parse(operation.first_tried_at) > KEY_GOOD_FOR_MS;
}

function leased(payment: Payment, refund: Refund | null, operation: OperationRow, readFirst: boolean): LeasedOperation {
  return {
    operation: { ...operation },
    amount_cents: withTip(refund ?? payment),
    tip_cents: refund?.tip_cents ?? 0,
    is_correction: refund?.kind === "CORRECTION",
    currency: payment.currency,
    readFirst,
  };
}
