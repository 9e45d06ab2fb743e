/** A store's box was revoked, and no other one is there: headquarters ends the open orders that it will not keep for the next box. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openOrders, openOrdersText } from "@crema/cloud/cli/open-orders";
import { codeOf, must, operatorBy, placed } from "@crema/cloud/cloud-node.test-fixture";
import { replaceBox } from "@crema/cloud/replaced-box.test-fixture";
import { accepted, paid, placedAt, posOrder, step } from "@crema/cloud/store-events.test-fixture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-stolen-"));
let rig: PaymentRig;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});

const WISH = { reason: "The store's box was stolen." };

test("an order paid online is cancelled and refunded to the cent; what is not named is kept for the next box, to be looked at first", async () => {
  const store = new OnlineStore(rig, await rig.store());
  const { box } = store;
  const [ended, kept] = [await store.paid(), await store.paid()];
  const ids = { order_ids: [ended.order_id], ...WISH };
  expect(codeOf(await rig.node.commands.endOpenOrders(box.storeId, ids, operatorBy))).toBe("enroll.store_has_box");
  must(await rig.node.commands.revokeBox(box.storeId));
  expect(must(await rig.node.commands.endOpenOrders(box.storeId, ids, operatorBy))).toEqual({ ended: [ended.order_id], stays: [] });
  await rig.settle();
  expect(await rig.order(ended.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "OPERATOR", cancel_reason: WISH.reason });
  expect(rig.books(ended.intent_id).refunded_cents).toBe(500);
  expect(must(await rig.node.commands.endOpenOrders(box.storeId, ids, operatorBy)).stays).toEqual([
    { order_id: ended.order_id, why: "It is cancelled already." },
  ]);
  await rig.settle();
  expect(rig.books(ended.intent_id).refunded_cents).toBe(500);
  const { code } = must(await rig.node.commands.createEnrollCode(box.storeId, false));
  const next = must(await rig.node.commands.enroll({ code, publicKey: "next", protocolVersion: 6, storeId: null }));
  const snapshot = JSON.parse(next.snapshot ?? "{}") as { orders: { order_id: string; look_first: boolean }[] };
  expect(snapshot.orders.map(({ order_id, look_first }) => [order_id, look_first])).toEqual([[kept.order_id, true]]);
  expect(rig.books(kept.intent_id).refunded_cents).toBe(0);
});

test("money that lies in the store's drawer keeps its order, one that was begun is ended, and an offer is withdrawn; at the command line as well", async () => {
  const box = await rig.store();
  const atCounter = posOrder(box);
  const begun = await placed(box, "begun, and its box stolen");
  must(await box.send(placedAt(box, atCounter), paid(box, atCounter.order_id, 100)));
  must(await box.send(accepted(box, begun), step(box, begun.order_id, "order.started", 2, "PLACED")));
  const offered = await placed(box, "offered, and its box stolen");
  must(await rig.node.commands.revokeBox(box.storeId));
  const listed = must(await openOrders(rig.node, { storeId: box.storeId, end: null }, operatorBy.actor));
  expect(listed.open.map((order) => order.order_id).sort()).toEqual([atCounter.order_id, begun.order_id, offered.order_id].sort());
  const done = must(await openOrders(rig.node, { storeId: box.storeId, end: "all" }, operatorBy.actor));
  expect(done.done?.stays).toEqual([
    { order_id: atCounter.order_id, why: expect.stringContaining("1.00 EUR of it were paid at the counter") },
  ]);
  expect(openOrdersText(done)).toContain("Cancelled 2.");
  expect([(await rig.order(begun.order_id)).status, (await rig.order(offered.order_id)).status]).toEqual(["CANCELLED", "CANCELLED"]);
  expect(done.open.map((order) => order.order_id)).toEqual([atCounter.order_id]);
  await expect(replaceBox(rig.node, box.storeId, "x")).resolves.toBeDefined();
});
