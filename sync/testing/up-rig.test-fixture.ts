/** One box, a network flushed by hand and a cloud in memory, with the real uplink and the real ingest between them. */

import type { EdgeEvent } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { createManualTime } from "@crema/shared/domain/kernel/clock.test-fixture";
import { problemOf, type Refusal, refuse } from "@crema/shared/domain/kernel/errors";
import { ana, capture, orderIn, STORE, T0, testId } from "@crema/shared/domain/order/order.test-fixture";
import { JoinGate } from "../box/join-gate.ts";
import { createUplink, type Uplink, type UplinkOptions, type UplinkStatus } from "../box/uplink.ts";
import { ingest } from "../cloud/ingest.ts";
import { joinBox, readFacts, readJoin } from "../cloud/join.ts";
import { readBatch } from "../cloud/parsed-batch.ts";
import type { BoxIdentity, HttpResponse } from "../ports.ts";
import { FACTS_PATH, type FactsPage } from "../protocol/hand-back.ts";
import { JOIN_PATH } from "../protocol/join.ts";
import { UP_PATH } from "../protocol/up.ts";
import { HandNetwork } from "./hand-network.test-fixture.ts";
import { MemoryJoinDisk } from "./join-disk.test-fixture.ts";
import { MemoryCloud } from "./memory-ingest.test-fixture.ts";
import { MemoryLog } from "./memory-log.test-fixture.ts";

export const IDENTITY: BoxIdentity = { node_id: testId(0xb0), store_id: STORE, epoch: 1, epoch_certificate: "certificate" };
export const PRINCIPAL = { node_id: IDENTITY.node_id, store_id: STORE, epoch: 1 };

const envelope = (id: number) => ({ event_id: testId(id), store_id: STORE, at: T0, actor: ana });

export const orderId = (n: number): string => testId(n * 0x100);

/** The first `steps` events in the life of the store's nth order: placed, started, paid, readied, completed. */
export function orderLife(n: number, steps = 5): EdgeEvent[] {
  const order_id = orderId(n);
  const order = orderIn("PLACED", { order_id, idempotency_key: `key-${n}` });
  const life: EdgeEvent[] = [
    { ...envelope(n * 0x100 + 1), type: "order.placed", order_id, order },
    { ...envelope(n * 0x100 + 2), type: "order.started", order_id, order_seq: 2, from_status: "PLACED" },
    {
      ...envelope(n * 0x100 + 3),
      type: "payment.captured",
      order_id,
      payment: capture(900, { order_id, payment_id: testId(n * 0x100 + 9), provider_ref: `A-${n}` }),
    },
    { ...envelope(n * 0x100 + 4), type: "order.readied", order_id, order_seq: 3, from_status: "IN_PROGRESS" },
    { ...envelope(n * 0x100 + 5), type: "order.completed", order_id, order_seq: 4, from_status: "READY" },
  ];
  return life.slice(0, steps);
}

export function jsonResponse(status: number, body: unknown, retryAfter: string | null = null): HttpResponse {
  const contentType = status < 400 ? "application/json" : "application/problem+json";
  return { status, contentType, retryAfter, body: JSON.stringify(body) };
}

export function refusalResponse(refusal: Refusal): HttpResponse {
  const problem = problemOf(refusal);
  return jsonResponse(problem.status, problem, refusal.retry_after_s === undefined ? null : String(refusal.retry_after_s));
}

export class UpRig {
  readonly time = createManualTime();
  readonly log = new MemoryLog(this.time.clock);
  readonly cloud = new MemoryCloud({ store_id: STORE, node_id: IDENTITY.node_id });
  readonly joins = new MemoryJoinDisk(this.log);
  readonly network = new HandNetwork((path, body) => this.serve(body, path));
  readonly statuses: UplinkStatus[] = [];
  readonly reports: string[] = [];
  /** Cloud time − box time. */
  cloudAheadMs = 0;
  uplink: Uplink;
  #ids = 0;

  constructor(options: Parameters<UpRig["boot"]>[0] = {}) {
    this.uplink = this.boot(options);
  }

  /** A new process over the same disk. */
  boot(options: { [K in keyof UplinkOptions]?: NonNullable<UplinkOptions[K]> | (K extends "identity" ? null : never) } = {}): Uplink {
    this.uplink = createUplink({
      log: this.log,
      joins: this.joins,
      gate: new JoinGate(),
      newId: () => testId(0xe000 + ++this.#ids),
      cloud: this.network.client,
      identity: IDENTITY,
      clock: this.time.clock,
      timers: this.time.timers,
      random: () => 0.5,
      onStatus: (status) => this.statuses.push(status),
      report: (message, error) => this.reports.push(error instanceof Error ? `${message}: ${error.message}` : message),
      ...options,
    });
    return this.uplink;
  }

  /** Whole facts that the box has told. */
  readonly factPages: FactsPage[] = [];

  async serve(body: string, path = UP_PATH): Promise<HttpResponse> {
    try {
      if (path === JOIN_PATH) {
        const join = readJoin(JSON.parse(body));
        if (!join.ok) return refusalResponse(join.refusal);
        const planned = await joinBox(join.value, PRINCIPAL, this.cloud, this.cloud.tokens);
        if (!planned.ok) return refusalResponse(planned.refusal);
        return jsonResponse(200, { ...planned.value, cloud_time: iso(this.time.clock.now() + this.cloudAheadMs) });
      }
      if (path === FACTS_PATH) {
        const facts = readFacts(JSON.parse(body));
        if (!facts.ok) return refusalResponse(facts.refusal);
        this.factPages.push(facts.value.page);
        const planned = await joinBox(facts.value.join, PRINCIPAL, this.cloud, this.cloud.tokens, null, facts.value.page);
        if (!planned.ok) return refusalResponse(planned.refusal);
        return jsonResponse(200, { ...planned.value, cloud_time: iso(this.time.clock.now() + this.cloudAheadMs) });
      }
      const batch = readBatch(JSON.parse(body));
      if (!batch.ok) return refusalResponse(batch.refusal);
      const done = await ingest(batch.value, PRINCIPAL, this.cloud);
      if (!done.ok) return refusalResponse(done.refusal);
      return jsonResponse(200, { ...done.value, cloud_time: iso(this.time.clock.now() + this.cloudAheadMs) });
    } catch {
      return refusalResponse(refuse("internal", "Something broke.").refusal);
    }
  }

  get state() {
    return this.uplink.status().state;
  }

  /** Starts, and lets the join through, whatever is to go wrong after it. */
  async joined(): Promise<void> {
    const { network, cloud } = this;
    const after = { tamper: network.tamper, server: network.server, failAt: cloud.failAt };
    Object.assign(network, { tamper: null, server: (path: string, body: string) => this.serve(body, path) });
    cloud.failAt = null;
    this.uplink.start();
    await this.time.settle();
    await this.deliver();
    await this.deliver();
    Object.assign(network, { tamper: after.tamper, server: after.server });
    cloud.failAt = after.failAt;
  }

  /** Starts, joins, and lets the first exchange through. */
  async live(): Promise<void> {
    await this.joined();
    await this.flush();
  }

  /** Delivers everything that is on the wire and whatever follows from it; no time passes. */
  async flush(): Promise<void> {
    await this.time.settle();
    while (this.network.messages.length > 0) {
      await this.network.deliver();
      await this.time.settle();
    }
  }

  /** Delivers the oldest message alone. */
  async deliver(index = 0): Promise<void> {
    await this.network.deliver(index);
    await this.time.settle();
  }

  async append(...events: readonly EdgeEvent[]): Promise<void> {
    this.log.append(...events);
    this.uplink.appended();
    await this.time.settle();
  }
}
