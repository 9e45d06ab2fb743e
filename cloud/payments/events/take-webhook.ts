/**
 * What a webhook comes to at once. That a card is held is most of what is told, and the event says all of it: it is applied as it came, in
 * one commit, and nothing is read. Whatever else may be news waits in the inbox, and is read. Pitfall: an event shows its intent as it was
 * then. A hold may have been let go since; so where we may have had a hand in that, or the event is old, the intent is read all the same.
 */
import { type Clock, iso, pause, type Timers } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import type { PaymentStatus } from "@crema/shared/domain/payment/payment";
import { isFrozen } from "../../freeze/freeze.ts";
import { applySnapshot, type LockedMoney, lockMoney, subjectOf } from "../intents/apply-snapshot.ts";
import { findIntent, type KnownIntent } from "../intents/find-intent.ts";
import type { PaymentDeps } from "../operations/operation.ts";
import type { ProviderEvent } from "../provider.ts";
import { mayBeNews, type Tells, tellsOf } from "./event-types.ts";
import { storeEvent } from "./webhook-inbox.ts";

/** As long an event counts as the present: more than a webhook takes that is not sent again. */
const FRESH_MS = 60_000;
/** This node's own call is under way: there is nothing to look for before it has ended. */
const OWN_CALL_ENDS_MS = 500;
/** Another node's capture is under way, and its outcome is recorded in a moment: then there is nothing to keep or to read. */
const OTHERS_CALL_MS = [150, 350] as const;

interface TakeOptions {
  readonly timers: Timers;
  /** As of the pipeline. */
  readonly settled: (intentId: string) => Promise<unknown> | null;
  /** What could not be applied at once waits in the inbox. */
  readonly onError: (error: unknown) => void;
}

/** True when something waits in the inbox. */
export async function takeEvent(deps: PaymentDeps, event: ProviderEvent, options: TakeOptions): Promise<boolean> {
  const { timers, settled, onError } = options;
  const tells = tellsOf(event.type);
  if (!tells) return false;
  if (!isOfPayment(tells) || event.intent_id === null) return storeEvent(deps.database, deps.clock, event, "WEBHOOK");
  const call = tells === "CAPTURED" ? settled(event.intent_id) : null;
  if (call) await withinMs(timers, call, OWN_CALL_ENDS_MS);
  let of = await findIntent(deps.database.pool, event.intent_id);
  for (const wait of OTHERS_CALL_MS) {
    if (!of || tells !== "CAPTURED" || !isCapturing(of, deps.clock)) break;
    await pause(timers, wait);
    of = await findIntent(deps.database.pool, event.intent_id);
  }
  if (of && (of.account ?? "") === (event.account ?? "")) {
    if (!mayBeNews(tells, of.status)) return false;
    if (event.held && isFresh(event, deps.clock) && (await applyHeld(deps, of, event, onError))) return false;
  }
  return storeEvent(deps.database, deps.clock, event, "WEBHOOK");
}

async function withinMs(timers: Timers, work: Promise<unknown>, ms: number): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, pause(timers, ms, over.signal)]);
  over.abort();
}

const isCapturing = ({ capture_leased_until: until }: KnownIntent, clock: Clock): boolean =>
  until !== null && until.getTime() > clock.now();

const isOfPayment = (tells: Tells): tells is Extract<Tells, PaymentStatus> =>
  tells === "AUTHORIZED" || tells === "CAPTURED" || tells === "CANCELLED";

const isFresh = ({ created_at }: ProviderEvent, clock: Clock): boolean => Math.abs(clock.now() - Date.parse(created_at)) <= FRESH_MS;

/** False: it has to be read, its store is frozen, or it could not be done. */
async function applyHeld(
  { executor }: PaymentDeps,
  of: KnownIntent,
  event: ProviderEvent,
  onError: TakeOptions["onError"],
): Promise<boolean> {
  try {
    const applied = await executor.execute(async (unit) => {
      const locked = await lockMoney(unit, of);
      if (!event.held || isFrozen(unit) || !saysAll(locked)) return ok(false);
      if (locked.money.payment.status !== "REQUIRES_PAYMENT") return ok(true);
      await applySnapshot(locked, event.held);
      const { event_id, type, object_id, intent_id, created_at } = event;
      const received_at = iso(unit.clock.now());
      unit.pending.providerEvents.push({ account: event.account ?? "", event_id, type, object_id, intent_id, created_at, received_at });
      return ok(true);
    }, subjectOf(of));
    return applied.ok && applied.value;
  } catch (error) {
    onError(error);
    return false;
  }
}

/** An order for later goes by when the hold ends, which the event does not say; and what may have been released has to be looked at. */
const saysAll = ({ order, money }: LockedMoney): boolean => order.requested_for === null && money.operation("RELEASE") === undefined;
