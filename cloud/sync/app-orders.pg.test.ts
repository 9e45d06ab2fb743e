/** What a store has said of app orders, as it decides what the cloud takes. */
import { randomUUID } from "node:crypto";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ana } from "@crema/shared/domain/order/order.test-fixture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestNode, espressos, guestBy, must, openStore, type TestBox, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { takeSnapshot } from "../snapshot/take-snapshot.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const MINUTE_MS = 60_000;
const envelope = (box: TestBox) => ({ event_id: randomUUID(), store_id: box.storeId, at: iso(node.time.ms), actor: ana });
const paused = (box: TestBox, minutes: number): EdgeEvent => ({
  ...envelope(box),
  type: "app_orders.paused",
  until: iso(node.time.ms + minutes * MINUTE_MS),
});
const resumed = (box: TestBox): EdgeEvent => ({ ...envelope(box), type: "app_orders.resumed" });
/** A beat in the same second: the store is online, whatever time it is. */
const place = async (box: TestBox, requested_for: string | null = null) => {
  must(await box.send());
  const placed = await node.commands.place(espressos(box.storeId, { requested_for }), randomUUID(), guestBy);
  return placed.ok ? "placed" : placed.refusal;
};
const listed = async (box: TestBox) => {
  node.time.ms += 1_000;
  const { stores } = JSON.parse((await node.queries.stores()).body);
  return stores.find((store: { store_id: string }) => store.store_id === box.storeId);
};

test("orders for now are refused until then, those for a time after it are taken, and the list says so before", async () => {
  const box = await openStore(node);
  // 10:00 in Berlin.
  const start = node.time.ms;
  must(await box.send(paused(box, 20)));
  expect(await place(box)).toMatchObject({
    code: "store.paused",
    detail: "Main Street takes no app orders until 10:20. Choose a time from then on, or order at the counter.",
    extra: { paused_until: iso(start + 20 * MINUTE_MS) },
  });
  expect(await place(box, iso(start + 20 * MINUTE_MS - 1_000))).toMatchObject({ code: "store.paused" });
  expect(await place(box, iso(start + 20 * MINUTE_MS))).toBe("placed");
  expect(must(await node.queries.pickupSlots(box.storeId)).slots[0]).toBe(iso(start + 30 * MINUTE_MS));
  expect(await listed(box)).toMatchObject({ status: "PAUSED", is_online: true, app_orders_paused_until: iso(start + 20 * MINUTE_MS) });
  node.time.ms = start + 20 * MINUTE_MS;
  expect(await place(box)).toBe("placed");
  expect(await listed(box)).toMatchObject({ status: "OPEN", app_orders_paused_until: null });
});

test("until tomorrow is said with its day, and lifting it counts at once", async () => {
  const box = await openStore(node);
  must(await box.send(paused(box, 18 * 60)));
  expect(await place(box)).toMatchObject({ detail: expect.stringMatching(/until Tuesday \d\d:\d\d\. Choose/) });
  must(await box.send(paused(box, 30), resumed(box)));
  expect(await place(box)).toBe("placed");
});

test("a store that is paused and cannot be reached is out of reach: that is what a customer has to know", async () => {
  const box = await openStore(node);
  must(await box.send(paused(box, 20)));
  node.time.ms += MINUTE_MS;
  expect((await listed(box)).status).toBe("OFFLINE");
  const refused = await node.commands.place(espressos(box.storeId), randomUUID(), guestBy);
  expect(refused).toMatchObject({ refusal: { code: "store.offline" } });
});

test("[D8] the next box is handed the pause", async () => {
  const box = await openStore(node);
  must(await box.send(paused(box, 20)));
  const until = iso(node.time.ms + 20 * MINUTE_MS);
  const snapshot = await node.executor.execute(async (unit) => {
    await unit.lockLink(box.storeId);
    return { ok: true, value: await takeSnapshot(unit, box.storeId, { number: 2, nonce: randomUUID() }) };
  });
  expect(must(snapshot).app_orders_paused_until).toBe(until);
});
