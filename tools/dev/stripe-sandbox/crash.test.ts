/** [M6] kill -9 of the sandbox at each named step, in a process of its own: what was answered is in the books, and nothing twice. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type Stripe from "stripe";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AccountBooks } from "./books.ts";
import { fault, hold, openReceiver, SECRET, sdk, temporaryDir, until } from "./sandbox.test-fixture.ts";

/** Built before: to be transformed at each start took most of this file's time. */
const MAIN = fileURLToPath(new URL("../../dist/payments.js", import.meta.url));

interface Running {
  readonly process: ChildProcess;
  readonly stripe: Stripe;
  control(path: string, body?: object): Promise<{ accounts: AccountBooks[] }>;
  /** Resolves to the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>;
}

async function start(dir: string, ...more: string[]): Promise<Running> {
  const child = spawn(process.execPath, [MAIN, "--dir", dir, "--port", "0", ...more], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once("exit", (_, signal) => resolve(signal)));
  const line = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      if (text.includes("\n")) resolve(text);
    });
    void ended.then(() => reject(new Error(`the sandbox ended: ${text}`)));
  });
  const at = JSON.parse(line) as { url: string; host: string; port: number; pid: number };
  expect(at.pid).toBe(child.pid);
  return {
    process: child,
    stripe: sdk(at),
    ended,
    async control(path, body = {}) {
      const response = await fetch(`${at.url}/_control/${path}`, { method: "POST", body: JSON.stringify(body) });
      const books = (await response.json()) as { accounts: AccountBooks[] };
      expect(response.status, JSON.stringify(books)).toBe(200);
      return books;
    },
  };
}

const KEY = { idempotencyKey: "order-1:capture:1" };

describe("[M6] killed while it captures", () => {
  test.each([
    ["die_before_commit", 0, undefined],
    ["die_after_commit", 1000, "true"],
  ])("%s: the same key finds out, and the money moves once", async (outcome, captured, replayed) => {
    const dir = temporaryDir();
    const first = await start(dir);
    const { id } = await hold(first.stripe);
    await first.control("calls/plan", { operation: "payment_intents.capture", outcome });
    expect(await fault(first.stripe.paymentIntents.capture(id, {}, KEY))).toMatchObject({ type: "StripeConnectionError" });
    expect(await first.ended).toBe("SIGKILL");
    const second = await start(dir);
    expect((await second.control("books")).accounts).toMatchObject([{ captured_cents: captured }]);
    const result = await second.stripe.paymentIntents.capture(id, {}, KEY);
    expect(result.status).toBe("succeeded");
    expect(result.lastResponse.headers["idempotent-replayed"]).toBe(replayed);
    expect((await second.control("books")).accounts).toMatchObject([{ captured_cents: 1000 }]);
  });
});

test("[M6] killed at no chosen moment: every response is in the books, and the same keys bring the rest to its end, once", async () => {
  const dir = temporaryDir();
  const first = await start(dir);
  const intents = await Promise.all(Array.from({ length: 20 }, () => hold(first.stripe)));
  const capture = ({ stripe }: Running, id: string) => stripe.paymentIntents.capture(id, {}, { idempotencyKey: `capture:${id}` });
  const acknowledged: string[] = [];
  const calls = intents.map(async ({ id }) => {
    await capture(first, id);
    acknowledged.push(id);
    if (acknowledged.length === 7) first.process.kill("SIGKILL");
  });
  await Promise.allSettled(calls);
  await first.ended;
  const second = await start(dir);
  const captured = async () => (await second.control("books")).accounts[0]?.intents.filter((books) => books.captured_cents === 1000) ?? [];
  expect((await captured()).map((books) => books.intent)).toEqual(expect.arrayContaining(acknowledged));
  await Promise.all(intents.map(({ id }) => capture(second, id)));
  expect(await captured()).toHaveLength(20);
  expect((await second.control("books")).accounts).toMatchObject([{ captured_cents: 20_000, held_cents: 0 }]);
});

test("[M6] killed between sending a webhook and noting it: it is sent again", async () => {
  const dir = temporaryDir();
  const receiver = await openReceiver();
  const webhook = ["--webhook", receiver.url, "--webhook-secret", SECRET];
  const first = await start(dir, ...webhook);
  await first.control("webhooks/plan", { action: "die_after_send", type: "payment_intent.created" });
  await first.stripe.paymentIntents.create({ amount: 1000, currency: "eur" });
  expect(await first.ended).toBe("SIGKILL");
  const second = await start(dir, ...webhook);
  await until(() => receiver.received.length === 2);
  expect(new Set(receiver.events().map((event) => event.id)).size).toBe(1);
  await second.control("webhooks/quiet");
  second.process.kill("SIGTERM");
  expect(await second.ended).toBeNull();
});
