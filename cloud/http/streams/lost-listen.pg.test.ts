/** What thousands of followers cost the database when the connection by which a node hears of changes is lost. */
import { ONLOOKER } from "@crema/shared/contract/viewers";
import type { Order } from "@crema/shared/domain/order/order";
import { systemTimers } from "@crema/shared/server/system";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createChangeNotifier, type RunningChangeNotifier } from "../../change-notifier.ts";
import { createTestNode, openStore, type TestNode } from "../../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../../db/database.test-fixture.ts";
import { placedAt, posOrder, step } from "../../store-events.test-fixture.ts";
import { createOrderFeed, type OrderFeed } from "./order-feed.ts";
import type { SharedFrame } from "./shared-frame.ts";

const FOLLOWED = 300;
const MOVED = 20;

let db: TestDatabase;
let node: TestNode;
let changeNotifier: RunningChangeNotifier;
let feed: OrderFeed;
/** Each is one statement. */
let statements: string[] = [];
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  node = createTestNode(db.database);
  // Its poll is out of the way: what is heard is heard after the reconnect.
  changeNotifier = createChangeNotifier({ database: db.another(), timers: systemTimers, onError: () => undefined, pollMs: 3_600_000 });
  await changeNotifier.start();
  const { queries } = node;
  statements = [];
  feed = createOrderFeed({
    queries: {
      movedSince: (seen) => queries.movedSince(seen).finally(() => statements.push("compared")),
      changesSince: (seen) => queries.changesSince(seen).finally(() => statements.push("read")),
    },
    changeNotifier,
    timers: systemTimers,
    onError: (error) => node.errors.push(error),
  });
});
afterEach(async () => {
  feed.stop();
  await changeNotifier.stop();
});

test("an order with an event that this node cannot read keeps nobody else from hearing of theirs", async () => {
  const box = await openStore(node);
  const orders = [posOrder(box), posOrder(box)];
  const [broken, whole] = orders;
  await box.send(...orders.map((order) => placedAt(box, order)));
  let onHeard: () => void = () => undefined;
  const heard = new Promise<void>((resolve) => (onHeard = resolve));
  await followAll(orders, (orderId) => orderId === whole?.order_id && onHeard());
  await box.send(...orders.map(({ order_id }) => step(box, order_id, "order.started", 2, "PLACED")));
  await db.database.pool.query(
    "UPDATE order_events SET body = jsonb_set(body::jsonb, '{type}', '\"order.of_tomorrow\"') WHERE order_id = $1 AND body::jsonb ->> 'type' = 'order.started'",
    [broken?.order_id],
  );
  await db.database.pool.query("SELECT pg_notify('crema', $1)", [JSON.stringify({ orders: orders.map((one) => one.order_id), down: [] })]);
  await heard;
  expect(statements.at(-1)).toBe("read");
  expect(node.errors).toHaveLength(1);
});

const CUT_LISTENER = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`;

/** Follows each order, and resolves when every read that this has asked for is over. */
async function followAll(orders: readonly Order[], frame: (orderId: string, frame: SharedFrame) => void): Promise<void> {
  const last = orders.at(-1)?.order_id;
  let onLast: () => void = () => undefined;
  const settled = new Promise<void>((resolve) => (onLast = resolve));
  for (const { order_id } of orders) {
    const present = await node.queries.order(order_id);
    if (!present) throw new Error(`there is no order ${order_id}`);
    const heard = (one: SharedFrame) => (order_id === last && one.cursor === present.cursor ? onLast() : frame(order_id, one));
    // The last one has missed a change, which the last read tells it of.
    const after = order_id === last ? present.cursor - 1 : present.cursor;
    feed.follow(present, after, { viewer: ONLOOKER, cursor: -1, frame: heard, end: () => undefined });
  }
  await settled;
}

test("a lost LISTEN is one comparison for all who follow and one read for all that has moved, never one for each", async () => {
  const box = await openStore(node);
  const orders = Array.from({ length: FOLLOWED }, () => posOrder(box));
  for (let at = 0; at < FOLLOWED; at += 90) await box.send(...orders.slice(at, at + 90).map((order) => placedAt(box, order)));
  const told = new Set<string>();
  let onAll: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (onAll = resolve));
  await followAll(orders, (orderId, frame) => {
    if (frame.text.includes('"IN_PROGRESS"')) told.add(orderId);
    if (told.size === MOVED) onAll();
  });
  // No relay runs on this database: what is committed is not announced.
  await box.send(...orders.slice(0, MOVED).map(({ order_id }) => step(box, order_id, "order.started", 2, "PLACED")));
  statements = [];
  const cut = await db.database.pool.query(CUT_LISTENER);
  expect(cut.rowCount).toBe(1);
  await all;
  expect(statements).toEqual(["compared", "read"]);
});
