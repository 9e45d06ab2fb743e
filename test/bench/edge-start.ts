/**
 * How long a box with many orders takes from its start until it serves, with nothing of its database in the system's memory, as after a
 * power cut. Beside it what a start also did until it left this to migrations: the check of every row's references, which reads all of them.
 */
import { execFileSync } from "node:child_process";
import type { Chain } from "@crema/tools/dev/start-chain";
import Database from "better-sqlite3";
import { linkOf, type StoreEntry, setWan, typicalOrder } from "./calls.ts";
import { runLoad } from "./load-plan.ts";
import { median } from "./percentile.ts";
import { below, type Figure, ms } from "./report.ts";

const ROUNDS = 5;

export async function benchEdgeStart(chain: Chain, store: StoreEntry, databaseFile: string, orders: number): Promise<Figure[]> {
  await setWan(store, "reset");
  const body = await typicalOrder(store);
  const plan = { url: `${store.url}/v1/orders`, method: "POST" as const, body, unique_key: true, connections: 64, per_second: null };
  const headers = { authorization: `Bearer ${store.deviceToken}` };
  for (let round = 0; (await linkOf(store)).head_seq < orders; round++) {
    await runLoad({ ...plan, headers, run: `start-${round}`, duration_ms: 5_000 });
  }
  const events = (await linkOf(store)).head_seq;
  const starts: number[] = [];
  const checks: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await chain.kill(store.id, "SIGTERM");
    forget(databaseFile);
    checks.push(msOfCheck(databaseFile));
    forget(databaseFile);
    const begin = performance.now();
    await chain.restart(store.id);
    starts.push(performance.now() - begin);
  }
  const name = `start of a box with ${events.toLocaleString("en-US")} orders, its disk cold`;
  process.stderr.write(`the check that a start leaves to migrations: ${ms(median(checks))}\n`);
  return [below(name, median(starts), 1_000, ms)];
}

function msOfCheck(file: string): number {
  const db = new Database(file, { readonly: true });
  const begin = performance.now();
  db.pragma("foreign_key_check");
  const took = performance.now() - begin;
  db.close();
  return took;
}

/** The system keeps nothing of it in memory. */
function forget(file: string): void {
  execFileSync("dd", [`of=${file}`, "oflag=nocache", "conv=notrunc,fdatasync", "count=0"], { stdio: "ignore" });
}
