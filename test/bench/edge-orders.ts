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
import { atLeast, below, type Figure, ms, percent } from "./report.ts";
import { startServer } from "./server-process.ts";

const CONNECTIONS = 64;
/** Of a round in turns with the bare loop. */
const ROUND_MS = 2_500;

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
  return besideBare(plan, databaseFile, async (bare) => {
    const few = await pairedRates(
      { ...plan, duration_ms: ROUND_MS, run: "few" },
      { ...bare, duration_ms: ROUND_MS, run: "bare-few" },
      quick ? 2 : 3,
    );
    const pace = await runLoad({ ...plan, run: "pace", connections: 16, per_second: 50 });
    const figures = [
      atLeast("edge POST /v1/orders, 64 clients, FULL, against a bare grouped loop", few.ours, few.limit, 0.35),
      below("edge POST /v1/orders at 50/s, p99", pace.p99_ms, 25, ms),
    ];
    return quick ? figures : [...figures, ...(await withManyOrders(plan, bare, few.ours / few.limit, pid, store))];
  });
}

/**
 * Minutes lie between few orders and many, and the machine may be busier by then: so what is compared is the share of the bare
 * loop, whose database stays small.
 */
async function withManyOrders(plan: LoadPlan, bare: LoadPlan, shareOfFew: number, pid: number, store: StoreEntry): Promise<Figure[]> {
  for (let round = 0; (await ordersIn(store)) < 100_000; round++) await runLoad({ ...plan, run: `fill-${round}`, duration_ms: 10_000 });
  const many = await pairedRates({ ...plan, duration_ms: ROUND_MS, run: "many" }, { ...bare, duration_ms: ROUND_MS, run: "bare-many" }, 3);
  return [
    atLeast(
      "edge POST /v1/orders with 100,000 orders, share of the bare loop, against with few",
      many.ours / many.limit,
      shareOfFew,
      0.8,
      percent,
    ),
    below("edge memory with 100,000 orders", residentMegabytes(pid), 180, (value) => `${Math.round(value)} MB`),
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

/** Runs `measure` with the bare loop beside our edge, which writes into a copy of our database as it is now. */
async function besideBare<T>(plan: LoadPlan, databaseFile: string, measure: (bare: LoadPlan) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "crema-bench-"));
  const copy = join(folder, "bare.sqlite");
  try {
    const source = new Database(databaseFile, { readonly: true });
    await source.backup(copy);
    source.close();
    const server = await startServer("./bare-edge.ts", [copy]);
    try {
      return await measure({ ...plan, url: `${server.url}/order`, headers: {}, unique_key: false });
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
