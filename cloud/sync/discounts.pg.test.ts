/** A discount that staff gave at the store, in the cloud's rows. */
import { randomUUID } from "node:crypto";
import type { EventOf } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import { discountOrder } from "@crema/shared/domain/menu/pricing";
import { type Order, PricedOrder } from "@crema/shared/domain/order/order";
import { ana } from "@crema/shared/domain/order/order.test-fixture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestNode, must, openStore, orderNow, START_MS, type TestBox, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { life, placedAt, posOrder } from "../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const at = new Date(START_MS).toISOString();
const envelope = (box: TestBox) => ({ event_id: randomUUID(), store_id: box.storeId, at, actor: ana });
const discounted = (box: TestBox, order: Order): EventOf<"order.discounted"> => {
  const off = { kind: "AMOUNT", amount_cents: 100 } as const;
  const priced = must(discountOrder(PricedOrder.parse(order), off, { reason: "cold" }, { rounding: "LINE", rates: [] }));
  return { ...envelope(box), type: "order.discounted", order_id: order.order_id, reason: "cold", discount_cents: cents(100), priced };
};
const waiting = async (box: TestBox) =>
  (
    await db.database.pool.query<{ event_type: string; code: string }>(
      "SELECT event_type, code FROM quarantine WHERE store_id = $1 AND resolved_at IS NULL ORDER BY seq",
      [box.storeId],
    )
  ).rows;

test("a discount changes header and lines here as it did at the store, in the batch of its order or in a later one", async () => {
  const box = await openStore(node);
  const [one, two] = [posOrder(box), posOrder(box)];
  must(await box.send(placedAt(box, one), discounted(box, one), placedAt(box, two)));
  must(await box.send(discounted(box, two)));
  for (const { order_id } of [one, two]) {
    expect(await orderNow(node, order_id)).toMatchObject({ subtotal_cents: 900, discount_cents: 100, total_cents: 800 });
    const lines = await db.database.pool.query("SELECT discount_cents, line_total_cents FROM order_lines WHERE order_id = $1", [order_id]);
    expect(lines.rows).toEqual([{ discount_cents: 100, line_total_cents: 800 }]);
  }
});

test("a discount of an order that is over waits for a person", async () => {
  const box = await openStore(node);
  const order = posOrder(box);
  must(await box.send(...life(box, order), discounted(box, order)));
  expect(await waiting(box)).toEqual([{ event_type: "order.discounted", code: "order.invalid_transition" }]);
  expect((await orderNow(node, order.order_id)).total_cents).toBe(900);
});
