/**
 * A store's box without a disk and without a counter: the real sync client over a log in memory, so that a thousand fit on one
 * machine. What it says and when is what a box says.
 */
import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ana, orderIn } from "@crema/shared/domain/order/order.test-fixture";
import { systemClock, systemRandomFraction, systemTimers } from "@crema/shared/server/system";
import { createCloudClient } from "@crema/sync/box/cloud-client";
import { createDownlink, type Downlink } from "@crema/sync/box/downlink";
import { enrollBox } from "@crema/sync/box/enroll";
import { JoinGate } from "@crema/sync/box/join-gate";
import { createUplink, type Uplink } from "@crema/sync/box/uplink";
import { MemoryJoinDisk } from "@crema/sync/testing/join-disk.test-fixture";
import { MemoryLog } from "@crema/sync/testing/memory-log.test-fixture";
import { LightDownStore } from "./light-down-store.ts";

export interface LightStore {
  readonly storeId: string;
  /** For the enrolment of its box. */
  readonly code: string;
}

/** What comes next of an order, by its status. It is called and taken back for as long as steps are wanted. */
const NEXT = {
  PLACED: { type: "order.started", to: "IN_PROGRESS" },
  IN_PROGRESS: { type: "order.readied", to: "READY" },
  READY: { type: "order.recalled", to: "IN_PROGRESS" },
} as const;

interface Sold {
  readonly orderId: string;
  seq: number;
  status: keyof typeof NEXT;
}

export class LightBox {
  readonly #log = new MemoryLog(systemClock);
  readonly #joins = new MemoryJoinDisk(this.#log);
  readonly #down = new LightDownStore(this.#log, this.#joins);
  readonly #sold: Sold[] = [];
  #next = 0;
  #link: { readonly uplink: Uplink; readonly downlink: Downlink } | null = null;

  private constructor(
    private readonly cloudUrl: string,
    readonly storeId: string,
    private readonly nodeId: string,
    private readonly epoch: number,
    private readonly signText: (text: string) => Promise<string>,
  ) {}

  static async enrol(cloudUrl: string, { storeId, code }: LightStore): Promise<LightBox> {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const key = publicKey.export({ type: "spki", format: "der" }).toString("base64url");
    const asked = { cloudUrl, code, publicKey: key, boxVersion: "1.0.0", storeId: null, fetch, timers: systemTimers };
    let enrolled = await enrollBox(asked);
    // As whoever stands before a box does: the same code and key are answered the same way.
    for (let again = 0; !enrolled.ok && again < 10; again++) enrolled = await enrollBox(asked);
    if (!enrolled.ok) throw new Error(`${storeId}: ${enrolled.refusal.code} ${enrolled.refusal.detail}`);
    const { node_id, epoch, epoch_certificate } = enrolled.value;
    const signText = async (text: string) => sign(null, Buffer.from(text), privateKey).toString("base64url");
    const box = new LightBox(cloudUrl, storeId, node_id, epoch, signText);
    box.#joins.cert = epoch_certificate;
    return box;
  }

  /** The line is there: it connects, and goes on with what it has. */
  connect(): void {
    if (this.#link) return;
    const gate = new JoinGate();
    const of = { gate, clock: systemClock, timers: systemTimers, random: systemRandomFraction };
    const cloud = createCloudClient({
      ...of,
      baseUrl: this.cloudUrl,
      fetch,
      identity: { node_id: this.nodeId },
      certificate: () => this.#joins.certificate(),
      sign: this.signText,
    });
    const uplink = createUplink({
      ...of,
      log: this.#log,
      joins: this.#joins,
      newId: randomUUID,
      cloud,
      identity: { node_id: this.nodeId, store_id: this.storeId, epoch: this.epoch, epoch_certificate: this.#joins.certificate() },
      onStatus: ({ state }) => {
        if (state === "LIVE" || state === "CATCHING_UP") downlink.reconnect();
      },
      report: () => undefined,
    });
    const downlink = createDownlink({ ...of, cloud, store: this.#down, storeId: this.storeId, report: () => undefined });
    this.#link = { uplink, downlink };
    uplink.start();
    downlink.start();
  }

  /** The line is gone. */
  async disconnect(): Promise<void> {
    const link = this.#link;
    this.#link = null;
    await Promise.all([link?.uplink.stop(), link?.downlink.stop()]);
  }

  isLive(): boolean {
    return this.#link?.uplink.status().state === "LIVE";
  }

  unsent(): number {
    return this.#log.head() - this.#log.acked();
  }

  /** One order is placed at the counter. */
  place(): string {
    const orderId = randomUUID();
    const at = iso(systemClock.now());
    const order = orderIn("PLACED", {
      ...{ order_id: orderId, store_id: this.storeId, idempotency_key: orderId },
      ...{ created_at: at, updated_at: at, promised_at: at, business_day: at.slice(0, 10) },
    });
    this.#append({ ...this.#envelope(at), type: "order.placed", order_id: orderId, order });
    this.#sold.push({ orderId, seq: 1, status: "PLACED" });
    return orderId;
  }

  /** The next step of one of its orders, each in turn. */
  step(): void {
    const sold = this.#sold[this.#next++ % this.#sold.length];
    if (!sold) throw new Error(`${this.storeId} has sold nothing`);
    const next = NEXT[sold.status];
    sold.seq += 1;
    this.#append({
      ...this.#envelope(iso(systemClock.now())),
      ...{ type: next.type, order_id: sold.orderId, order_seq: sold.seq, from_status: sold.status },
    });
    sold.status = next.to;
  }

  /** How many events its log has had. */
  events(): number {
    return this.#log.head();
  }

  #envelope(at: string) {
    return { event_id: randomUUID(), store_id: this.storeId, at, actor: ana };
  }

  #append(event: EdgeEvent): void {
    this.#log.append(event);
    this.#link?.uplink.appended();
  }
}
