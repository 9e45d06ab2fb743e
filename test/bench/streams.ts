/**
 * Thousands of guests who follow an order each on one node: what a stream takes beside one of a bare server that the same clients hold,
 * how late a change is at 100 a second, and what it costs the database when the node's LISTEN is lost in the midst of them.
 */
import { accessToken } from "@crema/cloud/auth/access-token";
import type { Chain } from "@crema/tools/dev/start-chain";
import { BoxHold } from "../scale/box-hold.ts";
import { DatabaseWatch } from "../scale/database-watch.ts";
import { makeStores } from "../scale/light-stores.ts";
import { residentBytes } from "../scale/process-memory.ts";
import { WorkerProcess } from "../scale/worker-process.ts";
import { until } from "./calls.ts";
import { below, count, type Figure, ms } from "./report.ts";
import { startServer } from "./server-process.ts";

export const BENCH_SECRET: Buffer = Buffer.alloc(32, 7);

const BOXES = 10;
const PER_SECOND = 100;
const SECONDS = 15;
/** The most that a node opens at once without sending anybody away. */
const AT_ONCE = 40;
/** Of an order's first frame. */
const FRAME_BYTES = 1_500;
const POLL_MS = 5_000;

const kB = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`;

export async function benchStreams(chain: Chain, streams: number): Promise<Figure[]> {
  const { url, adminToken } = chain.file.cloud;
  const boxes = await BoxHold.open([url], await makeStores(url, adminToken, BOXES));
  const database = await DatabaseWatch.open(chain.file.databaseUrl);
  const guests = new WorkerProcess();
  try {
    const orders = (await boxes.place(Math.ceil(streams / BOXES))).slice(0, streams);
    const followed = orders.map((orderId) => ({ orderId, token: accessToken(BENCH_SECRET, orderId) }));
    const bare = await bareBytes(followed);
    const node = chain.file.pids.cloud ?? 0;
    const before = residentBytes(node);
    await guests.ask("openStreams", { urls: [url], streams: followed, atOnce: AT_ONCE });
    await settle();
    const ours = (residentBytes(node) - before) / streams;
    await guests.ask("figures");
    await boxes.change(PER_SECOND, SECONDS);
    const told = await guests.ask("figures");
    return [
      {
        ...below(`memory of a node per stream, ${streams.toLocaleString("en-US")} of them`, ours, 20_000, kB),
        limit: kB(bare),
        value: ours / bare,
      },
      below(`a change at a box to its guest at ${PER_SECOND}/s, p95`, told.p95, 250, ms),
      ...(await lostListen(boxes, guests, database, streams)),
    ];
  } finally {
    await guests.end();
    await boxes.cutOff();
    await database.end();
  }
}

async function lostListen(boxes: BoxHold, guests: WorkerProcess, database: DatabaseWatch, streams: number): Promise<Figure[]> {
  const begin = performance.now();
  const before = await database.streamStatements();
  const changing = boxes.change(PER_SECOND, 6);
  await settle();
  await database.cutListeners();
  await changing;
  const from = performance.now();
  await until("all guests to catch up", async () => {
    const stored = await database.cursors();
    return (await guests.ask("cursors")).every(([orderId, cursor]) => stored.get(orderId) === cursor);
  });
  const caughtUp = performance.now() - from;
  const polls = Math.ceil((performance.now() - begin) / POLL_MS);
  const compared = (await database.streamStatements()).compared - before.compared;
  return [
    below(
      `comparisons of all ${streams.toLocaleString("en-US")} streams when LISTEN is lost, ${polls} by polls`,
      compared,
      polls + 2,
      count,
    ),
    below("until all guests know all changes again", caughtUp, 5_000, ms),
  ];
}

/** What the same clients take of a server that does nothing else. */
async function bareBytes(followed: readonly { orderId: string; token: string }[]): Promise<number> {
  const server = await startServer("./bare-streams.ts", [String(FRAME_BYTES)]);
  const clients = new WorkerProcess();
  try {
    await settle();
    const before = residentBytes(server.pid);
    await clients.ask("openStreams", { urls: [server.url], streams: followed, atOnce: AT_ONCE });
    await settle();
    return (residentBytes(server.pid) - before) / followed.length;
  } finally {
    await clients.end();
    await server.stop();
  }
}

const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 3_000));
