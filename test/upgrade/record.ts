/**
 * Records a small chain of this version with its data, for the upgrade tests of later ones: a morning at two stores, with open
 * orders, open drawers, money in every state, and at the second store events that were never sent.
 *   tsx test/upgrade/record.ts FILE.tgz
 * The archive has the boxes' and the provider's directories, the cloud's keys, and Postgres as one JSON line per row: a
 * later version restores it into the schema of this one and then upgrades. Everything in it is of a throwaway chain.
 * Beside it belongs the boxes' program of that version: dist/main.js, minified, and dist/migrations, as edge-wire-N.tgz.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { until } from "@crema/tools/dev/client/until";
import { type Chain, startChain } from "@crema/tools/dev/start-chain";
import { type Counter, counterOf, type Json, key, LATTE, morning, move, openRest, send, WHITE } from "./counter-day.ts";

const pg = createRequire(new URL("../../cloud/package.json", import.meta.url))("pg") as typeof import("pg");
const WAIT = { clock: systemClock, timers: systemTimers, limitMs: 30_000 };

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
  const [first, second] = await Promise.all(chain.file.stores.map((store) => counterOf({ ...store, pos: store.deviceToken })));
  if (!first || !second) throw new Error("The chain has no two stores.");
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
