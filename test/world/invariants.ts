/**
 * What must hold of a store when its links are quiet: I1 to I6 of sync/SPEC.md, and the hash chain. The two sides are
 * compared by what is on their disks, and both with what clients were told.
 */

import { hashEvent } from "@crema/sync/protocol/log-hash";
import { GENESIS_HASH } from "@crema/sync/protocol/up";
import { expect } from "vitest";
import type { Ledger } from "./ledger.ts";
import type { BoxFacts, CloudFacts } from "./store-facts.ts";

export function checkInvariants(storeId: string, box: BoxFacts, cloud: CloudFacts, ledger: Ledger): void {
  checkOrders(storeId, box, cloud, ledger);
  checkMoney(storeId, box, cloud, ledger);
  checkEvents(box, cloud);
  expect(withoutWhen(box.documents), `[I4] documents of ${storeId}`).toEqual(withoutWhen(cloud.documents));
  expect(box.soldOut, `what is sold out at ${storeId}`).toEqual(cloud.soldOut);
  expect(cloud.promotions.counted, `what counts against the limits of promotions at ${storeId}`).toEqual(cloud.promotions.inOrders);
  checkWithdrawn(box, cloud);
  checkChain(box, cloud);
}

/** [I1] and the final state of [I3]. */
function checkOrders(storeId: string, box: BoxFacts, cloud: CloudFacts, ledger: Ledger): void {
  const inCloud = new Map(cloud.orders.map((order) => [order.order_id, order]));
  for (const order of ledger.ordersOf(storeId)) {
    const found = inCloud.get(order.order_id);
    // What an amended order costs is compared with its store, below: the response to an amendment may have been lost.
    const total = found && found.amendments > 0 ? order.total_cents : found?.total_cents;
    expect(total, `[I1] acknowledged order ${order.order_id}`).toBe(order.total_cents);
  }
  const atBox = new Map(box.orders.map((order) => [order.order_id, order]));
  const born = (orders: BoxFacts["orders"], origin: string) =>
    orders.filter((order) => order.origin === origin).map((order) => order.order_id);
  expect(born(cloud.orders, "POS"), "[I1] the store's own orders").toEqual(born(box.orders, "POS"));
  for (const order of cloud.orders) {
    const theirs = atBox.get(order.order_id);
    if (theirs) {
      // Of a declined order the store keeps what it had; the cloud alone ends it.
      const ended = theirs.handoff === "DECLINED";
      expect(order.status, `[I3] status of ${order.order_id}`).toBe(ended ? "CANCELLED" : theirs.status);
      const { order_seq, total_cents, amendments, made_line_ids, is_rush, question, settled, lines } = theirs;
      const same = { order_seq, total_cents, amendments, made_line_ids, is_rush, question, settled, lines };
      const { promised_at, first_promised_at } = theirs;
      const isHanded = order.handoff === "CONFIRMED" || order.handoff === "BORN_AT_STORE";
      if (isHanded) expect(order, `[I3] promise of ${order.order_id}`).toMatchObject({ promised_at, first_promised_at });
      if (!ended) expect(order, `[I3] order ${order.order_id}`).toMatchObject(same);
    } else {
      expect([order.origin, order.status], `an order that the store never had: ${order.order_id}`).toEqual(["APP", "CANCELLED"]);
    }
  }
  for (const id of atBox.keys()) expect(inCloud.has(id), `[I1] the store's order ${id} is in the cloud`).toBe(true);
}

/** [I2] */
function checkMoney(storeId: string, box: BoxFacts, cloud: CloudFacts, ledger: Ledger): void {
  expect(cloud.payments, "[I2] payments").toEqual(box.payments);
  expect(cloud.refunds, "[I2] refunds").toEqual(box.refunds);
  const known = new Map(cloud.payments.map((payment) => [payment.id, payment.amount_cents]));
  for (const taken of ledger.paymentsOf(storeId))
    expect(known.get(taken.id), `[I2] acknowledged payment ${taken.id}`).toBe(taken.amount_cents);
}

/** [I3] */
function checkEvents(box: BoxFacts, cloud: CloudFacts): void {
  const seqs = new Map<string, number[]>();
  for (const event of cloud.events) {
    if (event.order_seq === null || event.type === "order.revoked") continue;
    const before = seqs.get(event.order_id) ?? [];
    // The confirmation of an order that is paid online is its step to PAID; another one is no step.
    if (event.type !== "order.confirmed" || event.order_seq !== before.at(-1)) seqs.set(event.order_id, [...before, event.order_seq]);
  }
  for (const [id, found] of seqs) {
    const first = found[0] ?? 1;
    expect(found, `[I3] events of ${id}, in order and without holes`).toEqual(found.map((_, index) => first + index));
  }
  const stepsOf = (rows: readonly { event_id: string; type: string; order_id: string | null }[], id: string) =>
    rows.filter((row) => row.order_id === id && STEPS.has(row.type)).map((row) => row.event_id);
  for (const order of box.orders) {
    if (order.handoff === "DECLINED" || order.handoff === "WITHDRAWN") continue;
    expect(stepsOf(cloud.events, order.order_id), `[I3] steps of ${order.order_id}`).toEqual(stepsOf(box.log, order.order_id));
  }
}

const STEPS = new Set(["order.started", "order.readied", "order.completed", "order.recalled", "order.cancelled"]);

/** [I6] */
function checkWithdrawn(box: BoxFacts, cloud: CloudFacts): void {
  const withdrawn = new Set(cloud.orders.filter((order) => order.handoff === "WITHDRAWN").map((order) => order.order_id));
  const made = box.log.filter((event) => event.type === "order.started" && event.order_id !== null && withdrawn.has(event.order_id));
  expect(made, "[I6] orders made under a hand-off that was withdrawn").toEqual([]);
}

/** [U1] [U5] The chain holds on the box, and the cloud has taken exactly that chain. */
function checkChain(box: BoxFacts, cloud: CloudFacts): void {
  let prev = GENESIS_HASH;
  for (const [index, event] of box.log.entries()) {
    expect([event.seq, event.prev_hash, event.hash], `the chain at ${event.seq}`).toEqual([index + 1, prev, hashEvent(prev, event.body)]);
    prev = event.hash;
  }
  expect(box.head, "the head of the log").toEqual({ seq: box.log.length, hash: prev });
  expect([cloud.link.last_seq, cloud.link.last_hash], "the cloud's place in the log").toEqual([box.head.seq, prev]);
  expect(cloud.hashes, "the hashes that the cloud has taken").toEqual(box.log.map(({ seq, hash }) => ({ seq, hash })));
  expect(cloud.inbox, "the box's place in the inbox").toEqual(box.inbox);
}

function withoutWhen(documents: BoxFacts["documents"]): unknown[] {
  return documents.map(({ kind, version, document }) => ({ kind, version, document }));
}
