/**
 * The online payments of one node, put together: its jobs, and what routes ask of it. Whatever a route waits for goes
 * on without it: a request that is cut leaves rows from which the jobs, here or on another node, carry on.
 */
import { type Clock, pause, type Timers } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { Job } from "@crema/shared/server/service";
import type { Database } from "../db/database.ts";
import type { Executor } from "../executor.ts";
import { applyNow, createEventsJob, storeEvent } from "./events/webhook-inbox.ts";
import { type FoundIntent, intentOfOrder } from "./intents/find-intent.ts";
import type { DueOperation, PaymentDeps } from "./operations/operation.ts";
import { createOperationsJob, runOperation } from "./operations/worker.ts";
import type { PaymentProvider } from "./provider.ts";
import { createPaymentSweeper } from "./sweeps/sweeper.ts";

export interface Payments {
  readonly provider: PaymentProvider;
  readonly jobs: readonly Job[];
  /** A commit may have opened operations. */
  poke(): void;
  /** The intent's client secret, made now if need be. Refuses with payment.provider_unavailable, payment.provider_refused, payment.online_unavailable. */
  clientSecret(orderId: string): Promise<Result<string>>;
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
  const operations = createOperationsJob(deps, timers, onError("payment operations could not be carried out"));
  const events = createEventsJob(deps, timers, onError("events of the payment provider could not be worked off"));
  const sweeper = createPaymentSweeper(deps, timers, onError("payments could not be swept"), mayRun);
  return {
    provider,
    jobs: [operations, events, sweeper],
    poke: () => operations.poke(),
    clientSecret: (orderId) => clientSecret(deps, timers, orderId),

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
      if (await storeEvent(database, clock, event.value, "WEBHOOK")) events.poke();
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
    const create = await openCreation(deps, orderId);
    if (create) await runOperation(deps, create);
    // Another request or another node may be at it.
    else if (deps.clock.monotonic() >= until) return unavailable();
    else await pause(timers, LOOK_AGAIN_MS);
  }
}

async function wasNotAdmitted({ database }: PaymentDeps, { store_id, payment_id }: FoundIntent): Promise<boolean> {
  const found = await database.pool.query({
    text: `SELECT FROM payment_operations WHERE store_id = $1 AND payment_id = $2 AND kind = 'CREATE' AND state = 'REFUSED' AND last_answer = 'not_admitted'`,
    values: [store_id, payment_id],
  });
  return found.rowCount === 1;
}

/** The order's creation if it can be tried now; what failed is tried again by the job, in its time. */
async function openCreation({ database, clock }: PaymentDeps, orderId: string): Promise<DueOperation | null> {
  const found = await database.pool.query<DueOperation>({
    name: "open_creation",
    text: `SELECT o.store_id, o.operation_id, o.order_id, o.payment_id, o.kind, nullif(i.account, '') AS account, i.intent_id
           FROM payment_operations o JOIN payment_intents i USING (store_id, payment_id)
           WHERE (o.store_id, o.order_id) = (SELECT store_id, order_id FROM orders WHERE order_id = $1) AND o.kind = 'CREATE' AND o.state = 'OPEN'
             AND o.due_at <= $2 AND (o.leased_until IS NULL OR o.leased_until <= $2)`,
    values: [orderId, new Date(clock.now()).toISOString()],
  });
  return found.rows[0] ?? null;
}

function unavailable() {
  return refuse("payment.provider_unavailable", "Your order is kept, and is not placed twice. Try again in a moment.", {
    retry_after_s: 5,
  });
}
