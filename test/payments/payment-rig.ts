/**
 * A cloud node on real Postgres, the real Stripe SDK, and the payment sandbox, with one store that a test plays by
 * hand. Jobs run when the test says so; the node's clock moves only when the test moves it. Webhooks are held at the
 * sandbox until a test lets them go, so that the test decides their order.
 */
import {
  createTestNode,
  espressos,
  guestBy,
  must,
  openStore,
  orderNow,
  type TestBox,
  type TestNode,
} from "@crema/cloud/cloud-node.test-fixture";
import { createTestDatabase, type TestDatabase } from "@crema/cloud/db/database.test-fixture";
import { sweepOffers } from "@crema/cloud/jobs/offer-sweeper";
import { endUnansweredCancels } from "@crema/cloud/jobs/unanswered-cancels";
import { listUndelivered } from "@crema/cloud/payments/events/undelivered";
import { workOffEvents } from "@crema/cloud/payments/events/webhook-inbox";
import type { PaymentDeps } from "@crema/cloud/payments/operations/operation";
import { runDueOperations } from "@crema/cloud/payments/operations/worker";
import type { PaymentProvider } from "@crema/cloud/payments/provider";
import { createStripeProvider } from "@crema/cloud/payments/stripe/stripe-provider";
import { raiseSilentStores } from "@crema/cloud/payments/sweeps/silent-stores";
import { expireUnpaid, reconcile, withdrawUncaptured } from "@crema/cloud/payments/sweeps/sweeper";
import type { Timers } from "@crema/shared/domain/kernel/clock";
import type { Order } from "@crema/shared/domain/order/order";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import { Payment, Refund } from "@crema/shared/domain/payment/payment";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { type Sandbox, startSandbox } from "@crema/tools/dev/stripe-sandbox/sandbox";
import { sdk } from "@crema/tools/dev/stripe-sandbox/sandbox.test-fixture";
import { seededFraction } from "@crema/tools/dev/wan/seeded-fraction";
import { WanProxy } from "@crema/tools/dev/wan/wan-proxy";
import Stripe from "stripe";

export const WEBHOOK_SECRET = "whsec_rig";

export interface Paid {
  readonly order_id: string;
  readonly client_secret: string;
  readonly intent_id: string;
}

/** No test here needs a real time-out; one that a busy machine causes would be a fault that nobody planned. */
const PATIENCE_MS = 60_000;

export class PaymentRig {
  readonly webhooks: { body: string; signature: string }[] = [];

  private constructor(
    readonly db: TestDatabase,
    readonly node: TestNode,
    readonly sandbox: Sandbox,
    readonly provider: PaymentProvider,
    readonly stripe: Stripe,
    /** Between the cloud and the provider; the customers' browsers and the test do not go through it. */
    readonly line: WanProxy,
  ) {}

  /** `pauses`: what a pause that the provider asks for waits by. */
  static async open(dir: string, pauses: Timers = systemTimers): Promise<PaymentRig> {
    const sandbox = await startSandbox({ dir });
    const line = new WanProxy({ target: sandbox, clock: systemClock, timers: systemTimers, random: seededFraction(1) });
    const apiUrl = new URL(`http://127.0.0.1:${await line.listen()}`);
    const db = await createTestDatabase();
    const settings = { secretKey: "sk_test_rig", webhookSecrets: [WEBHOOK_SECRET], publishableKey: null, apiUrl };
    const provider = createStripeProvider({ settings, clock: systemClock, timers: pauses, timeoutMs: PATIENCE_MS });
    const node = createTestNode(db.database, { ms: systemClock.now() }, provider);
    return new PaymentRig(db, node, sandbox, provider, sdk(sandbox), line);
  }

  async close(): Promise<void> {
    await this.line.stop();
    await this.sandbox.stop();
    await this.db.drop();
  }

  get deps(): PaymentDeps {
    const { database, executor, clock } = this.node;
    return { database, executor, clock, provider: this.provider };
  }

  async store(currency = "EUR"): Promise<TestBox> {
    return openStore(this.node, { currency, hours: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "00:00", close: "24:00" })) });
  }

  /** An order that is to be paid online. */
  async place(box: TestBox, key: string, changes: Partial<PlaceOrderRequest> = {}): Promise<Paid> {
    const request = espressos(box.storeId, { payment_method: "ONLINE", ...changes });
    const { order_id, client_secret } = JSON.parse(must(await this.node.commands.place(request, key, guestBy)).body);
    return { order_id, client_secret, intent_id: String(client_secret).split("_secret_")[0] ?? "" };
  }

  /** The customer's browser pays, with a publishable key and the client secret alone. */
  async pay({ intent_id, client_secret }: Paid, card = "pm_card_visa", account?: string): Promise<void> {
    const browser = sdk(this.sandbox, { key: "pk_test_rig" });
    const confirmed = { payment_method: card, client_secret, return_url: "http://127.0.0.1/back" } as Stripe.PaymentIntentConfirmParams;
    await browser.paymentIntents.confirm(intent_id, confirmed, account === undefined ? {} : { stripeAccount: account });
  }

  order(orderId: string): Promise<Order> {
    return orderNow(this.node, orderId);
  }

  async money(orderId: string): Promise<{ payment: Payment; refunds: Refund[] }> {
    const payments = await this.node.database.pool.query("SELECT state FROM payments WHERE order_id = $1", [orderId]);
    const refunds = await this.node.database.pool.query("SELECT state FROM refunds WHERE order_id = $1 ORDER BY refund_id", [orderId]);
    return { payment: Payment.parse(payments.rows[0]?.state), refunds: refunds.rows.map((row) => Refund.parse(row.state)) };
  }

  async exceptions(orderId: string): Promise<string[]> {
    const found = await this.node.database.pool.query<{ kind: string }>("SELECT kind FROM exceptions WHERE order_id = $1 ORDER BY kind", [
      orderId,
    ]);
    return found.rows.map((row) => row.kind);
  }

  /** The provider's events since the last call go to the node's webhook, in the order that `arrange` gives them. */
  async deliver(arrange: <T>(events: T[]) => T[] = (events) => events): Promise<void> {
    const listed: Stripe.Event[] = [];
    for await (const event of this.stripe.events.list({ limit: 100 })) listed.push(event);
    for (const event of arrange(listed.reverse())) await this.webhook(event);
  }

  async webhook(event: object): Promise<string> {
    const payload = JSON.stringify(event);
    const timestamp = Math.floor(this.node.time.ms / 1000);
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET, timestamp });
    const taken = await this.node.payments?.takeWebhook(payload, signature);
    return taken?.ok ? "ok" : (taken?.refusal.code ?? "no payments");
  }

  /** Everything that is due now, until nothing is. */
  async settle(): Promise<void> {
    for (let round = 0; round < 40; round += 1) {
      const done = (await workOffEvents(this.deps)) + (await runDueOperations(this.deps));
      if (done === 0) return;
    }
    throw new Error("payments do not come to rest");
  }

  /** While somebody waits, time passes for the node as well. */
  async whileTimePasses<T>(waiting: Promise<T>): Promise<T> {
    const tick = setInterval(() => (this.node.time.ms += 500), 20);
    return waiting.finally(() => clearInterval(tick));
  }

  /** Time passes, and every sweeper runs. */
  async later(seconds: number): Promise<void> {
    this.node.time.ms += seconds * 1000;
    const { deps } = this;
    await sweepOffers(deps);
    await endUnansweredCancels(deps);
    await expireUnpaid(deps);
    await withdrawUncaptured(deps);
    await reconcile(deps);
    await listUndelivered(deps);
    await raiseSilentStores(deps);
    await this.settle();
  }

  /** What the provider has of an intent. */
  books(intentId: string) {
    const found = this.sandbox.control
      .books()
      .flatMap((account) => account.intents)
      .find((intent) => intent.intent === intentId);
    if (!found) throw new Error(`the provider has no ${intentId}`);
    return found;
  }
}
