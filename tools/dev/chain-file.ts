/**
 * What a program needs to know of a running chain (DIR/chain.json), and what the next run needs to clean up after one that
 * was killed (DIR/processes.json). Both hold secrets of this chain: readable by their owner only.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pause, type Timers } from "@crema/shared/domain/kernel/clock";
import { z } from "zod";
import { isAlive } from "./processes/identity.ts";
import { readSaved, readSavedIfReadable, type SavedChain } from "./saved-chain.ts";
import { writeWhole } from "./write-whole.ts";

/** Of the directory and of chain.json. 1 wrote no number, and nothing that a later start could go on with. */
export const CHAIN_FORMAT = 2;

export const ChainFile = z.object({
  format: z.literal(CHAIN_FORMAT),
  cloud: z.object({ url: z.url(), adminToken: z.string(), customerTokens: z.array(z.string()) }),
  stores: z.array(
    z.object({
      id: z.string(),
      url: z.url(),
      /** The till's. */
      deviceToken: z.string(),
      /** By kind. */
      deviceTokens: z.object({ pos: z.string(), barista: z.string(), board: z.string() }),
      pins: z.object({ barista: z.string(), cashier: z.string(), manager: z.string() }),
      wanControl: z.url(),
      /** What the sheet at the till leads phones to, where the store has a page for guests. */
      guestLink: z.url().optional(),
      /** Of the box that the store has now: CREMA_DATA_DIR of crema-edge. */
      dataDir: z.string(),
    }),
  ),
  /** The payment sandbox; its control interface is at /_control/ (tools/dev/stripe-sandbox/README.md). */
  payments: z.object({ url: z.url() }),
  /** What the cloud has sent by mail, to browsers and to phones: a page, and for programs /messages and /mails. */
  mail: z.object({ url: z.url() }),
  /** The push service's sandbox: POST /subscriptions gives out a browser's; GET /pushes, POST /_control. */
  push: z.object({ url: z.url() }),
  /** That of Twilio: GET /messages, POST /_control. */
  sms: z.object({ url: z.url() }),
  databaseUrl: z.string(),
  /** Where the chain is told to replace a store's box, to copy its database, and to put that back. */
  control: z.url(),
  /** By name: chain, postgres, payments, cloud, and each store's id. */
  pids: z.record(z.string(), z.number().int()),
});
export type ChainFile = z.infer<typeof ChainFile>;

const Processes = z.array(z.object({ name: z.string(), pid: z.number().int(), born: z.string() }));
export type Processes = z.infer<typeof Processes>;

const CHAIN = "chain.json";
const PROCESSES = "processes.json";
/** Its presence says that `data`, `logs` and `mail` beside it are a chain's and may be deleted. */
const MARKER = "crema-chain";
const OURS = ["data", "logs", "mail", CHAIN, PROCESSES, "kept.json"];

/** The directory cannot be taken, and a person has to say what is to become of it. */
export class CannotTake extends Error {}
export class ChainRuns extends CannotTake {}

export function writeChain(dir: string, chain: ChainFile): void {
  writeWhole(join(dir, CHAIN), chain);
}

export function readChain(dir: string): ChainFile {
  return ChainFile.parse(JSON.parse(readFileSync(join(dir, CHAIN), "utf8")));
}

export function writeProcesses(dir: string, processes: Processes): void {
  writeWhole(join(dir, PROCESSES), processes);
}

/** After an orderly stop: nothing runs, so nothing points at processes. Data and logs stay to be looked at. */
export function forgetProcesses(dir: string): void {
  rmSync(join(dir, CHAIN), { force: true });
  rmSync(join(dir, PROCESSES), { force: true });
}

/**
 * Takes the directory: resolves to what an earlier chain has left to go on with, or to null for a new one. `fresh`: whatever
 * is there is erased. Throws ChainRuns when a chain is running in it, CannotTake for one of another format and for something
 * that no chain has put there; ends what a killed chain has left running, known by pid and moment of birth.
 */
export async function takeDirectory(dir: string, timers: Timers, fresh: boolean): Promise<SavedChain | null> {
  mkdirSync(dir, { recursive: true });
  const marker = join(dir, MARKER);
  let saved: SavedChain | null = null;
  if (existsSync(marker)) {
    const left = leftOver(join(dir, PROCESSES)).filter((process) => isAlive(process));
    const runner = left.find((process) => process.name === "chain");
    if (runner)
      throw new ChainRuns(`A chain is running in ${dir} already (pid ${runner.pid}). Stop it, or take another directory with --dir.`);
    for (const process of left) await end(process, timers);
    if (!fresh) saved = savedIn(dir, readFileSync(marker, "utf8"));
    if (saved === null) erase(dir);
  }
  const foreign = saved === null && OURS.find((name) => existsSync(join(dir, name)));
  if (foreign) throw new CannotTake(`${join(dir, foreign)} is not a chain's; take another directory with --dir.`);
  writeFileSync(
    marker,
    `format ${CHAIN_FORMAT}\ndata, logs and mail beside this file belong to a chain of \`npm start\`; \`npm start -- --fresh\` erases them\n`,
  );
  return saved;
}

function savedIn(dir: string, marker: string): SavedChain | null {
  const format = Number(/^format (\d+)/.exec(marker)?.[1] ?? "1");
  if (format === CHAIN_FORMAT) {
    const saved = readSaved(dir);
    if (saved === null || existsSync(saved.postgresDirectory)) return saved;
    throw new CannotTake(`The database of the chain in ${dir} is gone (${saved.postgresDirectory}). Begin afresh with --fresh.`);
  }
  throw new CannotTake(
    `${dir} holds a chain of format ${format}; this version goes on with format ${CHAIN_FORMAT} only. Erase it with --fresh, or take another directory with --dir.`,
  );
}

function erase(dir: string): void {
  const postgres = readSavedIfReadable(dir)?.postgresDirectory;
  // Outside only where root's private home kept Postgres from reaching it.
  if (postgres && !postgres.startsWith(dir)) rmSync(dirname(postgres), { recursive: true, force: true });
  for (const name of OURS) rmSync(join(dir, name), { recursive: true, force: true });
}

function leftOver(file: string): Processes {
  if (!existsSync(file)) return [];
  const parsed = Processes.safeParse(JSON.parse(readFileSync(file, "utf8")));
  return parsed.success ? parsed.data : [];
}

/** SIGINT is an orderly stop for our processes and a fast one for Postgres. */
async function end(left: Processes[number], timers: Timers): Promise<void> {
  process.kill(left.pid, "SIGINT");
  for (let waited = 0; isAlive(left) && waited < 5_000; waited += 50) await pause(timers, 50);
  if (isAlive(left)) process.kill(left.pid, "SIGKILL");
  while (isAlive(left)) await pause(timers, 50);
}
