/** A Postgres of a world's own, whose directory is copied and put back: what a restored backup, or a late replica, is to the cloud. */
import { execFile } from "node:child_process";
import { appendFile, chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { openDatabase } from "@crema/cloud/db/database";
import { type EmbeddedPostgres, startEmbedded } from "@crema/cloud/db/embedded";
import { migrate } from "@crema/cloud/db/migrate";
import { systemRandomBytes, systemTimers } from "@crema/shared/server/system";
import type { WorldDatabase } from "./shared-postgres.ts";

export class OwnPostgres implements WorldDatabase {
  private constructor(
    private readonly root: string,
    private server: EmbeddedPostgres,
  ) {}

  static async start(): Promise<OwnPostgres> {
    // Postgres may run as another user, who has to get there.
    const root = await mkdtemp("/var/tmp/crema-world-postgres-");
    await chmod(root, 0o755);
    const postgres = new OwnPostgres(root, await run(root));
    const database = openDatabase({ url: postgres.url, max: 1, name: "migrations", onError: () => undefined });
    await migrate(database);
    await database.close();
    return postgres;
  }

  get url(): string {
    return this.server.url;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** Where it was, so that everybody finds it again. */
  async restart(): Promise<void> {
    this.server = await run(this.root, Number(new URL(this.url).port));
  }

  async copy(): Promise<void> {
    await rm(join(this.root, "copy"), { recursive: true, force: true });
    await copyDirectory(join(this.root, "postgres"), join(this.root, "copy"));
  }

  async putBack(): Promise<void> {
    await rm(join(this.root, "postgres"), { recursive: true });
    await copyDirectory(join(this.root, "copy"), join(this.root, "postgres"));
  }

  static of(database: WorldDatabase): OwnPostgres {
    if (database instanceof OwnPostgres) return database;
    throw new Error("the world has no Postgres of its own");
  }

  /**
   * The copy, recovered to the end of its log and promoted: what a replica is that was behind. Its log goes on on a timeline of its own.
   */
  async promoteCopy(): Promise<void> {
    await this.putBack();
    const directory = join(this.root, "postgres");
    await appendFile(join(directory, "postgresql.auto.conf"), "restore_command = 'false'\n");
    await writeFile(join(directory, "recovery.signal"), "");
  }

  async drop(): Promise<void> {
    await this.stop();
    await rm(this.root, { recursive: true, force: true });
  }
}

const run = (root: string, port?: number): Promise<EmbeddedPostgres> =>
  startEmbedded({
    directory: join(root, "postgres"),
    timers: systemTimers,
    randomBytes: systemRandomBytes,
    onLog: () => undefined,
    settings: ["fsync=off"],
    ...(port === undefined ? {} : { port }),
  });

/** With its owner. */
const copyDirectory = (from: string, to: string) => promisify(execFile)("cp", ["-a", from, to]);
