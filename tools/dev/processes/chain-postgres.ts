/**
 * The chain's Postgres: on one port and directory for as long as the chain runs, so that it can be stopped, copied, put back to a
 * copy and started again under the processes that use it.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, chown, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type EmbeddedPostgres, startEmbedded } from "@crema/cloud/db/embedded";
import { systemRandomBytes, systemTimers } from "@crema/shared/server/system";

const run = promisify(execFile);

export interface ChainPostgresOptions {
  readonly directory: string;
  readonly port: number;
  /** postgres -c settings, name=value. */
  readonly settings: readonly string[];
  readonly onLog: (line: string) => void;
  /** It has another pid, or none. */
  readonly onChanged: () => void;
}

export class ChainPostgres {
  #running: EmbeddedPostgres | null = null;
  #closed = false;

  constructor(private readonly options: ChainPostgresOptions) {}

  /** null while it does not run. */
  get pid(): number | null {
    return this.#running?.pid ?? null;
  }

  /** Resolves to its URL, which stays. */
  async start(): Promise<string> {
    if (this.#closed) throw new Error("The chain is being stopped.");
    const { directory, port, settings, onLog, onChanged } = this.options;
    this.#running ??= await startEmbedded({ directory, port, settings, onLog, timers: systemTimers, randomBytes: systemRandomBytes });
    onChanged();
    return this.#running.url;
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.stop();
    this.options.onChanged();
  }

  /** For good. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running?.stop();
  }

  /** Stops it, copies its directory, starts it again. An earlier copy is replaced. */
  async copy(): Promise<void> {
    await this.stop();
    await run("rm", ["-rf", this.#copy]);
    // As root it belongs to the user that Postgres runs as, and has to go on doing so.
    await run("cp", ["-a", this.options.directory, this.#copy]);
    await this.start();
  }

  /** Stops it, and starts the copy as a replica that lacked what came after it, and is promoted: another timeline. */
  async failOver(): Promise<void> {
    const signal = join(this.#copy, "recovery.signal");
    await appendFile(join(this.#copy, "postgresql.auto.conf"), "restore_command = 'false'\n");
    await writeFile(signal, "");
    const { uid, gid } = await stat(this.#copy);
    await chown(signal, uid, gid);
    await this.putBack();
  }

  /** Stops it, and starts it on what was copied: whatever came after the copy is gone. */
  async putBack(): Promise<void> {
    if (!existsSync(this.#copy)) throw new Error("There is no copy of the database to put back; make one first.");
    await this.stop();
    const gone = `${this.options.directory}.gone`;
    await run("mv", [this.options.directory, gone]);
    await run("mv", [this.#copy, this.options.directory]);
    await run("rm", ["-rf", gone]);
    await this.start();
  }

  get #copy(): string {
    return `${this.options.directory}.copy`;
  }
}
