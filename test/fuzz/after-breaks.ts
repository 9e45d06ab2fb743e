/** What must hold of a store after all breaks have ended and every disk was re-logged: I1 to I4, J4 and K1 to K4 of sync/SPEC.md. */
import type { BoxHistory } from "@crema/shared/contract/boxes";
import { hashEvent } from "@crema/sync/protocol/log-hash";
import { GENESIS_HASH } from "@crema/sync/protocol/up";
import { expect } from "vitest";
import { done } from "../world/reply.ts";
import type { StoreBox } from "../world/store-box.ts";
import { type BoxFacts, boxFacts, type CloudFacts } from "../world/store-facts.ts";
import type { World } from "../world/world.ts";
import type { Breaks } from "./breaks.ts";
import type { Site } from "./site.ts";

export async function checkAfterBreaks(world: World, breaks: Breaks): Promise<void> {
  await world.quiet();
  for (const site of breaks.sites) {
    const { id, box } = site.storeAt;
    const cloud = await world.cloud(id);
    const here = boxFacts(box);
    checkOrders(world, breaks, site, here, cloud);
    checkMoney(world, id, here, cloud);
    checkReports(box, here, cloud);
    checkNumbers(world, site);
    await checkLog(world, id, here, cloud);
    const shown = (documents: BoxFacts["documents"]) => documents.map(({ kind, version, document }) => ({ kind, version, document }));
    expect(shown(here.documents), `[I4] documents of ${id}`).toEqual(shown(cloud.documents));
    expect(here.soldOut, `what is sold out at ${id}`).toEqual(cloud.soldOut);
    const { frozen_since, to_do } = done(await world.app.hq<BoxHistory>("GET", `/stores/${id}/boxes`));
    const left = to_do.map(({ code }) => code).filter((code) => code !== "look_first" && code !== "use_code");
    expect({ frozen_since, left }, `[K4] what is left to do at ${id}`).toEqual({ frozen_since: null, left: [] });
    await checkFenced(world, site, cloud);
  }
  expect(world.errors, "errors in the logs").toEqual([]);
}

/** [I1] [I3] [I6] [K1] */
function checkOrders(world: World, breaks: Breaks, site: Site, box: BoxFacts, cloud: CloudFacts): void {
  const { id } = site.storeAt;
  const inCloud = new Map(cloud.orders.map((order) => [order.order_id, order]));
  for (const { order_id, by } of world.ledger.ordersOf(id)) {
    if (by === "guest" && breaks.forgotten.has(order_id) && !breaks.isOnDisk(site, order_id)) continue;
    expect(inCloud.has(order_id), `[I1] [J4] acknowledged order ${order_id} of a ${by}`).toBe(true);
  }
  for (const order of box.orders) {
    const there = inCloud.get(order.order_id);
    expect(there, `[I1] the store's order ${order.order_id} is in the cloud`).toBeDefined();
    const ended = order.handoff === "DECLINED" || order.handoff === "WITHDRAWN";
    expect(there?.status, `[I3] status of ${order.order_id}`).toBe(ended ? "CANCELLED" : order.status);
    const { total_cents, order_seq, amendments, lines } = order;
    if (!ended) expect(there, `[I3] order ${order.order_id}`).toMatchObject({ total_cents, order_seq, amendments, lines });
  }
  const atBox = new Set(box.orders.map((order) => order.order_id));
  const open = cloud.orders.filter(({ order_id, status }) => !atBox.has(order_id) && status !== "COMPLETED" && status !== "CANCELLED");
  expect(open, "[K1] open orders that the store's box does not have").toEqual([]);
  expect(cloud.quarantined, "[U6] what waits for a person").toBe(0);
  if (site.isCopied) return;
  const twice = world.ledger.ordersOf(id).filter(({ order_id }) => (world.ledger.starts.get(order_id) ?? 0) > 1);
  expect(twice, "[K1] orders that were made twice").toEqual([]);
}

/** [I2] [K2] */
function checkMoney(world: World, storeId: string, box: BoxFacts, cloud: CloudFacts): void {
  expect(cloud.payments, "[K2] payments").toEqual(box.payments);
  expect(cloud.refunds, "[K2] refunds").toEqual(box.refunds);
  const known = new Map(cloud.payments.map((payment) => [payment.id, payment.amount_cents]));
  for (const { id, amount_cents } of world.ledger.paymentsOf(storeId))
    expect(known.get(id), `[I2] acknowledged payment ${id}`).toBe(amount_cents);
}

/** [K2] No drawer was closed: every sale and payment waits for the next Z report of the present box, once. */
function checkReports({ box }: StoreBox, { payments, refunds }: BoxFacts, cloud: CloudFacts): void {
  const journal = box.store.db.prepare<[string], { ref_id: string }>("SELECT ref_id FROM journal WHERE kind = ? ORDER BY ref_id");
  const counted = (kind: "SALE" | "PAYMENT" | "REFUND") => journal.all(kind).map((fact) => fact.ref_id);
  const sold = cloud.orders.flatMap(({ order_id, status }) => (status === "COMPLETED" ? [order_id] : []));
  expect(counted("SALE"), "[K2] sales in the next Z report").toEqual(sold);
  expect(counted("PAYMENT"), "[K2] payments in the next Z report").toEqual(payments.map(({ id }) => id));
  expect(counted("REFUND"), "[K2] refunds in the next Z report").toEqual(refunds.map(({ id }) => id));
}

/** [K1] */
function checkNumbers(world: World, { storeAt, isCopied }: Site): void {
  if (isCopied) return;
  const repeated = [...world.ledger.numbers].filter(([key, ids]) => key.startsWith(`${storeAt.id} `) && ids.size > 1);
  expect(repeated, "[K1] tickets and receipts with one number").toEqual([]);
}

/** [U5] Of the present box the cloud has exactly its log. */
async function checkLog(world: World, storeId: string, box: BoxFacts, cloud: CloudFacts): Promise<void> {
  let prev = GENESIS_HASH;
  for (const [index, event] of box.log.entries()) {
    expect([event.seq, event.prev_hash, event.hash], `the chain at ${event.seq}`).toEqual([index + 1, prev, hashEvent(prev, event.body)]);
    prev = event.hash;
  }
  expect([cloud.link.last_seq, cloud.link.last_hash], "the cloud's place in the log").toEqual([box.head.seq, prev]);
  const taken = await world.query(
    "SELECT seq::int, hash FROM ingested_hashes JOIN store_links USING (store_id, epoch) WHERE store_id = $1 ORDER BY seq",
    [storeId],
  );
  expect(taken, "the hashes that the cloud has taken").toEqual(box.log.map(({ seq, hash }) => ({ seq, hash })));
}

/** [K3] What was replaced is fenced at its next word, and that word changes nothing. */
async function checkFenced(world: World, { storeAt, replaced }: Site, before: CloudFacts): Promise<void> {
  for (const box of replaced) {
    box.line.calm();
    if (!box.isUp) await box.open();
    await world.until("[K3] it is fenced", () => box.box.link.status().state === "FENCED");
    await box.stop();
  }
  if (replaced.length > 0) expect(await world.cloud(storeAt.id), "[K3] what a replaced box has changed").toEqual(before);
}
