/** How long what is ordered now waits, as the store's box said last. */
import { randomUUID } from "node:crypto";
import { iso } from "@crema/shared/domain/kernel/clock";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createTestNode,
  espressos,
  guestBy,
  must,
  openStore,
  orderNow,
  placed,
  type TestBox,
  type TestNode,
} from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { accepted } from "../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const listed = async (box: TestBox) => {
  node.time.ms += 1_000;
  must(await box.send());
  const { stores } = JSON.parse((await node.queries.stores()).body);
  return stores.find((store: { store_id: string }) => store.store_id === box.storeId);
};
const waiting = (box: TestBox, seconds: number | null | undefined) => {
  box.beat = seconds === undefined ? {} : { asap_wait_s: seconds };
};
const quoted = async (box: TestBox, requested_for: string | null = null) =>
  must(await node.queries.quote(espressos(box.storeId, { requested_for }), null)).asap_wait_s;
const promised = async (box: TestBox) => {
  must(await box.send());
  const placed = must(await node.commands.place(espressos(box.storeId), randomUUID(), guestBy));
  return JSON.parse(placed.body);
};

test("it is in the list and in the quote before anything is ordered, and the order is promised by it", async () => {
  const box = await openStore(node);
  waiting(box, 12 * 60 + 5);
  // In the list in whole minutes, so that a copy of it stays valid.
  expect((await listed(box)).asap_wait_s).toBe(13 * 60);
  expect(await quoted(box)).toBe(12 * 60 + 5);
  expect(await quoted(box, iso(node.time.ms + 3_600_000))).toBeNull();
  const order = await promised(box);
  expect(Date.parse(order.promised_at) - Date.parse(order.created_at)).toBe((12 * 60 + 5) * 1000);
});

test("a store that does not say it takes as long as its setting says", async () => {
  const box = await openStore(node);
  for (const silent of [null, undefined]) {
    waiting(box, silent);
    expect([(await listed(box)).asap_wait_s, await quoted(box)]).toEqual([300, 300]);
  }
  const order = await promised(box);
  expect(Date.parse(order.promised_at) - Date.parse(order.created_at)).toBe(300_000);
});

test("nobody is told a wait where nothing is taken for now", async () => {
  const box = await openStore(node);
  waiting(box, 600);
  must(await box.send());
  node.time.ms += 20_000;
  const { stores } = JSON.parse((await node.queries.stores()).body);
  expect(stores.find((store: { store_id: string }) => store.store_id === box.storeId)).toMatchObject({
    status: "OFFLINE",
    asap_wait_s: null,
  });
  expect(await quoted(box)).toBeNull();
});

test("the store's word at acceptance counts: its queue may be another one by then", async () => {
  const box = await openStore(node);
  const order = await placed(box);
  await box.receive();
  const promised_at = iso(node.time.ms + 17 * 60_000);
  must(await box.send(accepted(box, { ...order, promised_at })));
  expect(await orderNow(node, order.order_id)).toMatchObject({ handoff: "CONFIRMED", promised_at, first_promised_at: null });
});
