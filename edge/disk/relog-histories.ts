/**
 * What this box put aside of its own histories (as it was enrolled again, as a backup took its place) is re-logged by itself, once it has
 * joined: nobody has to remember it. The command does it, in a process of its own, as for any other disk.
 */
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { LinkState } from "@crema/shared/contract/link-status";
import type { RelogReport } from "@crema/shared/contract/relog";
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { createTicker, type Service } from "@crema/shared/server/service";
import type { Logger } from "pino";
import type { RelogTable } from "../db/relogs.ts";

/** `crema-edge relog --from FILE`. */
export type RunRelog = (file: string) => Promise<Result<Pick<RelogReport, "waiting">>>;

export interface HistoriesDeps {
  readonly dataDir: string;
  readonly relogs: Pick<RelogTable, "isDone">;
  readonly runRelog: RunRelog;
  readonly linkState: () => LinkState;
  readonly timers: Timers;
  readonly log: Pick<Logger, "info" | "error">;
}

export interface Histories extends Service {
  /** There may be another one now. */
  look(): void;
}

const LOOK_EVERY_MS = 30_000;
/** Of money whose order has not come down: with every so many looks, since each copies the disk. */
const LOOKS_BETWEEN = 20;

export function createHistories({ dataDir, relogs, runRelog, linkState, timers, log }: HistoriesDeps): Histories {
  const folder = resolve(dataDir);
  let waiting = historiesIn(folder);
  let busy = false;
  /** Some of their money waits for its order. */
  let unfinished: string[] = [];
  let looks = 0;

  /** One after the other, and those that are done already cost no turn. */
  async function all(): Promise<void> {
    if (busy) return;
    busy = true;
    looks += 1;
    if (looks % LOOKS_BETWEEN === 0) {
      waiting = [...waiting, ...unfinished];
      unfinished = [];
    }
    try {
      for (let file = next(); file !== undefined; file = next()) {
        if (relogs.isDone(file) || (await relog(file))) continue;
        // Somebody is at another disk, or the cloud is away: the next look tries again.
        waiting = [file, ...waiting.filter((each) => each !== file)];
        return;
      }
    } finally {
      busy = false;
    }
  }

  function next(): string | undefined {
    if (linkState() !== "LIVE") return undefined;
    const [file] = waiting;
    waiting = waiting.slice(1);
    return file;
  }

  /** Whether it has come to an end: it is in, or the file itself is what stands in the way. All else passes. */
  async function relog(file: string): Promise<boolean> {
    const done = await tried(file);
    if (done.ok) {
      if (done.value.waiting.length > 0) unfinished.push(file);
      log.info({ file, report: done.value }, "what was put aside has been re-logged");
      return true;
    }
    const { code } = done.refusal;
    if (code.startsWith("disk.")) {
      log.error({ file, refusal: done.refusal }, `re-log it by hand: crema-edge relog --from ${file}`);
      return true;
    }
    log.info({ file, refusal: done.refusal }, "what was put aside waits to be re-logged");
    return false;
  }

  async function tried(file: string): ReturnType<RunRelog> {
    try {
      return await runRelog(file);
    } catch (error) {
      return refuse("service.unavailable", error instanceof Error ? error.message : String(error));
    }
  }

  const ticker = createTicker({
    timers,
    everyMs: LOOK_EVERY_MS,
    onError: (err) => log.error({ err }, "what was put aside could not be re-logged; the next start tries again"),
    run: all,
  });
  return {
    ...ticker,
    look() {
      unfinished = [];
      waiting = historiesIn(folder);
    },
  };
}

const historiesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => /^history-.*\.sqlite$/.test(name))
    .sort()
    .map((name) => join(folder, name));
