/**
 * Opens the database that the settings name: by URL, or the embedded Postgres in the data directory. When a command
 * runs beside the service, the embedded Postgres is already up and is used, not started a second time.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pause, type RandomBytes, type Timers } from "@crema/shared/domain/kernel/clock";
import type { Lifecycle } from "@crema/shared/server/lifecycle";
import type { Logger } from "pino";
import { classifyDatabaseError, type Database, type DatabaseOptions, openDatabase } from "../db/database.ts";
import { startEmbedded } from "../db/embedded.ts";
import { runningEmbedded } from "../db/running-embedded.ts";
import type { CloudSettings } from "../settings.ts";

export interface OpenDeps {
  readonly settings: CloudSettings;
  readonly lifecycle: Lifecycle;
  readonly timers: Timers;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
  /** Whether an own Postgres is made where there is none yet: for the service itself. */
  readonly mayMake: boolean;
  /** Looks at each new connection before it serves. */
  readonly verify?: DatabaseOptions["verify"];
}

/** A command that works on a database was not told of any. */
export class NoDatabase extends Error {}

const ATTEMPTS = 30;
const RETRY_MS = 1_000;

/** What is opened is closed by the lifecycle. */
export async function openConfigured({ settings, lifecycle, timers, randomBytes, log, mayMake, verify }: OpenDeps): Promise<Database> {
  const url = settings.databaseUrl ?? (await embeddedUrl());
  const database = openDatabase({
    url,
    max: settings.databasePool,
    name: "crema-cloud",
    onError: (err) => log.warn({ err }, "a connection to the database has broken"),
    ...(verify && { verify }),
  });
  lifecycle.push("database", () => database.close());
  return database;

  async function embeddedUrl(): Promise<string> {
    const directory = join(settings.dataDir, "postgres");
    if (!mayMake && !existsSync(join(directory, "PG_VERSION"))) {
      throw new NoDatabase(
        `DATABASE_URL is not set, and there is no Postgres of its own in CREMA_DATA_DIR (${settings.dataDir}). Give this command the settings with which the service runs.`,
      );
    }
    const running = await runningEmbedded(directory);
    if (running) return running;
    const embedded = await startEmbedded({ directory, timers, randomBytes, onLog: (line) => log.debug({ line }, "postgres") });
    lifecycle.push("embedded Postgres", () => embedded.stop());
    log.info({ pid: embedded.pid, directory }, "the own Postgres runs");
    return embedded.url;
  }
}

/** Runs `work` again while the database is away, up to half a minute: it may be starting as well. */
export async function onceReachable<T>(timers: Timers, log: Logger, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || classifyDatabaseError(error) === null) throw error;
      log.warn({ err: error, attempt }, "the database cannot be reached yet");
      await pause(timers, RETRY_MS);
    }
  }
}
