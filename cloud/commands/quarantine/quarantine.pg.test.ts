import { ana } from "@crema/shared/domain/order/order.test-fixture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, createTestNode, must, openStore, orderNow, type TestNode } from "../../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../../db/database.test-fixture.ts";
import { quarantinedEvents } from "../../reports/quarantine.ts";
import { life, posOrder } from "../../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

test("a retry goes on to the end, past a thousand events that are still refused", async () => {
  const box = await openStore(node);
  const order = posOrder(box);
  const [born, started] = life(box, order);
  if (!born || !started) throw new Error("a life has five events");
  must(await box.send(started));
  must(await box.send(born));
  await db.database.pool.query("UPDATE quarantine SET seq = seq + 5000 - 3000 * (event_type = 'order.placed')::int WHERE store_id = $1", [
    box.storeId,
  ]);
  await db.database.pool.query(
    `INSERT INTO quarantine (store_id, epoch, seq, event_id, event_type, code, detail, hash, body, received_at)
     SELECT store_id, epoch, n, gen_random_uuid(), 'unreadable', 'event.unreadable', '', hash, '{'::bytea, received_at
     FROM quarantine, generate_series(1, 1100) AS n WHERE store_id = $1 AND event_type = 'order.started'`,
    [box.storeId],
  );
  expect(must(await node.commands.retryQuarantine(box.storeId))).toEqual({ applied: 2, remaining: 1100 });
  expect((await orderNow(node, order.order_id)).status).toBe("IN_PROGRESS");
});

test("headquarters sets an event aside for good: it stays with the reason, holds up nothing, and is not tried again", async () => {
  const box = await openStore(node);
  const order = posOrder(box);
  const [born, started] = life(box, order);
  if (!born || !started) throw new Error("a life has five events");
  must(await box.send(started));
  const place = { epoch: box.epoch, seq: 1 };
  const by = { principal: { kind: "operator", user_id: order.order_id, role: "hq", store_ids: null }, actor: ana } as const;
  const aside = must(await node.commands.setAsideQuarantined(box.storeId, place, "typed in twice", by));
  expect(aside).toMatchObject({ seq: 1, code: "order.not_found", set_aside: { reason: "typed in twice", by: ana } });
  must(await box.send(born));
  expect(must(await quarantinedEvents(db.database.pool, box.storeId, { state: "WAITING", limit: 9 })).events).toEqual([]);
  expect((await orderNow(node, order.order_id)).status).toBe("PLACED");
  expect(must(await node.commands.retryQuarantine(box.storeId))).toEqual({ applied: 0, remaining: 0 });
  expect(codeOf(await node.commands.setAsideQuarantined(box.storeId, place, "again", by))).toBe("quarantine.not_found");
  const { pool } = db.database;
  const listed = must(await quarantinedEvents(pool, box.storeId, { state: "SET_ASIDE", limit: 1 }));
  expect(listed).toEqual({ events: [aside], next_after: "1-1" });
  expect(must(await quarantinedEvents(pool, box.storeId, { state: "SET_ASIDE", limit: 1, after: "1-1" })).events).toEqual([]);
});
