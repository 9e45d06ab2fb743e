/** A sandbox with the real SDK on it, and a receiver of its webhooks. All of it ends with the test. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { onTestFinished } from "vitest";
import { type Sandbox, type SandboxOptions, startSandbox } from "./sandbox.ts";

export const SECRET = "whsec_sandbox";

export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "crema-psp-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export async function openSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox & { stripe: Stripe }> {
  const sandbox = await startSandbox({ dir: options.dir ?? temporaryDir(), ...options });
  onTestFinished(() => sandbox.stop());
  return Object.assign(sandbox, { stripe: sdk(sandbox) });
}

/** The official SDK as an application makes it; it tries nothing again by itself. */
export function sdk(at: { host: string; port: number }, options: { key?: string; account?: string; timeout?: number } = {}): Stripe {
  return new Stripe(options.key ?? "sk_test_sandbox", {
    host: at.host,
    port: at.port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    ...(options.account === undefined ? {} : { stripeAccount: options.account }),
  });
}

export interface Received {
  readonly body: string;
  readonly signature: string | undefined;
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** What it answers with; 200 until it is told otherwise. */
  status: number;
  /** Those with a good signature, as the SDK reads them. */
  events(): Stripe.Event[];
}

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ body: Buffer.concat(chunks).toString("utf8"), signature: request.headers["stripe-signature"]?.toString() });
      response.writeHead(receiver.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    received,
    status: 200,
    events: () => received.map(({ body, signature }) => Stripe.webhooks.constructEvent(body, signature ?? "", SECRET)),
  };
  return receiver;
}

export const CARD_ONLY = { payment_method_types: ["card"] };

/** An intent that the customer has confirmed with this card. */
export function pay(
  stripe: Stripe,
  card: string,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.Response<Stripe.PaymentIntent>> {
  return stripe.paymentIntents.create({ amount: 1000, currency: "eur", ...CARD_ONLY, payment_method: card, confirm: true, ...more });
}

/** Authorized only. */
export function hold(
  stripe: Stripe,
  card = "pm_card_visa",
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.Response<Stripe.PaymentIntent>> {
  return pay(stripe, card, { capture_method: "manual", ...more });
}

/** What the SDK threw. */
export async function fault(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const thrown = await call.then(
    (value) => new Error(`no fault but ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (thrown instanceof Stripe.errors.StripeError) return thrown;
  throw thrown;
}

/** Runs until it is true: for what another process or a timer does. The test's own time limit ends it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
