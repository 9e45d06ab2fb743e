/** What keeps messages from being told: rows that nobody can read, and a service that stops. */
import { iso } from "@crema/shared/domain/kernel/clock";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestNode, openStore, type TestBox, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { acceptedOrder, cancelledByStore, left, Told } from "./told.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
let box: TestBox;
let told: Told;
const DAY_MS = 24 * 3_600_000;

beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
beforeEach(async () => {
  box = await openStore(node);
  told = Told.of(node);
});
afterEach(() => db.database.pool.query("DELETE FROM messages; DELETE FROM message_facts; DELETE FROM exceptions"));
afterAll(() => db.drop());

const rows = async (query: string) => (await db.database.pool.query(query)).rows;
const states = async () => (await rows("SELECT state FROM messages ORDER BY 1")).map(({ state }) => state);

describe("[N3] what cannot be read", () => {
  const spoil = (orderId: string) =>
    db.database.pool.query(
      `INSERT INTO order_events (store_id, order_id, cursor, event_id, type, at, body)
       SELECT store_id, order_id, 1000, gen_random_uuid(), 'refund.succeeded', at, '{}' FROM order_events WHERE order_id = $1 LIMIT 1`,
      [orderId],
    );

  test("keeps no other from being told; it is tried again, later each time, and after a day somebody looks at it", async () => {
    const bad = await acceptedOrder(box, left());
    await cancelledByStore(box, bad);
    await spoil(bad.order_id);
    await cancelledByStore(box, await acceptedOrder(box, left({ email: "zoe@example.org" })));
    await expect(told.plan()).rejects.toThrow("2 facts could not be told yet");
    await told.send();
    expect(told.titles()).toEqual(["zoe@example.org: Main Street, order A1: cancelled"]);
    expect(await told.plan()).toBe(0);
    node.time.ms += 2_000;
    await expect(told.plan()).rejects.toThrow();
    node.time.ms += 2_000;
    expect(await told.plan()).toBe(0);
    node.time.ms += DAY_MS;
    await expect(told.plan()).rejects.toThrow();
    expect(await rows("SELECT order_id FROM message_facts")).toEqual([]);
    expect(await rows("SELECT kind, order_id FROM exceptions")).toEqual([{ kind: "message.undeliverable", order_id: bad.order_id }]);
  });

  test("between plan and send it delays itself alone, and is dead once it is of no use", async () => {
    const bad = await acceptedOrder(box, left());
    await cancelledByStore(box, bad);
    await cancelledByStore(box, await acceptedOrder(box, left({ email: "zoe@example.org" })));
    await told.plan();
    await db.database.pool.query("UPDATE orders SET state = 'null' WHERE order_id = $1", [bad.order_id]);
    await expect(told.send()).rejects.toThrow("1 messages (email)");
    expect([told.sent.length, await told.send()]).toEqual([1, 0]);
    node.time.ms += DAY_MS;
    await told.send();
    expect(await states()).toEqual(["DEAD", "SENT"]);
  });
});

describe("a job that stops", () => {
  test("plans and sends no further than what it has in hand", async () => {
    const made = await acceptedOrder(box, left());
    await cancelledByStore(box, made);
    await db.database.pool.query(
      "INSERT INTO message_facts (store_id, order_id, event_id, kind, at) SELECT $1, $2, gen_random_uuid(), 'CANCELLED', $3 FROM generate_series(1, 250)",
      [box.storeId, made.order_id, iso(node.time.ms)],
    );
    const facts = async () => (await rows("SELECT count(*)::int AS n FROM message_facts"))[0].n;
    const all = await facts();
    await told.planningStopped();
    expect(await facts()).toBe(all - 100);
    await told.sendingStopped();
    expect([told.sent.length, (await states()).filter((state) => state === "WAITING").length > 0]).toEqual([20, true]);
  });
});
