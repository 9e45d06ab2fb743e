/**
 * A morning of three stores as real processes: people at the counters and in the app work on while lines are cut, and boxes,
 * cloud and provider are killed by SIGKILL. Whoever is not answered sends the same again under the same key. At the end
 * everything that anybody was told is in the three books once, to the cent, and every key is answered as it was.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pause } from "@crema/shared/domain/kernel/clock";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { until } from "@crema/tools/dev/client/until";
import { type Chain, startChain } from "@crema/tools/dev/start-chain";
import { untilCaughtUp } from "@crema/tools/dev/story/catch-up";
import { seededFraction } from "@crema/tools/dev/wan/seeded-fraction";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { orderInApp } from "./app-customer.ts";
import { Counter } from "./counter.ts";
import { Stubborn } from "./stubborn.ts";
import { boxBook, cloudBook, onlineAtProvider, onlineInCloud } from "./three-books.ts";
import { Told } from "./told.ts";
import { type TroubleCounts, trouble } from "./trouble.ts";

const SEED = Number(process.env.CREMA_FUZZ_SEED ?? 20_261_126);
const ROUNDS = Number(process.env.CREMA_MORNING_ROUNDS ?? 1);
const CUSTOMERS_PER_STORE = 2;
const BAR_LOOKS_EVERY_MS = 300;
const LIMIT_MS = 300_000;
const WAIT = { clock: systemClock, timers: systemTimers, limitMs: LIMIT_MS };

let parent: string;
let chain: Chain;
let database: pg.Pool;
beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "crema-morning-"));
  // Postgres has to reach its data as another user when we are root.
  chmodSync(parent, 0o755);
  chain = await startChain({ dir: join(parent, "chain"), stores: 3, seed: SEED, customers: 3 * CUSTOMERS_PER_STORE });
  database = new pg.Pool({ connectionString: chain.file.databaseUrl });
  database.on("error", () => undefined);
}, LIMIT_MS);
afterAll(async () => {
  await database?.end();
  await chain?.stop();
  rmSync(parent, { recursive: true, force: true });
}, LIMIT_MS);

interface TestStore {
  readonly told: Told;
  readonly people: Stubborn;
  readonly counter: Counter;
  readonly customers: readonly { readonly token: string; readonly seed: number }[];
}

function openStores(): TestStore[] {
  return chain.stores.map(({ id }, index) => {
    const told = new Told(id);
    const people = new Stubborn(told, chain.newId);
    const first = index * CUSTOMERS_PER_STORE;
    const tokens = chain.file.cloud.customerTokens.slice(first, first + CUSTOMERS_PER_STORE);
    return {
      told,
      people,
      counter: new Counter(chain, index, told, people, seededFraction(SEED + 10 + index)),
      customers: tokens.map((token, n) => ({ token, seed: SEED + 100 + first + n })),
    };
  });
}

async function work({ told, people, counter, customers }: TestStore, over: () => boolean): Promise<void> {
  const makes = async () => {
    for (; !over(); await pause(systemTimers, BAR_LOOKS_EVERY_MS)) await counter.makeAppOrders();
  };
  const orders = customers.map(({ token, seed }) => orderInApp(chain, token, told, people, seededFraction(seed), over));
  await Promise.all([counter.sell(over), makes(), ...orders]);
}

const rows = async (query: string, ...values: string[]): Promise<number> =>
  Number((await database.query<{ n: string }>(`SELECT count(*) AS n FROM ${query}`, values)).rows[0]?.n);

/** Every app order is made or cancelled, and no money is on its way. */
async function settled(allStores: readonly TestStore[]): Promise<void> {
  await until({ ...WAIT, what: "the app's orders end and their money is settled" }, async () => {
    for (const { counter } of allStores) await counter.makeAppOrders();
    const open = await rows("orders WHERE origin = 'APP' AND status NOT IN ('COMPLETED', 'CANCELLED')");
    const money = (await rows("payment_operations WHERE state = 'OPEN'")) + (await rows("refunds WHERE status = 'PENDING'"));
    return open + money === 0 ? true : null;
  });
}

/** Each key again: the same bytes, whoever was killed since. Headquarters is told the same refund, as it stands by now. */
async function askAgain({ told, people }: TestStore): Promise<void> {
  for (const { text, ...request } of [...told.keyed]) {
    const said = (reply: string): unknown => (request.url.includes("/v1/admin/") ? JSON.parse(reply).refund.refund_id : reply);
    const again = await people.ask(request as Parameters<Stubborn["ask"]>[0]);
    expect([again.status, said(again.text)], `${request.url} under ${request.key}`).toEqual([201, said(text)]);
  }
}

async function counterBooksAgree({ told }: TestStore): Promise<void> {
  const box = boxBook(chain, told.storeId);
  const cloud = await cloudBook(database, told.storeId);
  const atCounter = (book: typeof box) =>
    Object.fromEntries([...book].flatMap(([id, { origin, ...line }]) => (origin === "POS" ? [[id, line]] : [])));
  expect(atCounter(box), `${told.storeId}: the box`).toEqual(Object.fromEntries(told.counter));
  expect(atCounter(cloud), `${told.storeId}: the cloud`).toEqual(Object.fromEntries(told.counter));
  const inApp = [...cloud].filter(([, { origin }]) => origin === "APP");
  expect(inApp.map(([id]) => id).sort(), `${told.storeId}: orders of the app`).toEqual([...told.app.keys()].sort());
  for (const [id, line] of inApp) {
    const order = told.app.get(id);
    expect(line, id).toMatchObject({ total_cents: order?.total_cents, captured_cents: told.takenForApp.get(id) ?? 0 });
    if (order?.status) expect(line.status, id).toBe(order.status);
    const onBox = box.get(id);
    if (onBox) expect(onBox, `${id} on the box`).toEqual(line);
    else expect(line.status, `${id}, which the box never had`).toBe("CANCELLED");
  }
}

async function onlineBooksAgree({ told }: TestStore): Promise<void> {
  const cloud = await onlineInCloud(database, told.storeId);
  expect(await onlineAtProvider(chain, told.storeId), `${told.storeId}: the provider`).toEqual(cloud);
  expect((await chain.provider.sums(told.storeId)).held_cents).toBe(0);
  const book = await cloudBook(database, told.storeId);
  for (const [id, { online, total_cents }] of told.app) {
    if (!online) continue;
    const money = cloud.get(id) ?? { captured_cents: 0, refunded_cents: 0 };
    const status = book.get(id)?.status;
    if (status === "COMPLETED") {
      expect(told.paidOnline.get(id), id).toBe(total_cents);
      expect(money, id).toEqual({ captured_cents: total_cents, refunded_cents: told.refundedOnline.get(id) ?? 0 });
    } else expect(money.captured_cents - money.refunded_cents, `${id}, ${status}`).toBe(0);
  }
}

async function dayBooksAgree(storeId: string): Promise<void> {
  const { rows: days } = await database.query<{ business_day: string }>(
    "SELECT DISTINCT business_day FROM payments WHERE store_id = $1 AND business_day IS NOT NULL",
    [storeId],
  );
  expect(days.length).toBeGreaterThan(0);
  for (const { business_day: day } of days) {
    const response = await fetch(`${chain.file.cloud.url}/v1/admin/stores/${storeId}/books/${day}`, {
      headers: { authorization: `Bearer ${chain.file.cloud.adminToken}` },
    });
    expect(await response.json(), `${storeId}, ${day}`).toMatchObject({ verdict: "EQUAL", differences: [] });
  }
}

test(`[I1] [I2] [I3] [M3] a morning of cut lines and killed processes ends equal to the cent, each key once; seed ${SEED}`, {
  timeout: 4 * LIMIT_MS,
}, async () => {
  const began = systemClock.monotonic();
  const allStores = openStores();
  for (const { counter } of allStores) await counter.open();
  let over = false;
  const end = () => {
    over = true;
  };
  const happening = trouble(chain, SEED + 1_000, ROUNDS, () => over).finally(end);
  const outcomes = await Promise.allSettled([happening, ...allStores.map((storeAt) => work(storeAt, () => over).finally(end))]);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;

  await settled(allStores);
  const differences: number[] = [];
  for (const { counter } of allStores) differences.push(await counter.close());
  expect(differences, "what lies in the drawers, as the Z reports have it").toEqual(allStores.map(() => 0));
  await Promise.all(allStores.map(askAgain));
  for (const store of chain.stores) await untilCaughtUp(WAIT, chain.cloud, store.client);
  for (const storeAt of allStores) {
    await counterBooksAgree(storeAt);
    await onlineBooksAgree(storeAt);
    await dayBooksAgree(storeAt.told.storeId);
    expect(storeAt.told.internalErrors).toEqual([]);
  }
  expect(await rows("quarantine")).toBe(0);
  process.stdout.write(`${summary(allStores, await happening, systemClock.monotonic() - began)}\n`);
});

/** For docs/reliability.md. */
function summary(allStores: readonly TestStore[], happened: TroubleCounts, ms: number): string {
  const sum = (of: (told: Told) => number) => allStores.reduce((total, { told }) => total + of(told), 0);
  const lines = [
    `morning, seed ${SEED}: ${sum((told) => told.counter.size)} orders at the counters, ${sum((told) => told.app.size)} in the app`,
    `(${sum((told) => told.paidOnline.size)} paid online, ${sum((told) => told.refused.get("store.offline") ?? 0)} refused as the store was offline),`,
    `${sum((told) => told.keyed.length)} keys asked again, ${sum((told) => told.again)} requests repeated before that, in ${Math.round(ms / 1000)} s;`,
    [...happened].map(([what, times]) => `${what} ${times}`).join(", "),
  ];
  return lines.join(" ");
}
