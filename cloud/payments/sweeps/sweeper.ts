/**
 * What has to happen even if no webhook comes. *Expire*: an order that nobody pays ends, its intent first. *Capture*:
 * an accepted order whose money does not come in time is withdrawn. *Reconcile*: open intents are read, and events that
 * were never delivered are listed. *Silent store*: a person is told of a paid order that nobody makes. A time-out
 * decides nothing by itself: each runs through the same locks and decisions as everything else.
 */
import { iso, type Timers } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import { createJob, type Job } from "@crema/shared/server/service";
import { contextOf } from "../../db/decide-context.ts";
import { isFrozen, notFrozen } from "../../freeze/freeze.ts";
import { withdrawOrder } from "../../withdraw-order.ts";
import { listUndelivered } from "../events/undelivered.ts";
import { applyNow } from "../events/webhook-inbox.ts";
import { type IntentOf, type LockedMoney, lockMoney, subjectOf } from "../intents/apply-snapshot.ts";
import { nextCheckMs } from "../intents/intent-polling.ts";
import type { PaymentDeps } from "../operations/operation.ts";
import { raiseSilentStores } from "./silent-stores.ts";

const EVERY_MS = 1_000;
const AT_ONCE = 50;
/** Of one sweep. More would wait for one another in the database. */
const SIDE_BY_SIDE = 8;
/** Another node reads what this one has taken and not come back from. */
const READ_WITHIN_MS = 60_000;

/**
 * Each on its own: a provider that is slow to be read keeps nobody's deadline waiting. Nodes share what is due: a row that one is at is
 * passed over by the others.
 */
export function createPaymentSweepers(deps: PaymentDeps, timers: Timers, onError: (error: unknown) => void, mayRun: () => boolean): Job[] {
  const sweeps = [withdrawUncaptured, expireUnpaid, reconcile, listUndelivered, raiseSilentStores];
  return sweeps.map((sweep) => createJob({ timers, everyMs: EVERY_MS, onError, mayRun, run: async () => void (await sweep(deps)) }));
}

const OF = "i.store_id, i.order_id, i.payment_id, nullif(i.account, '') AS account, i.intent_id";

async function due({ database, clock }: PaymentDeps, name: string, text: string): Promise<IntentOf[]> {
  const skipping = `${text} LIMIT ${AT_ONCE} FOR UPDATE OF i SKIP LOCKED`;
  return (await database.pool.query<IntentOf>({ name, text: skipping, values: [iso(clock.now())] })).rows;
}

async function each(found: readonly IntentOf[], work: (of: IntentOf) => Promise<unknown>): Promise<number> {
  const failures: unknown[] = [];
  const left = [...found];
  const next = async () => {
    for (let of = left.shift(); of; of = left.shift()) await work(of).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, next));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} payments could not be swept`);
  return found.length;
}

async function locked(deps: PaymentDeps, of: IntentOf, work: (locked: LockedMoney) => void): Promise<void> {
  const done = await deps.executor.execute(async (unit) => {
    const money = await lockMoney(unit, of);
    if (!isFrozen(unit)) work(money);
    return ok(null);
  }, subjectOf(of));
  if (!done.ok) throw new Error(`a sweep was refused: ${done.refusal.code}`);
}

/** The intent is read and cancelled first (a RELEASE); only its cancellation ends the order. */
export async function expireUnpaid(deps: PaymentDeps): Promise<number> {
  const found = await due(
    deps,
    "payments_unpaid",
    `SELECT ${OF} FROM payment_intents i WHERE i.status = 'REQUIRES_PAYMENT' AND i.pay_by <= $1
       AND NOT EXISTS (SELECT FROM payment_operations o WHERE o.store_id = i.store_id AND o.payment_id = i.payment_id AND o.kind = 'RELEASE' AND o.state = 'OPEN')
       AND ${notFrozen("i")}
     ORDER BY i.pay_by`,
  );
  return each(found, (of) =>
    locked(deps, of, ({ unit, record, order, money }) => {
      if (money.payment.status !== "REQUIRES_PAYMENT" || order.status !== "PLACED") return;
      const context = contextOf(unit);
      if (money.intent.intent_id !== null) return void money.open("RELEASE", context.at, unit.newId);
      // Nobody can have paid what has no intent yet.
      withdrawOrder(unit, record, order, { cause: "EXPIRED", reason: "The payment was not made in time." }, context);
    }),
  );
}

/** Rule 4 of the hand-off: not settled 60 s after the acceptance. */
export async function withdrawUncaptured(deps: PaymentDeps): Promise<number> {
  const found = await due(
    deps,
    "payments_uncaptured",
    `SELECT ${OF} FROM payment_intents i WHERE i.capture_by IS NOT NULL AND i.capture_by <= $1 AND ${notFrozen("i")} ORDER BY i.capture_by`,
  );
  return each(found, (of) =>
    locked(deps, of, ({ unit, record, order, money }) => {
      if (order.status !== "PLACED" || order.handoff !== "ACCEPTED" || money.payment.status === "CAPTURED") return;
      withdrawOrder(unit, record, order, { cause: "CAPTURE_FAILED", reason: "The payment could not be settled in time." }, contextOf(unit));
    }),
  );
}

/** Reads open intents, each less often the longer nothing changes. */
export async function reconcile(deps: PaymentDeps): Promise<number> {
  const now = deps.clock.now();
  const { rows: found } = await deps.database.pool.query<IntentOf>({
    name: "take_payments_to_check",
    text: `WITH due AS MATERIALIZED (
             SELECT store_id, payment_id FROM payment_intents i
             WHERE i.check_at IS NOT NULL AND i.check_at <= $1 AND i.intent_id IS NOT NULL AND ${notFrozen("i")}
             ORDER BY i.check_at LIMIT ${AT_ONCE} FOR UPDATE OF i SKIP LOCKED)
           UPDATE payment_intents i SET check_at = $2 FROM due WHERE i.store_id = due.store_id AND i.payment_id = due.payment_id
           RETURNING ${OF}`,
    values: [iso(now), iso(now + READ_WITHIN_MS)],
  });
  return each(found, async (of) => {
    const read = await deps.provider.readIntent(of.intent_id ?? "", of.account);
    if (read.kind === "done") await applyNow(deps, of, read.value, checkLater);
    else await locked(deps, of, checkLater);
  });
}

/** Stands unless the reading has changed something: then the checks begin again. */
function checkLater({ unit, money }: LockedMoney): void {
  const waitsForBank = money.refunds.some((refund) => refund.status === "PENDING");
  money.intent.checks += 1;
  money.intent.check_at = iso(unit.clock.now() + nextCheckMs(money.intent.checks, waitsForBank));
  money.intentChanged = true;
}
