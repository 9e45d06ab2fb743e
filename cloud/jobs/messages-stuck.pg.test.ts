/** What keeps messages from being told: rows that nobody can read, and a service that stops. */
import { iso } from "@crema/shared/domain/kernel/clock";
import { describe, expect, test } from "vitest";
import { acceptedOrder, cancelledByStore, left, setUpTelling } from "./told.test-fixture.ts";

const at = setUpTelling();
const DAY_MS = 24 * 3_600_000;

describe("[N3] what cannot be read", () => {
  const spoil = (orderId: string) =>
    at.db.database.pool.query(
      `INSERT INTO order_events (store_id, order_id, cursor, event_id, type, at, body)
       SELECT store_id, order_id, 1000, gen_random_uuid(), 'refund.succeeded', at, '{}' FROM order_events WHERE order_id = $1 LIMIT 1`,
      [orderId],
    );

  test("keeps no other from being told; it is tried again, later each time, and after a day somebody looks at it", async () => {
    const bad = await acceptedOrder(at.box, left());
    await cancelledByStore(at.box, bad);
    await spoil(bad.order_id);
    await cancelledByStore(at.box, await acceptedOrder(at.box, left({ email: "zoe@example.org" })));
    await expect(at.told.plan()).rejects.toThrow("2 facts could not be told yet");
    await at.told.send();
    expect(at.told.titles()).toEqual(["zoe@example.org: Main Street, order A1: cancelled"]);
    expect(await at.told.plan()).toBe(0);
    at.node.time.ms += 2_000;
    await expect(at.told.plan()).rejects.toThrow();
    at.node.time.ms += 2_000;
    expect(await at.told.plan()).toBe(0);
    at.node.time.ms += DAY_MS;
    await expect(at.told.plan()).rejects.toThrow();
    expect(await at.rows("SELECT order_id FROM message_facts")).toEqual([]);
    expect(await at.rows("SELECT kind, order_id FROM exceptions")).toEqual([{ kind: "message.undeliverable", order_id: bad.order_id }]);
  });

  test("between plan and send it delays itself alone, and is dead once it is of no use", async () => {
    const bad = await acceptedOrder(at.box, left());
    await cancelledByStore(at.box, bad);
    await cancelledByStore(at.box, await acceptedOrder(at.box, left({ email: "zoe@example.org" })));
    await at.told.plan();
    await at.db.database.pool.query("UPDATE orders SET state = 'null' WHERE order_id = $1", [bad.order_id]);
    await expect(at.told.send()).rejects.toThrow("1 messages (email)");
    expect([at.told.sent.length, await at.told.send()]).toEqual([1, 0]);
    at.node.time.ms += DAY_MS;
    await at.told.send();
    expect(await at.states()).toEqual(["DEAD", "SENT"]);
  });
});

describe("a job that stops", () => {
  test("plans and sends no further than what it has in hand", async () => {
    const made = await acceptedOrder(at.box, left());
    await cancelledByStore(at.box, made);
    await at.db.database.pool.query(
      "INSERT INTO message_facts (store_id, order_id, event_id, kind, at) SELECT $1, $2, gen_random_uuid(), 'CANCELLED', $3 FROM generate_series(1, 250)",
      [at.box.storeId, made.order_id, iso(at.node.time.ms)],
    );
    const facts = async () => (await at.rows("SELECT count(*)::int AS n FROM message_facts"))[0].n;
    const all = await facts();
    await at.told.planningStopped();
    expect(await facts()).toBe(all - 100);
    await at.told.sendingStopped();
    expect([at.told.sent.length, (await at.states()).filter((state) => state === "WAITING").length > 0]).toEqual([20, true]);
  });
});
