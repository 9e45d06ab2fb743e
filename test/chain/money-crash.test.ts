/**
 * [M6] Each process of a chain is killed by SIGKILL while orders stand at named steps of their payment; after its restart every
 * order comes to its end and the books agree. The sandbox holds its responses back, so that the steps are where they are said to be.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OrderResponse } from "@crema/shared/contract/orders";
import type { OrderStatus } from "@crema/shared/domain/order/order";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { call } from "@crema/tools/dev/client/call";
import { until } from "@crema/tools/dev/client/until";
import { basket } from "@crema/tools/dev/seed/baskets";
import { type Chain, startChain } from "@crema/tools/dev/start-chain";
import { seededFraction } from "@crema/tools/dev/wan/seeded-fraction";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

const LIMIT_MS = 300_000;
const WAIT = { clock: systemClock, timers: systemTimers, limitMs: 90_000, everyMs: 50 };
/** Longer than the test. */
const NEVER_MS = 600_000;
/** The provider does what it was asked, or answers, only when the one who asked is dead; until then it refuses the key as in use. */
const AFTER_THE_KILL_MS = 8_000;

let parent: string;
let chain: Chain;
let database: pg.Pool;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "crema-money-crash-"));
  chmodSync(parent, 0o755);
  chain = await startChain({ dir: join(parent, "chain"), stores: 1, seed: 1, customers: 1 });
  database = new pg.Pool({ connectionString: chain.file.databaseUrl });
  database.on("error", () => undefined);
}, LIMIT_MS);

afterAll(async () => {
  await database.end();
  await chain.stop();
  rmSync(parent, { recursive: true, force: true });
}, LIMIT_MS);

const storeAt = () => {
  const [store] = chain.stores;
  const [token] = chain.file.cloud.customerTokens;
  if (!store || token === undefined) throw new Error("The chain has no store or no customer.");
  return { id: store.id, till: store.client, token };
};

/** The same request under the same key, as an app that has had no response sends it again. */
async function place(key: string = chain.newId()): Promise<OrderResponse> {
  const { id, token } = storeAt();
  const wanted = { store_id: id, ...basket(await chain.cloud.menu(id), seededFraction(7)), payment_method: "ONLINE" };
  return call(OrderResponse, { method: "POST", url: `${chain.file.cloud.url}/v1/orders`, token, key, body: wanted });
}

const intentOf = (order: OrderResponse) => order.client_secret?.split("_secret_")[0] ?? "";

async function plan(operation: string, outcome: string, ms: number, object?: string): Promise<void> {
  await chain.provider.plan({ operation, outcome, ms, times: 1, ...(object === undefined ? {} : { object }) });
}

/** Held at the provider in this way; the customer has paid. */
async function paidWith(operation: string, outcome: string, ms: number): Promise<OrderResponse> {
  const order = await place();
  await plan(operation, outcome, ms, intentOf(order));
  await chain.provider.pay(order.client_secret ?? "", "pm_card_visa");
  return order;
}

async function rows(query: string, ...values: string[]): Promise<number> {
  return Number((await database.query<{ n: string }>(`SELECT count(*) AS n FROM ${query}`, values)).rows[0]?.n);
}

const reaches = (what: string, holds: () => Promise<boolean>) =>
  until({ ...WAIT, what }, async () => ((await holds().catch(() => false)) ? true : null));

const asked = (kind: string, order: OrderResponse) =>
  reaches(
    `the ${kind} is asked`,
    async () => (await rows("payment_operations WHERE kind = $1 AND order_id = $2 AND tries > 0", kind, order.order_id)) === 1,
  );

const atProvider = (what: "captured_cents" | "refunded_cents", order: OrderResponse) =>
  reaches(`${what} at the provider`, async () => (await chain.provider.intent(intentOf(order)))[what] === order.total_cents);

const atStore = (order: OrderResponse, status: OrderStatus) =>
  reaches(`${status} at the store`, async () => (await storeAt().till.order(order.order_id)).status === status);

async function make({ order_id }: OrderResponse): Promise<void> {
  const { till } = storeAt();
  await till.move(order_id, "PAID", "IN_PROGRESS");
  await till.move(order_id, "IN_PROGRESS", "READY");
  await till.move(order_id, "READY", "COMPLETED");
}

/** Begun, and then cancelled by a manager: acknowledged by the box. */
async function spill({ order_id }: OrderResponse): Promise<void> {
  const { till } = storeAt();
  const [pins] = chain.file.stores.map((store) => store.pins);
  const cashier = await till.signIn(pins?.cashier ?? "");
  await till.move(order_id, "PAID", "IN_PROGRESS");
  await till.cancel(order_id, cashier, pins?.manager ?? "", "spilled");
}

async function booksAgree(): Promise<void> {
  const { id } = storeAt();
  await reaches("everything is settled", async () => {
    const open = await rows("payment_operations WHERE state = 'OPEN'");
    const waiting = await rows("refunds WHERE status = 'PENDING'");
    const held = (await chain.provider.sums(id)).held_cents;
    return open + waiting + held === 0;
  });
  const totals = await chain.cloud.totals(id);
  expect(await chain.provider.sums(id)).toEqual({
    captured_cents: totals.online_captured_cents,
    refunded_cents: totals.online_refunded_cents,
    held_cents: 0,
  });
}

test("[M6] kill -9 of the cloud between a call and its outcome, and between a webhook and its reading", { timeout: LIMIT_MS }, async () => {
  const spilled = await place();
  await chain.provider.pay(spilled.client_secret ?? "", "pm_card_visa");
  await atStore(spilled, "PAID");
  await plan("refunds.create", "late_answer", NEVER_MS);
  await spill(spilled);
  const unheard = await paidWith("payment_intents.retrieve", "late_work", NEVER_MS);
  const captured = await paidWith("payment_intents.capture", "late_answer", NEVER_MS);
  await atProvider("refunded_cents", spilled);
  await reaches(
    "the webhook is kept",
    async () => (await rows("psp_events WHERE state = 'WAITING' AND intent_id = $1", intentOf(unheard))) > 0,
  );
  await atProvider("captured_cents", captured);
  const capturing = await paidWith("payment_intents.capture", "late_work", AFTER_THE_KILL_MS);
  await asked("CAPTURE", capturing);
  await plan("payment_intents.create", "late_answer", AFTER_THE_KILL_MS);
  const key = chain.newId();
  const lost = place(key).catch((error: unknown) => error);
  await reaches(
    "the creation is asked",
    async () => (await rows("payment_operations WHERE kind = 'CREATE' AND state = 'OPEN' AND tries > 0")) === 1,
  );
  await chain.kill("cloud", "SIGKILL");
  expect(await lost).toBeInstanceOf(Error);
  await chain.restart("cloud");

  const again = await until({ ...WAIT, what: "the same key is answered" }, () => place(key).catch(() => null));
  await chain.provider.pay(again.client_secret ?? "", "pm_card_visa");
  for (const order of [unheard, capturing, captured, again]) {
    await atStore(order, "PAID");
    await make(order);
  }
  await booksAgree();
  expect(await chain.cloud.order(storeAt().token, spilled.order_id)).toMatchObject({ status: "CANCELLED", refund_state: "FULL" });
  expect(await rows("orders WHERE origin = 'APP'")).toBe(5);
});

test("[M6] kill -9 of a box after it has accepted, and after it has cancelled what was paid", { timeout: LIMIT_MS }, async () => {
  const spilled = await place();
  await chain.provider.pay(spilled.client_secret ?? "", "pm_card_visa");
  await atStore(spilled, "PAID");
  const waiting = await paidWith("payment_intents.capture", "late_work", AFTER_THE_KILL_MS);
  await reaches("the store has accepted", async () => (await chain.cloud.order(storeAt().token, waiting.order_id)).handoff === "ACCEPTED");
  await spill(spilled);
  await chain.kill(storeAt().id, "SIGKILL");
  await chain.restart(storeAt().id);
  await atStore(waiting, "PAID");
  await make(waiting);
  await reaches("the refund", async () => (await chain.cloud.order(storeAt().token, spilled.order_id)).refund_state === "FULL");
  await booksAgree();
});

test("[M6] kill -9 of the provider after it has captured, and after it has refunded", { timeout: LIMIT_MS }, async () => {
  const captured = await paidWith("payment_intents.capture", "die_after_commit", 0);
  await reaches("the provider is gone", () =>
    chain.provider.sums(storeAt().id).then(
      () => false,
      () => true,
    ),
  );
  await chain.restart("payments");
  await atStore(captured, "PAID");
  await plan("refunds.create", "die_after_commit", 0);
  await spill(captured);
  await reaches("the provider is gone", () =>
    chain.provider.sums(storeAt().id).then(
      () => false,
      () => true,
    ),
  );
  await chain.restart("payments");
  await reaches("the refund", async () => (await chain.cloud.order(storeAt().token, captured.order_id)).refund_state === "FULL");
  await booksAgree();
});

test("[M6] kill -9 of cloud and provider at once, before anything of the call was done: it is made again under its key", {
  timeout: LIMIT_MS,
}, async () => {
  const order = await paidWith("payment_intents.capture", "late_work", NEVER_MS);
  await asked("CAPTURE", order);
  await Promise.all([chain.kill("cloud", "SIGKILL"), chain.kill("payments", "SIGKILL")]);
  await chain.restart("payments");
  // The call may have been killed on its way: its plan would then hold back the one that is to go through.
  await chain.provider.forgetPlans();
  await chain.restart("cloud");
  await atStore(order, "PAID");
  await make(order);
  await booksAgree();
});
