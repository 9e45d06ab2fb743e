/**
 * A chain in one process: stores with real SQLite, nodes of the cloud on a real Postgres, the real sync between them,
 * and a line for each store that a test makes bad. `inWorld` ends with a drain, the invariants of sync/SPEC.md, and a
 * check for anything left open. A world that could not drain still releases all that it holds.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommitLine } from "@crema/cloud/db/commit-line.test-fixture";
import { NO_CHANNELS } from "@crema/cloud/jobs/message-jobs";
import { MemoryErasures } from "@crema/cloud/register/memory-erasures.test-fixture";
import { MemoryRegister } from "@crema/cloud/register/memory-register.test-fixture";
import pg from "pg";
import { expect } from "vitest";
import { AppClient } from "./app-client.ts";
import { CloudNode, isInUse, type ProcessLog } from "./cloud-node.ts";
import { checkInvariants } from "./invariants.ts";
import { Ledger } from "./ledger.ts";
import { Line } from "./line.ts";
import type { StoreChanges } from "./menu.ts";
import { OwnPostgres } from "./own-postgres.ts";
import { makeOwner } from "./owner.ts";
import { boxPosition, cloudPosition, whyNotQuiet } from "./positions.ts";
import { processLog } from "./process-log.ts";
import { done, type Reply, readResponse } from "./reply.ts";
import { type Seeded, seeded } from "./seeded.ts";
import { sessionsLeft } from "./sessions.ts";
import { SharedPostgres, type WorldDatabase } from "./shared-postgres.ts";
import { StoreBox } from "./store-box.ts";
import { boxFacts, type CloudFacts, cloudFacts } from "./store-facts.ts";
import { Till } from "./till.ts";
import type { WorldOptions } from "./world-options.ts";
import { WorldTime } from "./world-time.ts";

/** Another machine may take its box's place: then line and till are that one's. */
export interface TestStore {
  readonly id: string;
  box: StoreBox;
  line: Line;
  till: Till;
}

export class World {
  /** The cloud's registers of boxes and of erasures. */
  readonly register = new MemoryRegister();
  readonly erasures = new MemoryErasures();
  readonly random: Seeded;
  readonly time: WorldTime;
  readonly ledger = new Ledger();
  readonly nodes: CloudNode[] = [];
  readonly allStores: TestStore[] = [];
  /** What the processes wrote into their logs as errors: bugs, unless the test expects them. */
  readonly errors: string[] = [];
  readonly #root = mkdtempSync(join(tmpdir(), "crema-world-"));
  readonly #pool: pg.Pool;
  #operatorToken = "";
  #turn = 0;

  private constructor(
    private readonly database: WorldDatabase,
    private readonly commitLine: CommitLine | null,
    readonly options: WorldOptions,
  ) {
    this.random = seeded(options.seed ?? 1);
    this.time = new WorldTime(() => this.#isBusy(), options.startMs);
    this.#pool = new pg.Pool({ connectionString: database.url, application_name: "observer", max: 2 });
    // A pool has ended before its sessions have; the database that is then dropped tells them so.
    this.#pool.on("error", () => undefined);
    this.#pool.on("connect", (client) => client.on("error", () => undefined));
  }

  static async create(options: WorldOptions = {}): Promise<World> {
    const database = await (options.ownPostgres ? OwnPostgres : SharedPostgres).start();
    const world = new World(database, options.breaksAtCommit ? await CommitLine.to(database.url) : null, options);
    try {
      await world.#build();
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  async #build(): Promise<void> {
    const { stores = 1, nodes = 1 } = this.options;
    this.#operatorToken = await makeOwner(this.#pool, this.time.clock, this.random.bytes);
    for (let number = 1; number <= nodes; number += 1) {
      const ports = {
        databaseUrl: this.commitLine?.url ?? this.database.url,
        admin: this.#pool,
        time: this.time,
        random: this.random,
        ...{ register: this.register, erasures: this.erasures },
        paymentProvider: this.options.payments?.provider ?? null,
        channels: this.options.channels ?? NO_CHANNELS,
        newLog: () => this.#newLog(),
      };
      const node = new CloudNode({ ...ports, name: `node-${number}` });
      this.nodes.push(node);
      await node.start();
    }
    const all = typeof stores === "number" ? Array.from({ length: stores }, () => this.options.store) : stores;
    for (const [index, changes] of all.entries()) await this.#openStore(`store-${index + 1}`, changes);
    await this.quiet(this.allStores);
  }

  #newLog(): ProcessLog {
    return processLog((line) => void this.errors.push(line), this.options.onLogged);
  }

  async #openStore(id: string, changes?: StoreChanges): Promise<void> {
    const { app } = this;
    await app.putStore(id, changes);
    await app.publishMenu(id);
    const { time } = this;
    const box = await this.anotherBox(id);
    const storeAt: TestStore = { id, box, line: box.line, till: new Till(box, this.ledger) };
    this.allStores.push(storeAt);
    const body = { cloud_url: "http://cloud.test", code: await app.enrollCode(id) };
    done(await readResponse(await time.pump(box.lan("POST", "/v1/enroll", box.box.operatorToken, body))));
    await time.until(`${id} has its documents`, () => box.box.store.queries.menu());
    await storeAt.till.signIn();
  }

  /** The cloud is stopped, its database copied, and everything started again. */
  copyDatabase(): Promise<void> {
    return this.withoutDatabase((database) => database.copy());
  }

  /** The cloud is stopped, the copy put in the place of its database, and everything started again. */
  putDatabaseBack(): Promise<void> {
    return this.withoutDatabase((database) => database.putBack(this.time.clock));
  }

  async withoutDatabase(work: (database: WorldDatabase) => Promise<void>): Promise<void> {
    for (const node of this.nodes) await this.time.pump(node.crash());
    await this.database.stop();
    await work(this.database);
    await this.database.restart();
    for (const node of this.nodes) await this.time.pump(node.start());
  }

  /** Every machine is off for so long, as they are after closing. `early`: what guests do when the cloud is up, and no box yet. */
  async off(ms: number, early: () => Promise<void>): Promise<void> {
    for (const { box } of this.allStores) await this.time.pump(box.stop());
    for (const node of this.nodes) await this.time.pump(node.crash());
    await this.time.skip(ms);
    for (const node of this.nodes) await this.time.pump(node.start());
    await early();
    for (const { box } of this.allStores) await box.open();
  }

  /** The line of the nodes to Postgres. */
  get commits(): CommitLine {
    if (!this.commitLine) throw new Error("the nodes of this world have no such line");
    return this.commitLine;
  }

  /** Makes the box that runs there the store's next one, as `crema-edge enroll` does. */
  async enrollNext(box: StoreBox, given?: string): Promise<Reply<{ epoch: number }>> {
    const code = given ?? (await this.app.enrollCode(box.storeId, true));
    const body = { cloud_url: "http://cloud.test", code };
    return readResponse(await this.time.pump(box.lan("POST", "/v1/enroll", box.box.operatorToken, body)));
  }

  /** Another machine in the store, with an empty disk and a line of its own. */
  async anotherBox(storeId: string): Promise<StoreBox> {
    const { time, random } = this;
    const deliver = (request: Request) => this.#deliver(request);
    const line = new Line({ deliver, timers: time.timersOf(`line ${storeId}`), random: random.fraction });
    const box = new StoreBox({ storeId, root: this.#root, line, time, random, newLog: () => this.#newLog() });
    this.#machines.push(box);
    await box.open();
    return box;
  }
  readonly #machines: StoreBox[] = [];

  /** One node after the other, like a balancer that leaves out those that are down. */
  #deliver(request: Request): Promise<Response> {
    const up = this.nodes.filter((node) => node.isUp);
    this.#turn += 1;
    const node = up[this.#turn % Math.max(1, up.length)];
    return node ? node.fetch(request) : Promise.reject(new TypeError("fetch failed"));
  }

  #isBusy(): boolean {
    const isAtWork = this.#machines.some((box) => box.line.isMoving() || box.isBusy()) || this.nodes.some((node) => node.isBusy());
    return isAtWork || isInUse(this.#pool) || this.options.payments?.isBusy() === true;
  }

  /** The app, and HQ, at the first node. */
  get app(): AppClient {
    this.#app ??= new AppClient(this.node, this.time, this.ledger, this.#operatorToken);
    return this.#app;
  }
  #app: AppClient | null = null;

  get storeAt(): TestStore {
    return this.allStores[0]!;
  }

  get node(): CloudNode {
    return this.nodes[0]!;
  }

  query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
    return this.#pool.query<T>(sql, values).then((result) => result.rows);
  }

  cloud(storeId: string): Promise<CloudFacts> {
    return cloudFacts(this.#pool, storeId);
  }

  /** What the box last said of its link. */
  linkOf(storeAt: TestStore): string {
    return storeAt.box.box.link.status().state;
  }

  until<T>(what: string, condition: () => T | Promise<T>, limitMs?: number): ReturnType<typeof this.time.until<T>> {
    return this.time.until(what, condition, limitMs);
  }

  pass(ms: number): Promise<void> {
    return this.time.pass(ms);
  }

  #drains(): TestStore[] {
    return this.allStores.filter((storeAt) => !this.options.lost?.includes(storeAt.id));
  }

  /** [I7] Every line is up and everything has been said: both ways, within a bound. A world begins with all its stores heard. */
  async quiet(stores = this.#drains()): Promise<void> {
    for (const storeAt of stores) {
      storeAt.line.calm();
      let last = "";
      const settled = async () => {
        const link = this.linkOf(storeAt);
        last = link === "LIVE" ? whyNotQuiet(boxPosition(storeAt.box), await cloudPosition(this.#pool, storeAt.id)) : `the link is ${link}`;
        return last === "";
      };
      await this.until(`${storeAt.id} drains`, settled).catch((cause: unknown) => {
        throw new Error(`[I7] ${storeAt.id} has not drained: ${last}`, { cause });
      });
      await this.time.pump(storeAt.line.settle());
    }
  }

  /** Drains, then compares both sides and what clients were told. */
  async check(): Promise<void> {
    await this.quiet();
    for (const storeAt of this.#drains()) checkInvariants(storeAt.id, boxFacts(storeAt.box), await this.cloud(storeAt.id), this.ledger);
    expect(this.errors, "errors in the logs").toEqual([]);
  }

  /** Stops everything; the names of what stayed open. */
  async close(): Promise<string[]> {
    for (const box of this.#machines) await this.time.pump(box.stop());
    await this.time.pump(Promise.all(this.nodes.map((node) => node.stop())));
    const left = [];
    for (const owner of [...this.nodes.map((node) => node.name), ...this.allStores.map((storeAt) => storeAt.id)]) {
      if (this.time.pending(owner) > 0) left.push(`timers of ${owner}`);
    }
    for (const { line, storeId } of this.#machines) if (line.open() > 0) left.push(`exchanges of ${storeId}`);
    const sessions = await sessionsLeft(
      this.#pool,
      this.nodes.map((node) => node.name),
    );
    left.push(...sessions.map((name) => `a connection of ${name}`));
    await this.#pool.end();
    await this.commitLine?.close();
    await this.database.drop();
    rmSync(this.#root, { recursive: true, force: true });
    return left;
  }
}

/** Runs a test in a world of its own, which must drain, agree and leave nothing open. */
export async function inWorld(options: WorldOptions, test: (world: World) => Promise<void>): Promise<void> {
  const world = await World.create(options);
  let failed = true;
  try {
    await test(world);
    await world.check();
    failed = false;
  } finally {
    const left = await world.close();
    if (!failed) expect(left, "left open").toEqual([]);
  }
}
