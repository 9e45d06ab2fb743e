/** Two chains of real processes beside each other: what becomes of the one is nothing to the other. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemTimers } from "@crema/shared/server/system";
import { readChain, takeDirectory } from "@crema/tools/dev/chain-file";
import { identify } from "@crema/tools/dev/processes/identity";
import { basket } from "@crema/tools/dev/seed/baskets";
import { type Chain, startChain } from "@crema/tools/dev/start-chain";
import { seededFraction } from "@crema/tools/dev/wan/seeded-fraction";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Runner, startRunner } from "./runner.ts";

const LIMIT_MS = 300_000;

let parent: string;
let chain: Chain;
const runners: Runner[] = [];

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "crema-beside-"));
  chmodSync(parent, 0o755);
  chain = await startChain({ dir: join(parent, "here"), stores: 1, seed: 1, customers: 1 });
}, LIMIT_MS);
afterEach(() => {
  for (const runner of runners.splice(0)) runner.kill("SIGKILL");
});
afterAll(async () => {
  await chain.stop();
  rmSync(parent, { recursive: true, force: true });
}, LIMIT_MS);

async function beside(name: string) {
  const dir = join(parent, name);
  const runner = await startRunner(dir, (started) => runners.push(started));
  const pids = Object.values(readChain(dir).pids);
  expect(pids.length).toBeGreaterThanOrEqual(5);
  return { dir, runner, pids };
}

async function firstGoesOn(): Promise<void> {
  const [store] = chain.stores;
  expect((await store?.client.place(basket(await store.client.menu(), seededFraction(4))))?.status).toBe("PLACED");
}

test("nothing of one is left after kill -9, and the other goes on", { timeout: LIMIT_MS }, async () => {
  const { dir, runner, pids } = await beside("killed");
  runner.kill("SIGKILL");
  await expect.poll(() => pids.filter((pid) => identify(pid) !== null), { timeout: 40_000 }).toEqual([]);
  await takeDirectory(dir, systemTimers, true);
  expect(existsSync(join(dir, "chain.json"))).toBe(false);
  await firstGoesOn();
});

test("one is interrupted in the middle of its story: it stops in order, and the other goes on", { timeout: LIMIT_MS }, async () => {
  const { dir, runner, pids } = await beside("interrupted");
  const code = new Promise((resolve) => runner.once("exit", resolve));
  runner.kill("SIGINT");
  expect(await code).toBe(130);
  expect(pids.filter((pid) => identify(pid) !== null)).toEqual([]);
  expect(existsSync(join(dir, "chain.json"))).toBe(false);
  expect(readFileSync(`${dir}.log`, "utf8")).toMatch(/stopping: [^\n]+\n\s+stopped\n$/);
  await firstGoesOn();
});
