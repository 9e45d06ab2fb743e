/**
 * One node of the cloud on the world's database: started as main.ts starts it, without the sockets. In a crash the
 * server cuts its connections, so what it had not committed is gone, and nothing of it responds any more.
 */

import { type Database, openDatabase } from "@crema/cloud/db/database";
import type { Remembered } from "@crema/cloud/incarnation/judge";
import { createIncarnationWatch, type IncarnationWatch } from "@crema/cloud/incarnation/watch";
import type { MessageChannels } from "@crema/cloud/jobs/message-jobs";
import { type CloudNode as StartedNode, startCloudNode } from "@crema/cloud/node";
import type { PaymentProvider } from "@crema/cloud/payments/provider";
import type { ErasureRegister } from "@crema/cloud/register/erasures";
import type { EpochRegister } from "@crema/cloud/register/register";
import { createIdSource, type IdSource } from "@crema/shared/domain/kernel/ids";
import type pg from "pg";
import type { Logger } from "pino";
import { endOfMany } from "./in-flight.ts";
import type { Seeded } from "./seeded.ts";
import type { WorldTime } from "./world-time.ts";

export const SECRET = Buffer.alloc(32, 7);
export const CONTACT_KEYS = { current: "k1", keys: new Map([["k1", Buffer.alloc(32, 1)]]) };
const PLENTY = 1_000_000;

export interface CloudNodeDeps {
  readonly name: string;
  readonly databaseUrl: string;
  /** A superuser's connection, to cut the node's. */
  readonly admin: pg.Pool;
  readonly time: WorldTime;
  readonly random: Seeded;
  /** One for all nodes; no fault of the database touches it. */
  readonly register: EpochRegister;
  readonly erasures: ErasureRegister;
  /** null: the chain takes no online payment. */
  readonly paymentProvider: PaymentProvider | null;
  readonly channels: MessageChannels;
  readonly newLog: () => ProcessLog;
}

/** Somebody waits for the database by it. */
export const isInUse = (pool: pg.Pool): boolean => pool.totalCount > pool.idleCount || pool.waitingCount > 0;

/** Where a world's online orders are paid. `isBusy`: a call is under way, and the world's time waits for it. */
export interface WorldPayments {
  readonly provider: PaymentProvider;
  readonly isBusy: () => boolean;
}

/** What one run of a node writes. */
export interface ProcessLog {
  readonly log: Logger;
  mute(): void;
}

interface Running {
  readonly database: Database;
  readonly service: StartedNode;
  readonly watch: IncarnationWatch;
  readonly dead: AbortController;
  readonly mute: () => void;
}

export class CloudNode {
  #running: Running | null = null;
  /** The file in its data directory. */
  #remembered: Remembered | null = null;
  readonly #newId: IdSource;

  constructor(private readonly ports: CloudNodeDeps) {
    this.#newId = createIdSource(ports.time.clock, ports.random.bytes);
  }

  get name(): string {
    return this.ports.name;
  }

  get isUp(): boolean {
    return this.#running !== null;
  }

  get service(): StartedNode {
    if (!this.#running) throw new Error(`${this.name} is down`);
    return this.#running.service;
  }

  /** Rejects when Postgres is away, or goes in the middle; nothing is left open then. */
  async start(): Promise<void> {
    const { name, databaseUrl, time } = this.ports;
    const { log, mute } = this.ports.newLog();
    const timers = time.timersOf(name);
    const watch = createIncarnationWatch({
      memory: {
        read: async () => this.#remembered,
        write: async (remembered) => {
          this.#remembered = remembered;
        },
      },
      newId: this.#newId,
      clock: time.clock,
      timers,
      onBegun: (begun) => log.warn(begun, "the database was put back"),
      onError: (err) => log.warn({ err }, "the database could not be looked at"),
    });
    const database = openDatabase({
      url: databaseUrl,
      max: 6,
      name,
      onError: (err) => log.warn({ err }, "an idle connection broke"),
      verify: (client) => watch.verify(client),
    });
    const service = await this.#serve(database, watch, log).catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
    await watch.job.start();
    this.#running = { database, service, watch, dead: endOfMany(), mute };
  }

  async #serve(database: Database, watch: IncarnationWatch, log: Logger): Promise<StartedNode> {
    const { name, time, random } = this.ports;
    await watch.start(database.pool);
    return startCloudNode({
      database,
      incarnation: watch.present,
      secret: SECRET,
      contactKeys: CONTACT_KEYS,
      limits: {
        guestOrdersPerAddressPerMinute: PLENTY,
        openOrdersPerCustomer: PLENTY,
        openOrdersPerAddress: PLENTY,
        guestOrdersPerStorePerMinute: PLENTY,
        enrollPerAddressPerMinute: PLENTY,
        challengePerAddressPerMinute: PLENTY,
        signInPerAddressPerMinute: PLENTY,
      },
      paymentProvider: this.ports.paymentProvider,
      payWithinMs: 900_000,
      channels: this.ports.channels,
      publicUrl: null,
      mailer: null,
      register: this.ports.register,
      erasures: this.ports.erasures,
      keeping: { namesMs: 90 * 86_400_000, customersMs: null },
      secureCookies: false,
      trustedProxies: 0,
      clock: time.clock,
      timers: time.timersOf(name),
      newId: this.#newId,
      randomBytes: random.bytes,
      log,
    });
  }

  /** As a supervisor does: until it runs. */
  async restart(): Promise<void> {
    await this.crash();
    for (let tries = 0; !this.isUp; tries += 1) {
      await this.start().catch((error: unknown) => {
        if (tries === 20) throw error;
      });
    }
  }

  /** Rejects as a closed port does; also in the middle of a response, when the node goes. */
  async fetch(request: Request): Promise<Response> {
    const running = this.#running;
    if (!running) throw new TypeError("fetch failed");
    const over = new AbortController();
    const dead = new Promise<never>((_, reject) => {
      running.dead.signal.addEventListener("abort", () => reject(new TypeError("terminated")), { signal: over.signal });
    });
    try {
      return await Promise.race([running.service.app.fetch(request), dead]);
    } finally {
      over.abort();
    }
  }

  isBusy(): boolean {
    const pool = this.#running?.database.pool;
    return pool !== undefined && isInUse(pool);
  }

  /** Postgres drops every connection of the node; the node itself goes on. */
  async cutDatabase(): Promise<void> {
    await this.ports.admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()",
      [this.name],
    );
  }

  async crash(): Promise<void> {
    const ended = this.#running;
    if (!ended) return;
    this.#running = null;
    ended.mute();
    ended.dead.abort();
    await this.cutDatabase();
    await this.#close(ended);
  }

  async stop(): Promise<void> {
    const ended = this.#running;
    if (!ended) return;
    ended.service.drain();
    await this.#close(ended);
    ended.dead.abort();
    this.#running = null;
  }

  async #close({ service, watch, database }: Running): Promise<void> {
    await watch.job.stop();
    await service.stop();
    await database.close();
  }
}
