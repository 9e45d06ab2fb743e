import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  codeOf,
  createTestNode,
  must,
  openStore,
  orderNow,
  placed,
  storeInput,
  type TestBox,
  type TestNode,
  typesOf,
} from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { accepted, life, paid, placedAt, posOrder } from "../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const rows = async <T>(text: string, ...values: unknown[]): Promise<T[]> => (await db.database.pool.query(text, values)).rows as T[];
const link = async (box: TestBox) =>
  (
    await rows<{ last_seq: number; conflict: string | null }>("SELECT last_seq, conflict FROM store_links WHERE store_id = $1", box.storeId)
  )[0];
const exceptions = (box: TestBox) =>
  rows<{ kind: string; order_id: string | null }>(
    "SELECT kind, order_id FROM exceptions WHERE store_id = $1 ORDER BY raised_at, exception_id",
    box.storeId,
  );
const quarantined = (box: TestBox) =>
  rows<{ seq: number; code: string; event_type: string }>(
    "SELECT seq, code, event_type FROM quarantine WHERE store_id = $1 AND resolved_at IS NULL ORDER BY seq",
    box.storeId,
  );
/** Every row about the store that must not come twice. */
const footprint = (box: TestBox) =>
  rows(
    `SELECT (SELECT count(*) FROM orders WHERE store_id = $1) AS orders, (SELECT count(*) FROM order_lines WHERE store_id = $1) AS lines,
       (SELECT count(*) FROM order_events WHERE store_id = $1) AS events, (SELECT count(*) FROM payments WHERE store_id = $1) AS payments,
       (SELECT count(*) FROM ingested_hashes WHERE store_id = $1) AS hashes, (SELECT count(*) FROM store_inbox WHERE store_id = $1) AS inbox`,
    box.storeId,
  );

describe("ingest", () => {
  test("a whole order arrives with its lines, events and money", async () => {
    const box = await openStore(node);
    const order = posOrder(box);
    must(await box.send(...life(box, order)));
    expect(await orderNow(node, order.order_id)).toMatchObject({ status: "COMPLETED", order_seq: 4, paid_cents: 900 });
    expect(await footprint(box)).toEqual([{ orders: 1, lines: 1, events: 5, payments: 1, hashes: 5, inbox: 0 }]);
    expect((await node.queries.changesOf(order.order_id, 0)).at(-1)?.order).toEqual(await orderNow(node, order.order_id));
  });

  test("[U3] a batch seen before changes nothing, ten times and in parallel", async () => {
    const box = await openStore(node);
    const other = createTestNode(db.another(), node.time);
    box.log.append(...life(box, posOrder(box)), ...life(box, posOrder(box)));
    const batch = box.batch();
    const responses = await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 ? box.deliver(batch) : deliverBy(other, box, batch))));
    expect(responses.map((response) => must(response).last_seq)).toEqual(Array(10).fill(10));
    expect(await footprint(box)).toEqual([{ orders: 2, lines: 2, events: 10, payments: 2, hashes: 10, inbox: 0 }]);
    expect(await exceptions(box)).toEqual([]);
  });

  test("[I1] the reply was lost after the commit: the same batch again, then the rest", async () => {
    const box = await openStore(node);
    const order = posOrder(box);
    box.log.append(...life(box, order));
    must(await box.deliver(box.batch(2)));
    must(await box.send());
    expect(await orderNow(node, order.order_id)).toMatchObject({ status: "COMPLETED" });
    expect(await footprint(box)).toEqual([{ orders: 1, lines: 1, events: 5, payments: 1, hashes: 5, inbox: 0 }]);
  });

  test("[U4] a gap is refused with the place to go on, and nothing is taken", async () => {
    const box = await openStore(node);
    box.log.append(...life(box, posOrder(box)));
    const batch = box.batch();
    const late = { ...batch, from_seq: 3, events: batch.events.slice(2) };
    expect(await box.deliver(late)).toMatchObject({ refusal: { code: "sync.gap", extra: { expected_seq: 1 } } });
    expect((await link(box))?.last_seq).toBe(0);
  });

  test("[U6] an event that the database cannot take aborts the whole batch, and it comes again", async () => {
    const box = await openStore(node);
    box.log.append(...life(box, posOrder(box)));
    const batch = box.batch();
    await db.database.pool.query("ALTER TABLE payments RENAME TO payments_away");
    await expect(box.deliver(batch)).rejects.toThrow("payments");
    await db.database.pool.query("ALTER TABLE payments_away RENAME TO payments");
    expect((await link(box))?.last_seq).toBe(0);
    must(await box.send());
    expect(await footprint(box)).toEqual([{ orders: 1, lines: 1, events: 5, payments: 1, hashes: 5, inbox: 0 }]);
  });

  test("[U8] an event under a known id changes nothing, wherever it stands in the log", async () => {
    const box = await openStore(node);
    const events = life(box, posOrder(box));
    must(await box.send(...events));
    must(await box.send(...events.slice(1)));
    expect(await footprint(box)).toEqual([{ orders: 1, lines: 1, events: 5, payments: 1, hashes: 9, inbox: 0 }]);
    expect(await quarantined(box)).toEqual([]);
  });

  test("[U9] a second id for a key: both orders stand, a person is asked", async () => {
    const box = await openStore(node);
    const [one, two] = [posOrder(box, { idempotency_key: "same" }), posOrder(box, { idempotency_key: "same" })];
    must(await box.send(placedAt(box, one)));
    must(await box.send(placedAt(box, two)));
    expect((await footprint(box))[0]).toMatchObject({ orders: 2 });
    expect(await exceptions(box)).toEqual([{ kind: "order.key_used_twice", order_id: two.order_id }]);
  });

  test("[U9] two ids for a key in one batch are told apart as well", async () => {
    const box = await openStore(node);
    const [one, two] = [posOrder(box, { idempotency_key: "same" }), posOrder(box, { idempotency_key: "same" })];
    must(await box.send(placedAt(box, one), placedAt(box, two)));
    expect((await exceptions(box)).map((row) => row.kind)).toEqual(["order.key_used_twice"]);
  });

  test("text that Postgres has no room for stops nothing", async () => {
    const box = await openStore(node);
    const order = posOrder(box, { note: "a\u0000b", customer_name: "\ud83d", idempotency_key: "k\u0000" });
    must(
      await box.send(
        placedAt(box, order),
        paid(box, order.order_id, 900, { reference: "\u0000", captured_at: "0000-01-01T00:00:00.000Z" }),
      ),
    );
    expect(await orderNow(node, order.order_id)).toMatchObject({ note: "a\u0000b", customer_name: "\ud83d" });
  });
});

describe("quarantine", () => {
  test("[U6] what the domain refuses waits with the order's later steps; money and other orders do not", async () => {
    const box = await openStore(node);
    const [bad, good] = [posOrder(box), posOrder(box)];
    const [born, started, capture, readied] = life(box, bad);
    if (!born || !started || !capture || !readied) throw new Error("a life has five events");
    must(await box.send(started, capture, readied, ...life(box, good)));
    expect((await quarantined(box)).map((row) => [row.seq, row.code])).toEqual([
      [1, "order.not_found"],
      [3, "event.waits"],
    ]);
    expect(
      (await rows<{ order_id: string }>("SELECT order_id FROM payments WHERE store_id = $1 AND order_id = $2", box.storeId, bad.order_id))
        .length,
    ).toBe(1);
    expect((await orderNow(node, good.order_id)).status).toBe("COMPLETED");
    expect((await link(box))?.last_seq).toBe(8);
  });

  test("the fix arrives, the retry applies what waited, and money that was early counts once", async () => {
    const box = await openStore(node);
    const order = posOrder(box);
    const [born, started, capture, readied, completed] = life(box, order);
    if (!born || !started || !capture || !readied || !completed) throw new Error("a life has five events");
    must(await box.send(started, capture, readied, completed));
    expect(must(await node.commands.retryQuarantine(box.storeId))).toEqual({ applied: 0, remaining: 3 });
    // The log brings what was missing; an order in quarantine keeps even that waiting (U6).
    must(await box.send(born));
    expect((await quarantined(box)).at(-1)).toMatchObject({ seq: 5, code: "event.waits", event_type: "order.placed" });
    await db.database.pool.query("UPDATE quarantine SET seq = 0 WHERE store_id = $1 AND event_type = 'order.placed'", [box.storeId]);
    expect(must(await node.commands.retryQuarantine(box.storeId))).toEqual({ applied: 4, remaining: 0 });
    expect(await orderNow(node, order.order_id)).toMatchObject({ status: "COMPLETED", paid_cents: 900 });
    expect(must(await node.commands.retryQuarantine(box.storeId))).toEqual({ applied: 0, remaining: 0 });
    expect((await node.queries.changesOf(order.order_id, 0)).at(-1)?.order).toEqual(await orderNow(node, order.order_id));
  });

  test("what cannot be read is kept byte for byte", async () => {
    const box = await openStore(node);
    const body = '{"type":"order.teleported","event_id":"0198c7f2-0000-7000-8000-0000000000ee","x":"\u0000"';
    box.log.appendBody(body);
    must(await box.send());
    const [stored] = await rows<{ body: Buffer; code: string }>("SELECT body, code FROM quarantine WHERE store_id = $1", box.storeId);
    expect(stored?.body.toString()).toBe(body);
    expect(must(await node.commands.retryQuarantine(box.storeId))).toEqual({ applied: 0, remaining: 1 });
  });

  test("an order id of another store's is refused; money under it still counts", async () => {
    const [mine, theirs] = [await openStore(node), await openStore(node)];
    const order = posOrder(theirs);
    must(await theirs.send(placedAt(theirs, order)));
    must(await mine.send(placedAt(mine, posOrder(mine, { order_id: order.order_id })), paid(mine, order.order_id, 500)));
    expect((await quarantined(mine)).map((row) => row.code)).toEqual(["order.not_found"]);
    expect((await exceptions(mine)).map((row) => row.kind)).toEqual(["money.foreign_order"]);
    expect((await orderNow(node, order.order_id)).paid_cents).toBe(0);
  });
});

describe("money", () => {
  test("[U6] money without an order stands, and counts once the order comes", async () => {
    const box = await openStore(node);
    const order = posOrder(box);
    must(await box.send(paid(box, order.order_id, 400)));
    expect(await node.queries.order(order.order_id)).toBeNull();
    must(await box.send(placedAt(box, order), paid(box, order.order_id, 500)));
    expect(await orderNow(node, order.order_id)).toMatchObject({ paid_cents: 900 });
    expect(await typesOf(node, order.order_id)).toEqual(["order.placed", "payment.captured"]);
    expect((await node.queries.changesOf(order.order_id, 0)).at(-1)?.order).toEqual(await orderNow(node, order.order_id));
  });

  test("[I2] one payment in two events is money once", async () => {
    const box = await openStore(node);
    const order = posOrder(box);
    const payment_id = randomUUID();
    must(
      await box.send(placedAt(box, order), paid(box, order.order_id, 900, { payment_id }), paid(box, order.order_id, 900, { payment_id })),
    );
    must(await box.send(paid(box, order.order_id, 900, { payment_id })));
    expect(await orderNow(node, order.order_id)).toMatchObject({ paid_cents: 900 });
    expect((await footprint(box))[0]).toMatchObject({ payments: 1 });
  });
});

describe("seen", () => {
  test("a batch of a box that is not the store's makes nothing look alive", async () => {
    const box = await openStore(node);
    node.time.ms += 60_000;
    await node.ingestDatabase.seen({ ...box.batch(), node_id: randomUUID() });
    expect(await node.queries.isOnline(box.storeId)).toBe(false);
    await node.ingestDatabase.seen(box.batch());
    expect(await node.queries.isOnline(box.storeId)).toBe(true);
  });

  test("a late copy of an older batch takes the position back nowhere", async () => {
    const box = await openStore(node);
    const older = box.batch();
    await placed(box);
    await box.receive();
    must(await box.send());
    await node.ingestDatabase.seen(older);
    expect(await rows("SELECT inbox_seq FROM store_link_seen WHERE store_id = $1", box.storeId)).toEqual([{ inbox_seq: 1 }]);
  });

  test("[D7] a box that has applied what this cloud never sent is told so; one exception, nothing taken", async () => {
    const box = await openStore(node);
    box.log.down = { ...box.log.down, inbox_seq: 7, inbox_id: randomUUID() };
    expect(codeOf(await box.send(...life(box, posOrder(box))))).toBe("sync.join_first");
    for (let n = 0; n < 2; n++)
      expect(await box.ask(box.joinRequest())).toMatchObject({ ok: true, value: { plan: "rebuild", after_seq: 0 } });
    expect((await exceptions(box)).map((row) => row.kind)).toEqual(["sync.rewound"]);
    expect((await footprint(box))[0]).toMatchObject({ orders: 0, hashes: 0 });
  });
});

test("two stores at once do not wait for each other's link row", async () => {
  const [one, two] = [await openStore(node), await openStore(node)];
  const held = await db.database.pool.connect();
  await held.query("BEGIN");
  await held.query("SELECT 1 FROM store_links WHERE store_id = $1 FOR UPDATE", [one.storeId]);
  const waiting = one.send(...life(one, posOrder(one)));
  must(await two.send(...life(two, posOrder(two))));
  await held.query("COMMIT");
  held.release();
  must(await waiting);
});

test("an accepted offer and a store's edit at once both stand", async () => {
  const box = await openStore(node);
  const order = await placed(box);
  const [response] = await Promise.all([
    box.send(accepted(box, order)),
    node.commands.putStore(box.storeId, storeInput({ name: "Renamed" }), new Map()),
  ]);
  must(response);
  const down = await rows<{ inbox_head: number; documents_lsn: number }>(
    "SELECT inbox_head, documents_lsn FROM store_links WHERE store_id = $1",
    box.storeId,
  );
  expect(down).toEqual([{ inbox_head: 2, documents_lsn: 3 }]);
});

async function deliverBy(other: TestNode, box: TestBox, batch: ReturnType<TestBox["batch"]>) {
  const { ingest } = await import("@crema/sync/cloud/ingest");
  return ingest(batch, { node_id: box.nodeId, store_id: box.storeId, epoch: box.epoch }, other.ingestDatabase);
}
