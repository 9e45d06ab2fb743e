/**
 * Stripe by its official SDK: the same code against the real one and against a sandbox on another host. Pitfall: the
 * SDK must not retry a call by itself; the operations decide what is repeated under which key.
 */
import type { Clock, Timers } from "@crema/shared/domain/kernel/clock";
import Stripe from "stripe";
import type { PaymentProvider, ProviderResult } from "../provider.ts";
import { limitsOf, toProvider } from "./amounts.ts";
import { CallQueue } from "./call-queue.ts";
import { resultOf } from "./results.ts";
import { createSingleTryHttp } from "./single-try-http.ts";
import { CORRECTION, disputeOf, eventOf, KIND, listedIntentOf, OPERATION_ID, refundSnapshotOf, snapshotOf, TIP } from "./snapshots.ts";
import type { StripeSettings } from "./stripe-settings.ts";
import { verifyWebhook } from "./webhook.ts";

export interface StripeProviderOptions {
  readonly settings: StripeSettings;
  readonly clock: Clock;
  readonly timers: Timers;
  /** How long one call may take. */
  readonly timeoutMs?: number;
  readonly atOnce?: number;
  readonly waiting?: number;
}

const TIMEOUT_MS = 10_000;
const AT_ONCE = 20;
const WAITING = 500;
const PAUSE_AFTER_429_MS = 1_000;
const EVENTS_PER_PAGE = 100;
/** The shortest that Stripe's documentation names for a card: 4 days and 18 hours. */
const SURELY_HELD_MS = (4 * 24 + 18) * 3_600_000;

export function createStripeProvider(options: StripeProviderOptions): PaymentProvider {
  const { settings, clock, timers } = options;
  const stripe = new Stripe(settings.secretKey, {
    ...apiAt(settings.apiUrl),
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    maxNetworkRetries: 0,
    httpClient: createSingleTryHttp(),
    telemetry: false,
  });
  const queue = new CallQueue({ clock, timers, atOnce: options.atOnce ?? AT_ONCE, waiting: options.waiting ?? WAITING });

  async function call<T>(work: () => Promise<T>): Promise<ProviderResult<T>> {
    const result = await queue.run(async (): Promise<ProviderResult<T>> => {
      try {
        return { kind: "done", value: await work() };
      } catch (error) {
        const failed = resultOf(error);
        if (failed.kind === "busy" && failed.all) queue.holdOff(failed.retry_after_ms ?? PAUSE_AFTER_429_MS);
        return failed;
      }
    });
    return result ?? { kind: "busy", retry_after_ms: null, all: true };
  }
  const at = (account: string | null, key?: string): Stripe.RequestOptions => ({
    ...(account === null ? {} : { stripeAccount: account }),
    ...(key === undefined ? {} : { idempotencyKey: key }),
  });

  return {
    forBrowsers: { publishable_key: settings.publishableKey, sandbox_url: settings.apiUrl?.origin ?? null },
    surelyHeldMs: SURELY_HELD_MS,
    limitsOf,

    createIntent: (intent, key) =>
      call(async () => {
        const { store_id, order_id, payment_id } = intent;
        const made = await stripe.paymentIntents.create(
          {
            amount: toProvider(intent.amount_cents, intent.currency),
            currency: intent.currency.toLowerCase(),
            capture_method: "manual",
            allowed_payment_method_types: ["card"],
            metadata: { store_id, order_id, payment_id },
          },
          at(intent.account, key),
        );
        if (made.client_secret === null) throw new Error(`intent ${made.id} came without a client secret`);
        return { intent_id: made.id, client_secret: made.client_secret };
      }),

    readIntent: (intentId, account) =>
      call(async () => {
        const intent = await stripe.paymentIntents.retrieve(intentId, { expand: ["latest_charge"] }, at(account));
        if (intent.status !== "succeeded") return snapshotOf(intent, []);
        const refunds: Stripe.Refund[] = [];
        for await (const refund of stripe.refunds.list({ payment_intent: intentId, limit: 100 }, at(account))) refunds.push(refund);
        return snapshotOf(intent, refunds);
      }),

    capture: (intentId, { amount_cents, currency }, account, key) =>
      call(async () => {
        const amount_to_capture = toProvider(amount_cents, currency);
        return snapshotOf(await stripe.paymentIntents.capture(intentId, { amount_to_capture }, at(account, key)), []);
      }),

    cancel: (intentId, account, key) =>
      call(async () => snapshotOf(await stripe.paymentIntents.cancel(intentId, {}, at(account, key)), [])),

    refund: ({ intent_id, refund_id, amount_cents, tip_cents, is_correction, currency, account }, key) =>
      call(async () => {
        // Without a tip the call is to the letter what older releases sent under the same key.
        const metadata = {
          [OPERATION_ID]: refund_id,
          ...(tip_cents > 0 && { [TIP]: String(tip_cents) }),
          ...(is_correction && { [KIND]: CORRECTION }),
        };
        const amount = toProvider(amount_cents, currency);
        return refundSnapshotOf(await stripe.refunds.create({ payment_intent: intent_id, amount, metadata }, at(account, key)));
      }),

    readDispute: (disputeId, account) => call(async () => disputeOf(await stripe.disputes.retrieve(disputeId, {}, at(account)))),

    disputesOf: (intentId, account) =>
      call(async () => (await stripe.disputes.list({ payment_intent: intentId, limit: 100 }, at(account))).data.map(disputeOf)),

    listIntents: (account, { fromMs, toMs }, after) =>
      call(async () => {
        const created = { gte: Math.floor(fromMs / 1000), lt: Math.ceil(toMs / 1000) };
        const page = await stripe.paymentIntents.list(
          { created, limit: 100, expand: ["data.latest_charge"], ...(after === null ? {} : { starting_after: after }) },
          at(account),
        );
        return { intents: page.data.map(listedIntentOf), next: page.has_more ? (page.data.at(-1)?.id ?? null) : null };
      }),

    undelivered: (account, { sinceMs, types }, after) =>
      call(async () => {
        const page = await stripe.events.list(
          {
            delivery_success: false,
            created: { gte: Math.floor(sinceMs / 1000) },
            types: [...types],
            limit: EVENTS_PER_PAGE,
            ...(after === null ? {} : { starting_after: after }),
          },
          at(account),
        );
        const events = page.data.map((event) => ({ ...eventOf(event), account }));
        return { events, next: page.has_more ? (events.at(-1)?.event_id ?? null) : null };
      }),

    verifyWebhook: (rawBody, signature, nowMs) => verifyWebhook(settings, rawBody, signature, nowMs),
  };
}

function apiAt(url: URL | null): Stripe.StripeConfig {
  if (url === null) return {};
  const protocol = url.protocol === "http:" ? "http" : "https";
  return { host: url.hostname, port: url.port || (protocol === "http" ? 80 : 443), protocol };
}
