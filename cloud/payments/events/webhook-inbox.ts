/**
 * The provider's events that have to be looked at: stored once each, acknowledged at once, processed after. Pitfall: such an event is only a
 * hint that something may have changed. Its content may be old or out of order, so the intent is read again and that is applied.
 */
import { type Clock, iso, type Timers } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import type { IntentSnapshot } from "@crema/shared/domain/payment/intent";
import { createJob, type Job } from "@crema/shared/server/service";
import type pg from "pg";
import { contextOf } from "../../db/decide-context.ts";
import { stripNul } from "../../db/insert.ts";
import { isAnyFrozen, isFrozen, isStoreFrozen } from "../../freeze/freeze.ts";
import { applySnapshot, type IntentOf, type LockedMoney, lockMoney, subjectOf } from "../intents/apply-snapshot.ts";
import { findIntent } from "../intents/find-intent.ts";
import type { PaymentDeps } from "../operations/operation.ts";
import type { ProviderEvent } from "../provider.ts";
import { recordMoney } from "../record-money.ts";
import { applyDispute } from "./disputes.ts";
import { ACCESS_TOLD_BY, mayBeNews, tellsOf } from "./event-types.ts";
import { applyFraudWarning, applyWithdrawnAccess } from "./warnings.ts";

/** Keeps the event unless it is here already; true when it is new. Committed when it resolves. */
export async function storeEvent(
  { pool }: { pool: pg.Pool },
  clock: Clock,
  event: ProviderEvent,
  cameBy: "WEBHOOK" | "LISTING",
): Promise<boolean> {
  const now = iso(clock.now());
  const stored = await pool.query({
    name: "keep_psp_event",
    text: `INSERT INTO psp_events (account, event_id, type, object_id, intent_id, came_by, state, due_at, created_at, received_at)
           VALUES ($1, $2, $3, $4, $5, $6, 'WAITING', $7, $8, $7) ON CONFLICT DO NOTHING`,
    values: [
      stripNul(event.account ?? ""),
      stripNul(event.event_id),
      stripNul(event.type),
      stripNul(event.object_id),
      stripNul(event.intent_id),
      cameBy,
      now,
      event.created_at,
    ],
  });
  return stored.rowCount === 1;
}

const EVERY_MS = 1_000;
const AT_ONCE = 20;
const RETRY_CAP_MS = 300_000;

export function createEventsJob(deps: PaymentDeps, timers: Timers, onError: (error: unknown) => void): Job {
  return createJob({ timers, everyMs: EVERY_MS, onError, run: async () => void (await workOffEvents(deps)) });
}

interface Waiting extends Omit<ProviderEvent, "created_at" | "account"> {
  readonly account: string;
  readonly tries: number;
}

/** Works off what is due. Returns how many events that were. Rejects with what went wrong after having tried all. */
export async function workOffEvents(deps: PaymentDeps): Promise<number> {
  const due = await deps.database.pool.query<Waiting>({
    name: "psp_events_due",
    text: `SELECT account, event_id, type, object_id, intent_id, tries FROM psp_events
           WHERE state = 'WAITING' AND due_at <= $1 ORDER BY due_at LIMIT $2`,
    values: [iso(deps.clock.now()), AT_ONCE],
  });
  const failures: unknown[] = [];
  await Promise.all(
    due.rows.map(async (event) => {
      try {
        await note(deps, event, await workOff(deps, event));
      } catch (error) {
        failures.push(error);
        await note(deps, event, "again");
      }
    }),
  );
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} events of the provider could not be worked off`);
  return due.rows.length;
}

/** What became of an event; `again`: the provider did not respond, so it waits. */
type Outcome = "applied" | "nothing_new" | "unknown_type" | "not_ours" | "another_account" | "again";

async function workOff(deps: PaymentDeps, event: Waiting): Promise<Outcome> {
  const tells = tellsOf(event.type);
  if (!tells) return "unknown_type";
  if (tells === "account") return readAccess(deps, event.account);
  if (event.intent_id === null) return "not_ours";
  const of = await findIntent(deps.database.pool, event.intent_id);
  // What a database that was put back has forgotten comes back when its store joins.
  if (!of) return (await isAnyFrozen(deps.database.pool)) ? "again" : "not_ours";
  if (await isStoreFrozen(deps.database.pool, of.store_id)) return "again";
  if ((of.account ?? "") !== event.account) return "another_account";
  if (tells === "dispute") return applyDispute(deps, of, event.object_id ?? "");
  if (tells === "fraud_warning") return applyFraudWarning(deps, of, event.object_id ?? "");
  if (tells !== "refund" && tells !== "decline" && !mayBeNews(tells, of.status)) return "nothing_new";
  const read = await deps.provider.readIntent(event.intent_id, of.account);
  if (read.kind !== "done") return "again";
  return (await applyNow(deps, of, read.value, tells === "decline" ? noteDecline : undefined)) ? "applied" : "again";
}

/** The account may be connected again since: it is asked for something. */
async function readAccess(deps: PaymentDeps, account: string): Promise<Outcome> {
  const asked = await deps.provider.undelivered(account || null, { sinceMs: deps.clock.now(), types: ACCESS_TOLD_BY }, null);
  if (asked.kind === "done") return "nothing_new";
  // A refused key says nothing of the account.
  return asked.kind === "not_admitted" && asked.scope !== "key" ? applyWithdrawnAccess(deps, account) : "again";
}

/** Applies a reading in a commit of its own; false while the store is frozen. */
export async function applyNow(
  deps: Pick<PaymentDeps, "executor">,
  of: Pick<IntentOf, "store_id" | "order_id">,
  snapshot: IntentSnapshot,
  also?: (locked: LockedMoney, snapshot: IntentSnapshot) => void,
): Promise<boolean> {
  const applied = await deps.executor.execute(async (unit) => {
    const locked = await lockMoney(unit, of);
    if (isFrozen(unit)) return ok(false);
    await applySnapshot(locked, snapshot);
    also?.(locked, snapshot);
    return ok(true);
  }, subjectOf(of));
  if (!applied.ok) throw new Error(`a reading was refused: ${applied.refusal.code}`);
  return applied.value;
}

/** For the customer and whoever is asked by them: a card was refused. The money has not moved. */
function noteDecline({ unit, record, order, money }: LockedMoney, snapshot: IntentSnapshot): void {
  if (!snapshot.decline || money.payment.status !== "REQUIRES_PAYMENT" || order.status !== "PLACED") return;
  const { payment_id } = money.payment;
  const code = snapshot.decline.code.slice(0, 80);
  recordMoney(record, money, [
    { ...envelopeOf(order.store_id, contextOf(unit)), type: "payment.declined", order_id: order.order_id, payment_id, code },
  ]);
}

async function note({ database, clock }: PaymentDeps, event: Waiting, outcome: Outcome): Promise<void> {
  const wait = Math.min(1_000 * 2 ** Math.min(event.tries, 20), RETRY_CAP_MS);
  const state = outcome === "again" ? "WAITING" : outcome === "applied" ? "DONE" : "IGNORED";
  await database.pool.query({
    name: "note_psp_event",
    text: "UPDATE psp_events SET state = $3, outcome = $4, tries = tries + 1, due_at = $5 WHERE account = $1 AND event_id = $2",
    values: [event.account, event.event_id, state, outcome, iso(clock.now() + (outcome === "again" ? wait : 0))],
  });
}
