import { execFile, spawn } from "node:child_process";
import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { systemTimers } from "@crema/shared/server/system";
import { ChainRuns, readChain, takeDirectory, writeProcesses } from "@crema/tools/dev/chain-file";
import { identify } from "@crema/tools/dev/processes/identity";
import { basket } from "@crema/tools/dev/seed/baskets";
import { type Chain, startChain } from "@crema/tools/dev/start-chain";
import { seededFraction } from "@crema/tools/dev/wan/seeded-fraction";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("../../tools/dist/start.js", import.meta.url));
const LIMIT_MS = 240_000;
/** For what hangs: beside two other chains on two cores a start has taken more than a minute. */
const UP_MS = 180_000;

let parent: string;
let chain: Chain;
const runners: ReturnType<typeof spawn>[] = [];

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "crema-chain-"));
  // Postgres has to reach its data as another user when we are root.
  chmodSync(parent, 0o755);
  chain = await startChain({ dir: join(parent, "here"), stores: 1, seed: 1, customers: 1 });
}, LIMIT_MS);

afterEach(() => {
  for (const runner of runners.splice(0)) runner.kill("SIGKILL");
});

afterAll(async () => {
  const pids = Object.entries(chain.file.pids).filter(([name]) => name !== "chain");
  const { url } = chain.file.cloud;
  await chain.stop();
  expect(pids.filter(([, pid]) => identify(pid) !== null)).toEqual([]);
  await expect(fetch(url)).rejects.toThrow();
  rmSync(parent, { recursive: true, force: true });
}, LIMIT_MS);

/** `npm start` in another process; resolves when it has written chain.json. One that ends before, or hangs, fails with what it said. */
async function startRunner(dir: string): Promise<ReturnType<typeof spawn>> {
  const said = `${dir}.log`;
  const log = openSync(said, "w");
  const runner = spawn(process.execPath, [MAIN, "--dir", dir], { stdio: ["ignore", log, log] });
  closeSync(log);
  runners.push(runner);
  const ended = new Promise<never>((_, reject) => {
    runner.once("exit", (code, signal) => reject(new Error(`It ended with ${signal ?? code}:\n${readFileSync(said, "utf8")}`)));
  });
  const state = () => (existsSync(join(dir, "chain.json")) ? "up" : readFileSync(said, "utf8"));
  await Promise.race([expect.poll(state, { timeout: UP_MS }).toBe("up"), ended]);
  return runner;
}

test("[I1] a box killed right after its acknowledgement has the order when it is back", { timeout: LIMIT_MS }, async () => {
  const [store] = chain.stores;
  if (!store) throw new Error("no store");
  const order = await store.client.place(basket(await store.client.menu(), seededFraction(3)));
  await chain.kill(store.id, "SIGKILL");
  await expect(store.client.order(order.order_id)).rejects.toThrow();
  await chain.restart(store.id);
  expect(await store.client.order(order.order_id)).toMatchObject({ status: "PLACED", total_cents: order.total_cents });
  await expect
    .poll(async () => (await chain.cloud.orders(store.id)).map((one) => one.order_id), { timeout: 40_000 })
    .toContain(order.order_id);
});

test("chain.json is for its owner only and names what runs", () => {
  expect(statSync(join(chain.dir, "chain.json")).mode & 0o077).toBe(0);
  const file = readChain(chain.dir);
  expect(file).toEqual(chain.file);
  for (const name of ["postgres", "cloud", "store-1"]) expect(identify(file.pids[name] ?? 0), name).not.toBeNull();
});

test("a second chain does not get into the directory of one that runs", async () => {
  await expect(startChain({ dir: chain.dir, stores: 1, seed: 1 })).rejects.toBeInstanceOf(ChainRuns);
  expect((await chain.stores[0]?.client.menu())?.items.length).toBeGreaterThan(30);
});

test("a directory with something in it that no chain has made is left alone", async () => {
  const dir = join(parent, "foreign");
  mkdirSync(join(dir, "data"), { recursive: true });
  writeFileSync(join(dir, "data", "precious"), "mine");
  await expect(takeDirectory(dir, systemTimers, true)).rejects.toThrow("is not a chain's");
  expect(readFileSync(join(dir, "data", "precious"), "utf8")).toBe("mine");
});

test("cleaning up spares a process that only has the pid of a former one", async () => {
  const dir = join(parent, "reused");
  await takeDirectory(dir, systemTimers, true);
  const bystander = spawn("sleep", ["60"]);
  runners.push(bystander);
  writeProcesses(dir, [{ name: "cloud", pid: bystander.pid ?? 0, born: "another moment" }]);
  await takeDirectory(dir, systemTimers, true);
  expect(identify(bystander.pid ?? 0)).not.toBeNull();
});

test("two chains side by side; nothing of one is left after kill -9, and the other goes on", { timeout: LIMIT_MS }, async () => {
  const dir = join(parent, "beside");
  const runner = await startRunner(dir);
  const pids = Object.values(readChain(dir).pids);
  expect(pids.length).toBeGreaterThanOrEqual(5);
  runner.kill("SIGKILL");
  await expect.poll(() => pids.filter((pid) => identify(pid) !== null), { timeout: 40_000 }).toEqual([]);
  await takeDirectory(dir, systemTimers, true);
  expect(existsSync(join(dir, "chain.json"))).toBe(false);
  const [store] = chain.stores;
  expect((await store?.client.place(basket(await store.client.menu(), seededFraction(4))))?.status).toBe("PLACED");
});

test("an interrupt in the middle of the story stops everything in order", { timeout: LIMIT_MS }, async () => {
  const dir = join(parent, "interrupted");
  const runner = await startRunner(dir);
  const pids = Object.values(readChain(dir).pids);
  const code = new Promise((resolve) => runner.once("exit", resolve));
  runner.kill("SIGINT");
  expect(await code).toBe(130);
  expect(pids.filter((pid) => identify(pid) !== null)).toEqual([]);
  expect(existsSync(join(dir, "chain.json"))).toBe(false);
});

test("the README's examples work on a running chain", { timeout: LIMIT_MS }, async () => {
  const readme = readFileSync(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");
  const script = /```bash\n([\s\S]*?)```/.exec(readme)?.[1];
  if (!script) throw new Error("The README has no bash block.");
  const told = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { env: { PATH: process.env.PATH, DIR: chain.dir } });
  expect(told.stdout).toMatch(/40 items\n\d+\n[\s\S]*IN_PROGRESS\nREADY\nCOMPLETED\n/);
  expect(told.stdout).toMatch(/COMPLETED\n[1-9]\d* change\n0 owed\nIN_PROGRESS\n/);
  expect(told.stdout).toMatch(/reset\nPLACED\n[1-9]\d* unsent\nup\n40 rows\n2\n/);
});
