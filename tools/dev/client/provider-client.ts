/** What a customer's browser and a test do at the payment provider of the chain: the sandbox, by its own HTTP. */
import { z } from "zod";

const IntentBooks = z.looseObject({
  intent: z.string(),
  captured_cents: z.number().int(),
  refunded_cents: z.number().int(),
  held_cents: z.number().int(),
  metadata: z.record(z.string(), z.string()),
});
const Books = z.looseObject({ accounts: z.array(z.looseObject({ account: z.string(), intents: z.array(IntentBooks) })) });

export interface ProviderSums {
  readonly captured_cents: number;
  readonly refunded_cents: number;
  readonly held_cents: number;
}

export class ProviderClient {
  constructor(readonly url: string) {}

  /** The customer pays in the browser: a publishable key and the client secret. Resolves to the decline's code, null when it went through. */
  async pay(clientSecret: string, card: string): Promise<string | null> {
    const intentId = clientSecret.split("_secret_")[0];
    const response = await fetch(`${this.url}/v1/payment_intents/${intentId}/confirm`, {
      method: "POST",
      headers: { authorization: "Bearer pk_test_chain", "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ payment_method: card, client_secret: clientSecret, return_url: "http://127.0.0.1/" }).toString(),
    });
    const reply: { error?: { decline_code?: string; code?: string; message?: string } } = JSON.parse(await response.text());
    if (response.ok) return null;
    if (response.status !== 402) throw new Error(`The provider answered ${response.status}: ${reply.error?.message ?? ""}`);
    return reply.error?.decline_code ?? reply.error?.code ?? "declined";
  }

  /** The next webhook of that type is made and never sent. */
  async loseWebhook(type: string): Promise<void> {
    await this.#control("webhooks/plan", { action: "drop", type, times: 1 });
  }

  /** What happens to a call that comes (tools/dev/stripe-sandbox/README.md). */
  async plan(call: object): Promise<void> {
    await this.#control("calls/plan", call);
  }

  /** Plans that no call has come for yet; they outlive the provider's death. */
  async forgetPlans(): Promise<void> {
    await this.#control("plans/clear", {});
  }

  /** Throws when the provider has no such intent. */
  async intent(intentId: string): Promise<ProviderSums> {
    const { accounts } = Books.parse(await this.#control("books", {}));
    const found = accounts.flatMap((account) => account.intents).find((intent) => intent.intent === intentId);
    if (!found) throw new Error(`The provider has no ${intentId}.`);
    return found;
  }

  /** A store's payments, one by one. */
  async intents(storeId: string): Promise<z.infer<typeof IntentBooks>[]> {
    const { accounts } = Books.parse(await this.#control("books", {}));
    return accounts.flatMap((account) => account.intents).filter((intent) => intent.metadata.store_id === storeId);
  }

  /** What the provider has of a store's payments. */
  async sums(storeId: string): Promise<ProviderSums> {
    const intents = await this.intents(storeId);
    const sum = (pick: (intent: z.infer<typeof IntentBooks>) => number) => intents.reduce((total, intent) => total + pick(intent), 0);
    return {
      captured_cents: sum((intent) => intent.captured_cents),
      refunded_cents: sum((intent) => intent.refunded_cents),
      held_cents: sum((intent) => intent.held_cents),
    };
  }

  async #control(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${this.url}/_control/${path}`, { method: "POST", body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`The sandbox refused ${path}: ${text}`);
    return text === "" ? null : JSON.parse(text);
  }
}
