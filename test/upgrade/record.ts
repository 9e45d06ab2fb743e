/**
 * Records a small chain of this version with its data, for the upgrade tests of later ones: a morning at two stores, with open
 * orders, open drawers, money in every state, and at the second store events that were never sent.
 *   tsx test/upgrade/record.ts FILE.tgz
 * The archive has the boxes' and the provider's directories, the cloud's keys, and Postgres as one JSON line per row: a
 * later version restores it into the schema of this one and then upgrades. Everything in it is of a throwaway chain.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { systemClock, systemTimers } from "@crema/shared/system";
import { until } from "../chain/client/until.ts";
import { type Chain, startChain } from "../chain/start-chain.ts";

const pg = createRequire(new URL("../../cloud/package.json", import.meta.url))("pg") as typeof import("pg");
const WAIT = { clock: systemClock, timers: systemTimers, limitMs: 30_000 };

type Json = Record<string, unknown>;

async function send<T = Json>(method: string, url: string, token: string, body?: unknown, key?: string): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return (text === "" ? {} : JSON.parse(text)) as T;
}

interface Counter {
  readonly storeId: string;
  readonly url: string;
  readonly device: string;
  readonly cashier: string;
  readonly managerPin: string;
}

async function counterOf(chain: Chain, index: number): Promise<Counter> {
  const store = chain.file.stores[index]!;
  const signed = await send<{ token: string }>("POST", `${store.url}/v1/staff/sign-in`, store.deviceToken, { pin: store.pins.cashier });
  return { storeId: store.id, url: store.url, device: store.deviceToken, cashier: signed.token, managerPin: store.pins.manager };
}

const key = (): string => crypto.randomUUID();

async function place(at: Counter, items: Json[], more: Json = {}): Promise<{ id: string; total: number }> {
  const body = { store_id: at.storeId, fulfillment_type: "PICKUP", payment_method: "AT_STORE", items, ...more };
  const order = await send<{ order_id: string; total_cents: number }>("POST", `${at.url}/v1/orders`, at.device, body, key());
  return { id: order.order_id, total: order.total_cents };
}

const move = (at: Counter, id: string, from: string, to: string) =>
  send("POST", `${at.url}/v1/orders/${id}/transition`, at.device, { expected_status: from, to_status: to });
const make = async (at: Counter, id: string) => {
  await move(at, id, "PLACED", "IN_PROGRESS");
  await move(at, id, "IN_PROGRESS", "READY");
};
const tender = (at: Counter, id: string, body: Json) => send("POST", `${at.url}/v1/orders/${id}/tenders`, at.cashier, body, key());
const refund = (at: Counter, id: string, body: Json) =>
  send("POST", `${at.url}/v1/orders/${id}/refunds`, at.cashier, { reason: "wrong milk", manager_pin: at.managerPin, ...body }, key());

const WHITE = { item_id: "flat-white", qty: 1, modifier_ids: ["milk-oat"] };
const LATTE = { item_id: "latte", qty: 2 };

/** Every state that money at a counter can be in. */
async function morning(at: Counter): Promise<void> {
  await send("POST", `${at.url}/v1/drawer/sessions`, at.cashier, { float_cents: 15_000 }, key());
  for (let i = 0; i < 4; i += 1) {
    const { id, total } = await place(at, [WHITE, LATTE]);
    await make(at, id);
    await tender(at, id, { method: "CASH", tendered_cents: total + 500, tip_cents: i * 50 });
  }
  const split = await place(at, [LATTE]);
  await tender(at, split.id, { method: "EXTERNAL_CARD", reference: "4711", amount_cents: 200 });
  await tender(at, split.id, { method: "CASH" });
  await make(at, split.id);
  await move(at, split.id, "READY", "COMPLETED");
  await refund(at, split.id, { amount_cents: 100 });
  const allBack = await place(at, [WHITE]);
  await tender(at, allBack.id, { method: "CASH" });
  await make(at, allBack.id);
  await move(at, allBack.id, "READY", "COMPLETED");
  await refund(at, allBack.id, {});
  const count = { counted_cents: 15_000 };
  await send("POST", `${at.url}/v1/drawer/counts`, at.cashier, count, key());
  await send("POST", `${at.url}/v1/drawer/close`, at.cashier, {}, key());
}

/** What is open when the upgrade comes, a refund before the hand-over and a wrong tender among it. */
async function openRest(at: Counter): Promise<void> {
  await send("POST", `${at.url}/v1/drawer/sessions`, at.cashier, { float_cents: 10_000 }, key());
  await send("POST", `${at.url}/v1/drawer/movements`, at.cashier, { kind: "PAID_IN", amount_cents: 2_000, reason: "coins" }, key());
  const ready = await place(at, [WHITE, LATTE]);
  await tender(at, ready.id, { method: "CASH" });
  await refund(at, ready.id, { amount_cents: 98 });
  await make(at, ready.id);
  const again = await place(at, [LATTE]);
  await tender(at, again.id, { method: "CASH" });
  await refund(at, again.id, {});
  await tender(at, again.id, { method: "EXTERNAL_CARD", reference: "4712" });
  await make(at, again.id);
  await move(at, again.id, "READY", "COMPLETED");
  const unstarted = await place(at, [WHITE]);
  await tender(at, unstarted.id, { method: "CASH" });
  await refund(at, unstarted.id, {});
  const voided = await place(at, [WHITE]);
  await tender(at, voided.id, { method: "CASH" });
  await send("POST", `${at.url}/v1/orders/${voided.id}/cancel`, at.cashier, { reason: "changed their mind", manager_pin: at.managerPin });
  await place(at, [WHITE], { customer_name: "Ana", note: "extra hot" });
  const started = await place(at, [LATTE, WHITE]);
  await move(at, started.id, "PLACED", "IN_PROGRESS");
  const later = new Date(Date.now() + 5 * 3_600_000).toISOString();
  await place(at, [LATTE], { requested_for: later, customer_name: "Later" });
  await send("POST", `${at.url}/v1/drafts`, at.cashier, { fulfillment_type: "IN_STORE", items: [WHITE], customer_name: "Window" }, key());
  await send("PATCH", `${at.url}/v1/stores/${at.storeId}/items/croissant`, at.device, { is_available: false });
}

async function online(chain: Chain, at: Counter): Promise<void> {
  const token = chain.file.cloud.customerTokens[0]!;
  const orderOnline = async () => {
    const body = { store_id: at.storeId, fulfillment_type: "PICKUP", payment_method: "ONLINE", items: [WHITE] };
    const order = await send<{ order_id: string; client_secret: string }>("POST", `${chain.file.cloud.url}/v1/orders`, token, body, key());
    await chain.provider.pay(order.client_secret, "pm_card_visa");
    await until({ ...WAIT, what: "PAID at the store" }, async () =>
      send<{ status: string }>("GET", `${at.url}/v1/orders/${order.order_id}`, at.device).then(
        (found) => (found.status === "PAID" ? true : null),
        () => null,
      ),
    );
    return order.order_id;
  };
  const made = await orderOnline();
  await move(at, made, "PAID", "IN_PROGRESS");
  await move(at, made, "IN_PROGRESS", "READY");
  await move(at, made, "READY", "COMPLETED");
  await send(
    "POST",
    `${chain.file.cloud.url}/v1/admin/orders/${made}/refunds`,
    chain.file.cloud.adminToken,
    { amount_cents: 100, reason: "late" },
    key(),
  );
  const cancelled = await orderOnline();
  await send("POST", `${chain.file.cloud.url}/v1/orders/${cancelled}/cancel`, token, {});
  await orderOnline();
  const appCounter = { store_id: at.storeId, fulfillment_type: "PICKUP", payment_method: "AT_STORE", items: [LATTE] };
  await send("POST", `${chain.file.cloud.url}/v1/orders`, token, appCounter, key());
  await until({ ...WAIT, what: "refunds are through" }, async () => {
    const { rows } = await query(chain, "SELECT 1 FROM refunds WHERE status = 'PENDING'");
    return rows.length === 0 ? true : null;
  });
}

async function query(chain: Chain, sql: string): Promise<{ rows: Json[] }> {
  const client = new pg.Client({ connectionString: chain.file.databaseUrl });
  await client.connect();
  try {
    return await client.query<Json>(sql);
  } finally {
    await client.end();
  }
}

/** One line per row, without the columns that Postgres computes itself; and where each sequence stands. */
async function dump(chain: Chain): Promise<string> {
  const lines: string[] = [];
  const tables = await query(
    chain,
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1",
  );
  for (const { table_name: table } of tables.rows) {
    const computed = await query(
      chain,
      `SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '${table}' AND is_generated <> 'NEVER'`,
    );
    const without = computed.rows.map((row) => ` - '${row.column_name}'`).join("");
    const { rows } = await query(chain, `SELECT (to_jsonb(t)${without})::text AS row FROM "${table}" t`);
    for (const { row } of rows) lines.push(JSON.stringify({ table, row: row as string }));
  }
  const sequences = await query(
    chain,
    "SELECT sequencename AS sequence, last_value::text AS value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL",
  );
  for (const row of sequences.rows) lines.push(JSON.stringify(row));
  return `${lines.join("\n")}\n`;
}

const target = resolve(process.argv[2] ?? "chain.tgz");
const dir = mkdtempSync(join(tmpdir(), "crema-record-"));
const chain = await startChain({ dir, stores: 2, seed: 1, onProgress: (line) => process.stderr.write(`${line}\n`) });
const out = mkdtempSync(join(tmpdir(), "crema-recorded-"));
try {
  const first = await counterOf(chain, 0);
  const second = await counterOf(chain, 1);
  await morning(first);
  await online(chain, first);
  await openRest(first);
  await morning(second);
  await until({ ...WAIT, what: "all is in the cloud" }, async () => {
    const links = await Promise.all(chain.stores.map((store) => store.client.link()));
    return links.every((link) => link.unsent_events === 0) ? true : null;
  });
  chain.wan(second.storeId, "reset");
  await openRest(second);
  const links = await Promise.all(chain.stores.map((store) => store.client.link()));
  process.stderr.write(`unsent: ${links.map((link) => link.unsent_events).join(", ")}\n`);
  for (const store of chain.stores) await chain.kill(store.id, "SIGTERM");
  await chain.kill("cloud", "SIGTERM");
  writeFileSync(join(out, "postgres.jsonl"), await dump(chain));
  writeFileSync(
    join(out, "chain.json"),
    JSON.stringify({ pins: chain.file.stores.map((store) => store.pins), devices: chain.file.stores.map((store) => store.deviceTokens) }),
  );
  await chain.kill("payments", "SIGTERM");
  mkdirSync(join(out, "data"));
  for (const name of ["cloud", "payments", "store-1", "store-2"]) {
    cpSync(join(dir, "data", name), join(out, "data", name), { recursive: true, filter: (file) => !file.endsWith("-shm") });
  }
  execFileSync("tar", ["-czf", target, "-C", out, "."]);
} finally {
  await chain.stop();
  rmSync(dir, { recursive: true, force: true });
  rmSync(out, { recursive: true, force: true });
}
process.stderr.write(`recorded ${target}\n`);
process.exit(0);
