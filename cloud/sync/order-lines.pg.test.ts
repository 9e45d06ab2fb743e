/** Lines that a store has changed or checked off, in the cloud's rows: replaced, never mixed. */
import { randomUUID } from "node:crypto";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import { type Order, PricedOrder } from "@crema/shared/domain/order/order";
import { ana, line } from "@crema/shared/domain/order/order.test-fixture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestNode, must, openStore, orderNow, START_MS, type TestBox, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { placedAt, posOrder, step } from "../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const about = (box: TestBox, order: Order) => ({
  event_id: randomUUID(),
  store_id: box.storeId,
  at: new Date(START_MS).toISOString(),
  actor: ana,
  order_id: order.order_id,
});
const amended = (box: TestBox, order: Order, amendment: number, names: readonly string[]): EdgeEvent => {
  const lines = names.map((name) => ({ ...line, line_id: randomUUID(), name, gross_cents: cents(300), line_total_cents: cents(300) }));
  const total = cents(300 * names.length);
  const tax_cents = cents(line.tax_cents * names.length);
  const priced = { ...PricedOrder.parse(order), lines, subtotal_cents: total, tax_cents, total_cents: total };
  return { ...about(box, order), type: "order.amended", amendment, priced };
};
const rowsOf = async (order: Order) =>
  (
    await db.database.pool.query<{ name: string; gross_cents: number }>(
      "SELECT name, gross_cents FROM order_lines WHERE order_id = $1 ORDER BY position",
      [order.order_id],
    )
  ).rows;

test("[U3] amended to more lines and to fewer, in one batch with its birth or after it", async () => {
  const box = await openStore(node);
  const order = posOrder(box);
  must(await box.send(placedAt(box, order), amended(box, order, 1, ["Mocha", "Latte", "Tea"])));
  expect(await rowsOf(order)).toEqual(["Mocha", "Latte", "Tea"].map((name) => ({ name, gross_cents: 300 })));
  must(await box.send(amended(box, order, 2, ["Tea"]), step(box, order.order_id, "order.started", 2, "PLACED")));
  expect(await rowsOf(order)).toEqual([{ name: "Tea", gross_cents: 300 }]);
  const now = await orderNow(node, order.order_id);
  expect(now).toMatchObject({ status: "IN_PROGRESS", total_cents: 300, amendments: 2, last_step: { status: "IN_PROGRESS", by: ana } });
});

test("[U6] an amendment that does not follow waits in quarantine, and so do the steps behind it", async () => {
  const box = await openStore(node);
  const order = posOrder(box);
  must(await box.send(placedAt(box, order), amended(box, order, 2, ["Tea"]), step(box, order.order_id, "order.started", 2, "PLACED")));
  const waiting = await db.database.pool.query<{ event_type: string; code: string }>(
    "SELECT event_type, code FROM quarantine WHERE store_id = $1 ORDER BY seq",
    [box.storeId],
  );
  expect(waiting.rows).toEqual([
    { event_type: "order.amended", code: "order.out_of_sequence" },
    { event_type: "order.started", code: "event.waits" },
  ]);
  expect(await orderNow(node, order.order_id)).toMatchObject({ status: "PLACED", total_cents: order.total_cents });
});

test("lines checked off are in the order as the store says, and its steps go on being counted", async () => {
  const box = await openStore(node);
  const order = posOrder(box);
  const lineId = order.lines[0]?.line_id ?? "";
  const made: EdgeEvent = { ...about(box, order), type: "order.line_made", line_id: lineId, made: true };
  must(await box.send(placedAt(box, order), step(box, order.order_id, "order.started", 2, "PLACED"), made));
  expect(await orderNow(node, order.order_id)).toMatchObject({ made_line_ids: [lineId], order_seq: 2 });
  must(await box.send(step(box, order.order_id, "order.readied", 3, "IN_PROGRESS")));
  expect(await orderNow(node, order.order_id)).toMatchObject({ status: "READY", order_seq: 3 });
});

test("[U3] put first on the queue as the store says, and back", async () => {
  const box = await openStore(node);
  const [early, late] = [posOrder(box), posOrder(box, { promised_at: new Date(START_MS + 3_600_000).toISOString() })];
  const rushed = (order: Order, is_rush: boolean): EdgeEvent => ({ ...about(box, order), type: "order.rushed", is_rush });
  const queued = async () => (await node.queries.queue(box.storeId, null)).orders.map(({ order_id }) => order_id);
  must(await box.send(placedAt(box, early), placedAt(box, late), rushed(late, true)));
  expect(await queued()).toEqual([late.order_id, early.order_id]);
  expect(await orderNow(node, late.order_id)).toMatchObject({ is_rush: true, status: "PLACED" });
  must(await box.send(rushed(late, false)));
  expect(await queued()).toEqual([early.order_id, late.order_id]);
});
