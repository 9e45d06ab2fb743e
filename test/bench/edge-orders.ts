/**
 * POST /v1/orders on one edge with its WAN cut, beside a bare grouped loop over the same rows; then at a shop's pace; then
 * with 100,000 orders in the store.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { call, type StoreEntry, setWan, typicalOrder } from "./calls.ts";
import { type LoadPlan, runLoad } from "./load-plan.ts";
import { pairedRates } from "./paired.ts";
import { atLeast, below, type Figure, ms } from "./report.ts";
import { startServer } from "./server-process.ts";

const CONNECTIONS = 64;

export async function benchEdgeOrders(store: StoreEntry, pid: number, databaseFile: string, quick: boolean): Promise<Figure[]> {
  await setWan(store, "reset");
  const body = await typicalOrder(store);
  await call("POST", `${store.url}/v1/orders`, store.deviceToken, JSON.parse(body), { "idempotency-key": "bench-sample-order" });
  const plan: LoadPlan = {
    url: `${store.url}/v1/orders`,
    method: "POST",
    headers: { authorization: `Bearer ${store.deviceToken}` },
    body,
    unique_key: true,
    run: "",
    connections: CONNECTIONS,
    duration_ms: quick ? 3_000 : 8_000,
    per_second: null,
  };
  const { ours, limit } = await besideBare(plan, databaseFile, quick ? 2 : 3);
  const pace = await runLoad({ ...plan, run: "pace", connections: 16, per_second: 50 });
  const figures = [
    atLeast("edge POST /v1/orders, 64 clients, FULL, against a bare grouped loop", ours, limit, 0.35),
    below("edge POST /v1/orders at 50/s, p99", pace.p99_ms, 25, ms),
  ];
  return quick ? figures : [...figures, ...(await withManyOrders(plan, ours, pid, store))];
}

async function withManyOrders(plan: LoadPlan, few: number, pid: number, store: StoreEntry): Promise<Figure[]> {
  for (let round = 0; (await ordersIn(store)) < 100_000; round++) await runLoad({ ...plan, run: `fill-${round}`, duration_ms: 10_000 });
  const many = await runLoad({ ...plan, run: "many" });
  return [
    atLeast("edge POST /v1/orders with 100,000 orders, against with few", many.per_second, few, 0.8),
    below("edge memory with 100,000 orders", residentMegabytes(pid), 200, (value) => `${Math.round(value)} MB`),
  ];
}

/** Every order is at least one event of the log. */
async function ordersIn(store: StoreEntry): Promise<number> {
  return (await call<{ head_seq: number }>("GET", `${store.url}/v1/link`, null)).head_seq;
}

function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(kilobytes?.[1] ?? "0") / 1024;
}

/** Our edge and the bare loop in turns; the bare loop writes into a copy of our database. */
async function besideBare(plan: LoadPlan, databaseFile: string, rounds: number): Promise<{ ours: number; limit: number }> {
  const folder = mkdtempSync(join(tmpdir(), "crema-bench-"));
  const copy = join(folder, "bare.sqlite");
  try {
    const source = new Database(databaseFile, { readonly: true });
    await source.backup(copy);
    source.close();
    const server = await startServer("./bare-edge.ts", [copy]);
    try {
      const round = { ...plan, duration_ms: 2_500 };
      return await pairedRates({ ...round, run: "rate" }, { ...round, url: `${server.url}/order`, headers: {}, unique_key: false }, rounds);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
