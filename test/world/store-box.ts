/**
 * A store's box on a directory of its own, started as main.ts starts it. In a crash the files are copied as they are at
 * that instant and the line is cut in the same turn, so that nothing the old process still does reaches anybody.
 */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Box, openBox } from "@crema/edge/box";
import { DATABASE_FILE } from "@crema/edge/data-dir";
import { writeMigratedDatabase } from "@crema/edge/db/migrated-file.test-fixture";
import { prepareCopy } from "@crema/edge/disk/prepare";
import { parseEdgeSettings } from "@crema/edge/settings";
import { RelogReport } from "@crema/shared/contract/relog";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { describeProblems } from "@crema/shared/server/settings";
import type { ProcessLog } from "./cloud-node.ts";
import type { Connection, Line } from "./line.ts";
import type { Seeded } from "./seeded.ts";
import type { WorldTime } from "./world-time.ts";

export interface StoreBoxDeps {
  readonly storeId: string;
  /** Directories are made in here. */
  readonly root: string;
  readonly line: Line;
  readonly time: WorldTime;
  readonly random: Seeded;
  readonly newLog: () => ProcessLog;
}

/** Those wait for the cloud, and so for the world's time. */
const WAITS = ["/v1/enroll", "/v1/relog"];

/** Worlds set no folder for them. */
const noBackups = () => Promise.reject(new Error("no backup was asked for"));

export class LostReply extends Error {}

export class StoreBox {
  /** How wrong the box's wall clock is, in ms. */
  clockErrorMs = 0;
  #dir: string;
  #working = 0;
  #running: { readonly box: Box; readonly connection: Connection; readonly mute: () => void } | null = null;

  constructor(readonly ports: StoreBoxDeps) {
    this.#dir = this.#newDir();
    writeMigratedDatabase(join(this.#dir, DATABASE_FILE));
  }

  get storeId(): string {
    return this.ports.storeId;
  }

  get line(): Line {
    return this.ports.line;
  }

  get box(): Box {
    if (!this.#running) throw new Error(`the box of ${this.storeId} is not running`);
    return this.#running.box;
  }

  get dataDir(): string {
    return this.#dir;
  }

  get isUp(): boolean {
    return this.#running !== null;
  }

  /** Where its disk is; a crash moves it. */
  get dir(): string {
    return this.#dir;
  }

  #newDir(): string {
    return mkdtempSync(join(this.ports.root, `${this.storeId}-`));
  }

  /** It starts, or is at a request (a PIN is being checked): that takes the machine's time, and not the world's. */
  isBusy(): boolean {
    return this.#working > 0;
  }

  async #work<T>(work: () => Promise<T>): Promise<T> {
    this.#working += 1;
    const done = work();
    this.#requests.add(done);
    try {
      return await done;
    } finally {
      this.#requests.delete(done);
      this.#working -= 1;
    }
  }
  readonly #requests = new Set<Promise<unknown>>();

  open(): Promise<void> {
    return this.#work(() => this.#open());
  }

  async #open(): Promise<void> {
    if (this.#running) throw new Error("the box runs already");
    const { time, random, line, storeId } = this.ports;
    const { log, mute } = this.ports.newLog();
    const parsed = parseEdgeSettings({ CREMA_EDGE_PORT: "0", CREMA_DATA_DIR: this.#dir, CREMA_MIN_FREE_DISK_MIB: "0" });
    if (!parsed.ok) throw new Error(describeProblems(parsed.problems));
    const connection = line.connect();
    const machine = {
      clock: time.clockWith(() => this.clockErrorMs),
      timers: time.timersOf(storeId),
      random: random.fraction,
      randomBytes: random.bytes,
      fetch: connection.fetch,
      runBackup: noBackups,
      runRelog: (file: string) => this.#relog(file),
      lanAddresses: () => [],
    };
    this.#running = { box: await openBox(parsed.settings, machine, log, "0.1.0"), connection, mute };
  }

  /** As `crema-edge relog` does. */
  async #relog(source: string): Promise<Result<RelogReport>> {
    const file = `${source}.copy`;
    const prepared = prepareCopy(source, file, iso(this.ports.time.clock.now()));
    if (!prepared.ok) return prepared;
    const reply = await this.lan("POST", "/v1/relog", this.box.operatorToken, { file, source, dry_run: false });
    const text = await reply.text();
    return reply.status === 200 ? ok(RelogReport.parse(JSON.parse(text))) : refuse("service.unavailable", text);
  }

  /** One request on the store's LAN. Throws LostReply when the box went before the response was out. */
  async lan(method: string, path: string, token: string | null, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const running = this.#running;
    if (!running) throw new LostReply("the box does not run");
    const request = new Request(`http://box.test${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const ask = async () => running.box.app.fetch(request, { incoming: { socket: { remoteAddress: "127.0.0.1" } } });
    const response = await (WAITS.includes(path) ? ask() : this.#work(ask));
    if (this.#running !== running) throw new LostReply("the box is gone");
    return response;
  }

  /** As after a power cut: the next `open` finds what was on the disk. */
  async crash(): Promise<void> {
    const ended = this.#running;
    if (!ended) return;
    const old = this.#dir;
    this.#dir = this.copyDisk();
    this.#running = null;
    // A box without power writes nothing, although what it was at (a PIN being checked) goes on in this process.
    ended.mute();
    ended.connection.hangUp();
    await ended.box.lifecycle.stop();
    rmSync(old, { recursive: true, force: true });
  }

  /** As after SIGTERM: what it is at ends first. */
  async stop(): Promise<void> {
    const ended = this.#running;
    this.#running = null;
    await Promise.allSettled(this.#requests);
    await ended?.box.lifecycle.stop();
  }

  /** The files as they are now, in a directory of their own. */
  copyDisk(): string {
    const copy = this.#newDir();
    // SQLite creates its shared memory again; the log beside the database is part of it.
    cpSync(this.#dir, copy, { recursive: true, filter: (file) => !file.endsWith("-shm") });
    return copy;
  }

  /** An empty directory. */
  useNewDisk(): void {
    this.useDisk(this.#newDir());
  }

  /** The box has another disk from its next start on. */
  useDisk(dir: string): void {
    if (this.#running) throw new Error("stop the box before changing its disk");
    this.#dir = dir;
  }
}
