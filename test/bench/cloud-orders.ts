/**
 * POST /v1/orders at the cloud, paid at the store: priced, stored and offered to the store, whose box takes it. Beside it a bare transaction
 * of ten statements on as many connections, which is what an order at least writes.
 */
import { randomInt, randomUUID } from "node:crypto";
import type { Chain } from "@crema/tools/dev/start-chain";
import pg from "pg";
import { typicalOrder } from "./calls.ts";
import { type Cost, Meter } from "./meter.ts";
import { atOnce, post } from "./online-load.ts";
import { median } from "./percentile.ts";
import { PostgresCounter } from "./postgres-work.ts";
import { atLeast, below, count, type Figure, ms } from "./report.ts";

const CLIENTS = 16;
const ROUND_MS = 3_000;
const STATEMENTS = 8;
const ROW_BYTES = 800;

export async function benchCloudOrders(chain: Chain, quick: boolean, statements: boolean): Promise<Figure[]> {
  const { databaseUrl, cloud, stores } = chain.file;
  const bodies = await Promise.all(stores.map(typicalOrder));
  const counter = await PostgresCounter.open(databaseUrl);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CLIENTS });
  await pool.query("CREATE TABLE IF NOT EXISTS bench_rows (id uuid PRIMARY KEY, body json NOT NULL)");
  try {
    const meter = new Meter(chain, counter, [counter.backend], statements);
    const rounds: { ours: Cost; bare: number }[] = [];
    for (let round = 0; round <= (quick ? 2 : 4); round += 1) {
      const bare = await atOnce(CLIENTS, ROUND_MS / 2, () => bareTransaction(pool));
      const ours = await meter.costOf(() => atOnce(CLIENTS, ROUND_MS, () => order(cloud.url, bodies)));
      // The first one warms up.
      if (round > 0) rounds.push({ ours, bare: bare.perSecond });
    }
    return figures(rounds);
  } finally {
    await Promise.all([pool.end(), counter.end()]);
  }
}

function figures(rounds: readonly { ours: Cost; bare: number }[]): Figure[] {
  const middle = (of: (cost: Cost) => number) => median(rounds.map(({ ours }) => of(ours)));
  const parts = `cloud ${ms(middle((cost) => cost.cloudMs))}, Postgres ${ms(middle((cost) => cost.postgresMs))}`;
  return [
    atLeast(
      "orders at the cloud, paid at the store, against a bare transaction of ten statements",
      middle((cost) => cost.perSecond),
      median(rounds.map(({ bare }) => bare)),
      0.6,
    ),
    below(
      `CPU of one, its acceptance included (${parts})`,
      middle((cost) => cost.cloudMs + cost.postgresMs),
      3,
      ms,
    ),
    below(
      "commits of one",
      middle((cost) => cost.commits),
      2,
      count,
    ),
    below(
      "statements of one",
      middle((cost) => cost.statements),
      40,
      count,
    ),
  ];
}

let placed = 0;

/** By a guest of an address of their own. */
async function order(url: string, bodies: readonly string[]): Promise<number> {
  const begin = performance.now();
  placed += 1;
  await post(`${url}/v1/orders`, bodies[placed % bodies.length] ?? "", {
    "content-type": "application/json",
    "idempotency-key": randomUUID(),
    "x-forwarded-for": Array.from({ length: 4 }, () => randomInt(1, 250)).join("."),
  });
  return performance.now() - begin;
}

async function bareTransaction(pool: pg.Pool): Promise<number> {
  const begin = performance.now();
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    for (let statement = 0; statement < STATEMENTS; statement += 1) {
      await client.query({
        name: "bench_row",
        text: "INSERT INTO bench_rows (id, body) VALUES ($1, $2) /* bench */",
        values: [randomUUID(), JSON.stringify({ filler: "x".repeat(ROW_BYTES) })],
      });
    }
    await client.query("COMMIT");
  } finally {
    client.release();
  }
  return performance.now() - begin;
}
