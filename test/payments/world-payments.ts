/** The payment sandbox of a world, the real SDK to it, and the browsers in which its guests pay. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStripeProvider } from "@crema/cloud/payments/stripe/stripe-provider";
import type { Clock } from "@crema/shared/domain/kernel/clock";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { type Sandbox, startSandbox } from "@crema/tools/dev/stripe-sandbox/sandbox";
import { sdk } from "@crema/tools/dev/stripe-sandbox/sandbox.test-fixture";
import type Stripe from "stripe";
import type { WorldPayments } from "../world/cloud-node.ts";
import type { World } from "../world/world.ts";
import { counted } from "./counted-provider.ts";
import { type Shaky, shaky } from "./shaky-provider.ts";

export class WorldSandbox {
  private constructor(
    readonly sandbox: Sandbox,
    private readonly dir: string,
    private readonly clock: Clock,
  ) {}

  /** `clock`: the provider's; the machine's, where a test needs no other. It sends no webhook: nobody listens. */
  static async open(clock: Clock = systemClock): Promise<WorldSandbox> {
    const dir = await mkdtemp(join(tmpdir(), "crema-payments-"));
    return new WorldSandbox(await startSandbox({ dir, clock }), dir, clock);
  }

  async close(): Promise<void> {
    await this.sandbox.stop();
    await rm(this.dir, { recursive: true, force: true });
  }

  /** `line`: breaks a call of the world's nodes. */
  payments(): { payments: WorldPayments; line: Shaky } {
    const apiUrl = new URL(this.sandbox.url);
    const settings = { secretKey: "sk_test_world", webhookSecrets: ["whsec_world"], publishableKey: null, apiUrl };
    const { provider, isBusy } = counted(createStripeProvider({ settings, clock: this.clock, timers: systemTimers, timeoutMs: 60_000 }));
    const line = shaky(provider);
    return { payments: { provider: line.provider, isBusy }, line };
  }

  /** A guest's card. Resolves to the intent. */
  async pay(world: World, { client_secret }: { readonly client_secret?: string | undefined }): Promise<string> {
    const secret = String(client_secret);
    const intentId = secret.split("_secret_")[0] ?? "";
    const paid = { payment_method: "pm_card_visa", client_secret: secret, return_url: "http://127.0.0.1/back" };
    const { paymentIntents } = sdk(this.sandbox, { key: "pk_test_world" });
    await world.time.pump(paymentIntents.confirm(intentId, paid as Stripe.PaymentIntentConfirmParams));
    return intentId;
  }

  booksOf(intentId: string) {
    const books = this.sandbox.control.books().flatMap(({ intents }) => intents);
    return books.find(({ intent }) => intent === intentId);
  }
}
