/**
 * `npm run bench`: what Crema reaches, as ratios to limits measured in the same run on the same machine.
 *   npm run bench -- [edge] [start] [menu] [catch-up] [latency] [streams] [online] [cloud-orders] [pages] [frames] [--quick] [--statements]
 * Without names everything runs, which takes about ten minutes; --quick leaves out the long fills, --statements says what Postgres was asked.
 * A section that fails says why, and the others' figures are printed all the same. Exit code 1 when a figure is not reached.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { type Chain, type ChainOptions, startChain } from "@crema/tools/dev/start-chain";
import { benchCatchUp } from "./catch-up.ts";
import { benchCloudOrders } from "./cloud-orders.ts";
import { benchEdgeOrders } from "./edge-orders.ts";
import { benchEdgeStart } from "./edge-start.ts";
import { benchLatency } from "./latency.ts";
import { canPin, SERVER_CORE } from "./load-plan.ts";
import { benchMenuReads } from "./menu-reads.ts";
import { benchOnline } from "./online.ts";
import { benchPageLoads } from "./page-loads.ts";
import { POSTGRES_SETTINGS } from "./postgres-work.ts";
import { benchQueueFrames } from "./queue-frames.ts";
import { type Figure, printFigures } from "./report.ts";
import { BENCH_SECRET, benchStreams } from "./streams.ts";

const SECTIONS = ["menu", "edge", "start", "latency", "streams", "catch-up", "online", "cloud-orders", "pages", "frames"] as const;
type Section = (typeof SECTIONS)[number];

const words = process.argv.slice(2);
const quick = words.includes("--quick");
const statements = words.includes("--statements");
const named = words.filter((word) => !word.startsWith("--"));
const unknown = named.find((word) => !(SECTIONS as readonly string[]).includes(word));
if (unknown) throw new Error(`There is no section ${unknown}; there are ${SECTIONS.join(", ")}.`);
const chosen: readonly Section[] = named.length > 0 ? SECTIONS.filter((section) => named.includes(section)) : SECTIONS;

/** A fresh chain for each section: none starts with the other's tables. */
async function withChain(
  stores: number,
  run: (chain: Chain) => Promise<Figure[]>,
  more: Pick<ChainOptions, "cloudEnv" | "postgresSettings"> = {},
): Promise<Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), "crema-bench-chain-"));
  const quiet = { LOG_LEVEL: "error" };
  const chain = await startChain({ ...more, dir, stores, seed: 1, cloudEnv: { ...quiet, ...more.cloudEnv }, edgeEnv: quiet });
  try {
    return await run(chain);
  } finally {
    await chain.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

function storeAt(chain: Chain, index: number): Chain["file"]["stores"][number] {
  const store = chain.file.stores[index];
  if (!store) throw new Error(`the chain has no store at ${index}`);
  return store;
}

function pidOf(chain: Chain, name: string): number {
  const pid = chain.file.pids[name];
  if (!pid) throw new Error(`the chain has no process ${name}`);
  return pid;
}

function pin(pid: number): void {
  if (canPin) execFileSync("taskset", ["-a", "-pc", SERVER_CORE, String(pid)], { stdio: "ignore" });
}

/** Each from an address of its own, behind a proxy that says so. */
const MANY_GUESTS = {
  cloudEnv: { CREMA_TRUSTED_PROXIES: "1", CREMA_GUEST_ORDERS_PER_STORE: "1000000" },
  postgresSettings: POSTGRES_SETTINGS,
};

/** With it the guests of any order can be played; the boxes of the section come from one address. */
const KNOWN_SECRET = { cloudEnv: { CREMA_SECRET: BENCH_SECRET.toString("base64") }, postgresSettings: POSTGRES_SETTINGS };

const RUN: Record<Section, () => Promise<Figure[]>> = {
  menu: () =>
    withChain(1, async (chain) => {
      const store = storeAt(chain, 0);
      pin(pidOf(chain, store.id));
      pin(pidOf(chain, "cloud"));
      return [await benchMenuReads("edge", store.url, store.id), await benchMenuReads("cloud", chain.file.cloud.url, store.id)];
    }),
  edge: () =>
    withChain(1, (chain) => {
      const store = storeAt(chain, 0);
      const pid = pidOf(chain, store.id);
      pin(pid);
      return benchEdgeOrders(store, pid, join(chain.dir, "data", store.id, "crema.sqlite"), quick);
    }),
  start: () =>
    withChain(1, (chain) => {
      const store = storeAt(chain, 0);
      return benchEdgeStart(chain, store, join(chain.dir, "data", store.id, "crema.sqlite"), quick ? 10_000 : 100_000);
    }),
  streams: () => withChain(1, (chain) => benchStreams(chain, quick ? 2_000 : 10_000), KNOWN_SECRET),
  latency: () => withChain(1, (chain) => benchLatency(storeAt(chain, 0), chain.file.cloud, quick ? 0 : 2_000)),
  "catch-up": () =>
    withChain(quick ? 1 : 11, (chain) => benchCatchUp(chain, storeAt(chain, 0), chain.file.stores.slice(1), quick ? 2_000 : 10_000)),
  online: () => withChain(4, (chain) => benchOnline(chain, quick, statements), MANY_GUESTS),
  "cloud-orders": () => withChain(4, (chain) => benchCloudOrders(chain, quick, statements), MANY_GUESTS),
  pages: () => withChain(1, benchPageLoads),
  frames: () => withChain(1, benchQueueFrames),
};

const figures: Figure[] = [];
const failed: Section[] = [];
for (const section of chosen) {
  process.stderr.write(`measuring ${section}\n`);
  try {
    figures.push(...(await RUN[section]()));
  } catch (error) {
    failed.push(section);
    process.stderr.write(`${section} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
}
process.stdout.write(`Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? "unknown processor"}\n`);
printFigures(figures);
if (failed.length > 0) process.stdout.write(`not measured: ${failed.join(", ")}\n`);
// By force: Node 20 can spin for ever while it closes the handles of reset sockets at an ordinary end.
process.exit(failed.length === 0 && figures.every((figure) => figure.reached) ? 0 : 1);
