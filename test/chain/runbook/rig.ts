/** A chain of one store and the machines that docs/runbook.md speaks of, with what its till was told. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { systemClock, systemRandomFraction, systemTimers } from "@crema/shared/server/system";
import { StoreClient } from "@crema/tools/dev/client/store-client";
import { until } from "@crema/tools/dev/client/until";
import { freePort } from "@crema/tools/dev/processes/free-port";
import { basket } from "@crema/tools/dev/seed/baskets";
import type { Chain } from "@crema/tools/dev/start-chain";
import { seededFraction } from "@crema/tools/dev/wan/seeded-fraction";
import { Follower } from "./follow.ts";
import { type BoxMachine, createBoxMachine, createMachine, type Machine } from "./machines.ts";

const BOOKED_MS = 60_000;

export class RunbookRig {
  readonly storeId: string;
  readonly follower: Follower;
  readonly #store: Chain["stores"][number];
  readonly #told = new Set<string>();
  readonly #boxes: BoxMachine[] = [];
  readonly #random = seededFraction(12);

  constructor(
    private readonly chain: Chain,
    private readonly folder: string,
  ) {
    const [store] = chain.stores;
    if (!store) throw new Error("no store");
    this.#store = store;
    this.storeId = store.id;
    mkdirSync(folder, { recursive: true });
    const env = { DATABASE_URL: chain.file.databaseUrl, CREMA_DATA_DIR: join(chain.dir, "data", "cloud") };
    const service = { start: () => chain.restart("cloud"), stop: () => chain.kill("cloud", "SIGTERM") };
    const machines: Record<string, Machine> = { cloud: createMachine(folder, env, service) };
    const cloudUrl = `http://127.0.0.1:${store.saved.wanPort}`;
    this.follower = new Follower(
      machines,
      new Map([
        ["STORE", store.id],
        ["CLOUD_URL", cloudUrl],
      ]),
    );
  }

  /** A machine with nothing on it, or with the data directory of another one. It does not run. */
  async machine(dataDir?: string): Promise<BoxMachine> {
    const port = await freePort(systemRandomFraction);
    const box = createBoxMachine({ folder: this.folder, dataDir: dataDir ?? join(this.folder, `data-${port}`), port });
    this.#boxes.push(box);
    return box;
  }

  /** The machine of the chain's own box loses its power. Resolves to its data directory. */
  async powerCut(): Promise<string> {
    await this.chain.kill(this.storeId, "SIGKILL");
    return this.#store.box.dataDir;
  }

  wan(mode: "up" | "reset"): void {
    this.chain.wan(this.storeId, mode);
  }

  till(url: string = this.#store.box.url): StoreClient {
    return new StoreClient({ id: this.storeId, url, deviceToken: this.#store.client.store.deviceToken }, this.chain.newId);
  }

  /** What is acknowledged has to be in the books at the end. */
  async sell(till: StoreClient, count: number): Promise<void> {
    const menu = await this.until("the box has a menu", () => till.menu().catch(() => null));
    for (let n = 0; n < count; n += 1) this.#told.add((await till.place(basket(menu, this.#random))).order_id);
  }

  /** Until the cloud has everything that a till was told, each once. */
  async booked(): Promise<void> {
    await this.until(`${this.#told.size} orders are in the cloud`, async () => {
      const ids = (await this.chain.cloud.orders(this.storeId)).map((order) => order.order_id);
      if (new Set(ids).size !== ids.length) throw new Error("an order is in the cloud twice");
      const missing = [...this.#told].filter((id) => !ids.includes(id));
      if (missing.length > 0) throw new Error(`not in the cloud: ${missing.join(", ")}`);
      return ids;
    });
  }

  /** What the store's page at headquarters says. */
  async storePage(): Promise<{ state: string | null; frozen_since: string | null; to_do: { code: string; text: string }[] }> {
    const { url, adminToken } = this.chain.file.cloud;
    const headers = { authorization: `Bearer ${adminToken}` };
    return (await (await fetch(`${url}/v1/admin/stores/${this.storeId}/boxes`, { headers })).json()) as Awaited<
      ReturnType<RunbookRig["storePage"]>
    >;
  }

  async exceptions(): Promise<string[]> {
    return (await this.chain.cloud.exceptions(this.storeId)).map(({ kind }) => kind);
  }

  until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
    return until({ clock: systemClock, timers: systemTimers, limitMs: BOOKED_MS, what }, ask);
  }

  async close(): Promise<void> {
    for (const box of this.#boxes) await box.stop();
  }
}
