/**
 * The online payments of one node, put together: its jobs, and what routes ask of it. Whatever a route waits for goes
 * on without it: a request that is cut leaves rows from which the jobs, here or on another node, carry on.
 */
import { type Clock, pause, type Timers } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { Job } from "@crema/shared/server/service";
import type { Database } from "../db/database.ts";
import type { Executor } from "../executor.ts";
import { takeEvent } from "./events/take-webhook.ts";
import { applyNow, createEventsJob } from "./events/webhook-inbox.ts";
import { type FoundIntent, intentOfOrder } from "./intents/find-intent.ts";
import { claimCreation } from "./operations/claim.ts";
import type { ClaimedOperation, PaymentDeps } from "./operations/operation.ts";
import { createPipeline, type Pipeline } from "./operations/pipeline.ts";
import { carryOut } from "./operations/worker.ts";
import type { PaymentProvider } from "./provider.ts";
import { createPaymentSweepers } from "./sweeps/sweeper.ts";

export interface Payments {
  readonly provider: PaymentProvider;
  readonly jobs: readonly Job[];
  /** An operation may be due. */
  poke(): void;
  /** What a transaction has opened, taken with it. */
  readonly take: Pipeline["take"];
  /** The intent's client secret, made now if need be; `begun`: its creation, which the order's own commit has taken. Refuses with payment.provider_unavailable, payment.provider_refused, payment.online_unavailable. */
  clientSecret(orderId: string, begun?: ClaimedOperation | null): Promise<Result<string>>;
  /** Reads the intent now and applies it. The caller's word counts for nothing; it is only a reason to look. */
  check(orderId: string): Promise<Result<null>>;
  /** Verifies and stores an event; it is processed after the response. */
  takeWebhook(rawBody: string, signature: string | null): Promise<Result<null>>;
}

export interface PaymentsOptions {
  readonly database: Database;
  readonly executor: Executor;
  readonly provider: PaymentProvider;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onError: (what: string) => (error: unknown) => void;
  /** Whether the time is known by which is swept. */
  readonly mayRun?: () => boolean;
}

/** How long a customer's request waits for the provider, in all. */
const CREATE_WITHIN_MS = 12_000;
const LOOK_AGAIN_MS = 200;

export function createPayments({ timers, onError, mayRun = () => true, ...deps }: PaymentsOptions): Payments {
  const { database, clock, provider } = deps;
  const operations = createPipeline(deps, timers, onError("payment operations could not be carried out"));
  const events = createEventsJob(deps, timers, onError("events of the payment provider could not be worked off"));
  const taking = { timers, settled: operations.settled, onError: onError("a webhook could not be applied at once") };
  const sweepers = createPaymentSweepers(deps, timers, onError("payments could not be swept"), mayRun);
  return {
    provider,
    jobs: [operations, events, ...sweepers],
    poke: () => operations.poke(),
    take: (unit) => operations.take(unit),
    async clientSecret(orderId, begun = null) {
      const made = begun && (await carryOut(deps, begun));
      return made !== null ? ok(made) : clientSecret(deps, timers, orderId);
    },

    async check(orderId) {
      const of = await intentOfOrder(database.pool, orderId);
      if (!of) return refuse("payment.not_online", "It has no payment at the provider; it is paid at the counter.");
      if (of.intent_id === null) return ok(null);
      const read = await provider.readIntent(of.intent_id, of.account);
      if (read.kind !== "done") return unavailable();
      await applyNow(deps, of, read.value);
      return ok(null);
    },

    async takeWebhook(rawBody, signature) {
      const event = provider.verifyWebhook(rawBody, signature, clock.now());
      if (!event.ok) return event;
      if (event.value === null) return ok(null);
      if (await takeEvent(deps, event.value, taking)) events.poke();
      return ok(null);
    },
  };
}

async function clientSecret(deps: PaymentDeps, timers: Timers, orderId: string): Promise<Result<string>> {
  const until = deps.clock.monotonic() + CREATE_WITHIN_MS;
  for (;;) {
    const of = await intentOfOrder(deps.database.pool, orderId);
    if (!of) return refuse("payment.not_online", "It has no payment at the provider; it is paid at the counter.");
    if (of.client_secret !== null) return ok(of.client_secret);
    if (of.status === "FAILED" || of.status === "CANCELLED") {
      if (await wasNotAdmitted(deps, of)) {
        return refuse(
          "payment.online_unavailable",
          "The store takes no cards online at the moment. Nothing was ordered: please pay at the store.",
        );
      }
      return refuse("payment.provider_refused", "The payment could not be set up, and the order is cancelled.");
    }
    const create = await claimCreation(deps, of);
    const made = create && (await carryOut(deps, create));
    if (made !== null) return ok(made);
    if (create) continue;
    // Another request or another node may be at it.
    if (deps.clock.monotonic() >= until) return unavailable();
    await pause(timers, LOOK_AGAIN_MS);
  }
}

async function wasNotAdmitted({ database }: PaymentDeps, { store_id, payment_id }: FoundIntent): Promise<boolean> {
  const found = await database.pool.query({
    text: `SELECT FROM payment_operations WHERE store_id = $1 AND payment_id = $2 AND kind = 'CREATE' AND state = 'REFUSED' AND last_answer = 'not_admitted'`,
    values: [store_id, payment_id],
  });
  return found.rowCount === 1;
}

function unavailable() {
  return refuse("payment.provider_unavailable", "Your order is kept, and is not placed twice. Try again in a moment.", {
    retry_after_s: 5,
  });
}
