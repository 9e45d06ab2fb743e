import { systemTimers } from "@crema/shared/server/system";
import type { ShapeTable } from "@crema/sync/protocol/down";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createChangeNotifier } from "./change-notifier.ts";
import { createTestNode, guestBy, must, openStore, placed, storeInput, type TestNode } from "./cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "./db/database.test-fixture.ts";
import { createShapeSource } from "./db/shape-source.ts";
import { relayOnce } from "./jobs/outbox-relay.ts";
import { accepted, life, posOrder } from "./store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
let other: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  node = createTestNode(db.database);
  other = createTestNode(db.another(), node.time);
  await Promise.all([node.start(), other.start()]);
});
afterEach(() => Promise.all([node.stop(), other.stop()]));

/** Resolves with the first change for which `until` holds; wakes come from the live feed alone. */
async function hears(at: TestNode, orderId: string, until: (types: string[]) => boolean): Promise<string[]> {
  let woken: () => void = () => undefined;
  const unsubscribe = at.changeNotifier.subscribeOrder(orderId, () => woken());
  try {
    for (;;) {
      const next = new Promise<void>((resolve) => (woken = resolve));
      const types = (await at.queries.changesOf(orderId, 0)).map((change) => change.event.type);
      if (until(types)) return types;
      await next;
    }
  } finally {
    unsubscribe();
  }
}

const outboxRows = async () => (await db.database.pool.query<{ n: number }>("SELECT count(*) AS n FROM outbox")).rows[0]?.n;

/** By their last statement: the LISTEN itself, or the question by which a node proves that it is alive. */
const CUT_LISTENERS = `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND (query LIKE 'LISTEN%' OR query = 'SELECT 1')`;

describe("relay and live feed", () => {
  test("what one node commits, the other node's subscribers hear", async () => {
    const box = await openStore(node);
    const order = await placed(box);
    const heard = hears(other, order.order_id, (types) => types.includes("order.confirmed"));
    must(await box.send(accepted(box, order)));
    expect(await heard).toEqual(["order.placed", "order.offered", "order.accepted", "order.confirmed"]);
  });

  test("two relays at once take each row once, and leave none", async () => {
    await Promise.all([node.relay.stop(), other.relay.stop()]);
    const box = await openStore(node);
    for (let i = 0; i < 12; i++)
      must(
        await box.send(
          ...Array.from({ length: 18 }, () => life(box, posOrder(box)))
            .flat()
            .slice(0, 90),
        ),
      );
    const before = await outboxRows();
    const taken = await Promise.all([relayOnce(node.database), relayOnce(other.database), relayOnce(node.database)]);
    expect(taken.reduce((sum, rows) => sum + rows, 0)).toBe(before);
    expect(await outboxRows()).toBe(0);
  });

  test("a row whose transaction began early and committed late is not passed over", async () => {
    const box = await openStore(node);
    const order = await placed(box);
    const late = await db.database.pool.connect();
    await late.query("BEGIN");
    await late.query("INSERT INTO outbox (store_id, topic, order_id, created_at) VALUES ($1, 'order', $2, now())", [
      box.storeId,
      order.order_id,
    ]);
    const overtaking = await placed(box, "a-second-long-key");
    await hears(other, overtaking.order_id, (types) => types.length === 2);
    let wake: () => void = () => undefined;
    const unsubscribe = other.changeNotifier.subscribeOrder(order.order_id, () => wake());
    const nextWake = () => new Promise<void>((resolve) => (wake = resolve));
    let woken = nextWake();
    await late.query("COMMIT");
    late.release();
    node.relay.poke();
    // The poll may wake before the relay does: only an empty outbox says that the late row was taken.
    do {
      await woken;
      woken = nextWake();
    } while ((await outboxRows()) !== 0);
    unsubscribe();
  });

  test("the LISTEN connection is killed: it comes back, and nobody has missed anything", async () => {
    const box = await openStore(node);
    const order = await placed(box);
    const killed = await db.database.pool.query<{ pid: number }>(CUT_LISTENERS);
    expect(killed.rows.length).toBeGreaterThan(0);
    const heard = hears(other, order.order_id, (types) => types.includes("order.cancelled"));
    must(await node.commands.cancel(order.order_id, null, guestBy));
    await heard;
    const again = await placed(box, "a-second-long-key");
    await hears(other, again.order_id, (types) => types.length === 2);
    expect(other.errors.length).toBeGreaterThan(0);
  });

  test("after a lost LISTEN only those are woken whose order has moved", async () => {
    await Promise.all([node.relay.stop(), other.relay.stop()]);
    const box = await openStore(node);
    const [moved, still] = [await placed(box), await placed(box, "a-second-long-key")];
    let onLost: () => void = () => undefined;
    const lost = new Promise<void>((resolve) => (onLost = resolve));
    const feed = createChangeNotifier({ database: db.another(), timers: systemTimers, onError: () => onLost(), pollMs: 20 });
    await feed.start();
    const wakes: true[] = [];
    // The first comparison tells everybody once: they may have subscribed in a gap.
    await Promise.all([
      new Promise<void>((resolve) => feed.subscribeOrder(moved.order_id, resolve)),
      new Promise<void>((resolve) => feed.subscribeOrder(still.order_id, () => resolve(void wakes.push(true)))),
    ]);
    await db.database.pool.query(CUT_LISTENERS);
    await lost;
    const heard = new Promise<void>((resolve) => void feed.subscribeOrder(moved.order_id, resolve));
    must(await node.commands.cancel(moved.order_id, null, guestBy));
    await db.database.pool.query("DELETE FROM outbox");
    await heard;
    await feed.stop();
    expect(wakes).toEqual([true]);
  });

  test("a notice that is not ours wakes everybody and breaks nothing", async () => {
    const box = await openStore(node);
    const order = await placed(box);
    for (const payload of ["", "not json", "[]", '{"orders":1,"down":2}']) {
      const woken = new Promise<void>((resolve) => void other.changeNotifier.subscribeOrder(order.order_id, resolve));
      await db.database.pool.query("SELECT pg_notify('crema', $1)", [payload]);
      await woken;
    }
    expect(other.errors).toEqual([]);
  });

  test("a notification that never came is made up for by the poll", async () => {
    await Promise.all([node.relay.stop(), other.relay.stop()]);
    const box = await openStore(node);
    const order = await placed(box);
    const heard = hears(other, order.order_id, (types) => types.includes("order.cancelled"));
    must(await node.commands.cancel(order.order_id, null, guestBy));
    // Taken away without a word, as by a relay whose notice fell into a reconnect.
    await db.database.pool.query("DELETE FROM outbox");
    await heard;
  });

  test("every connection of a node is cut: commands, relay and feed go on by themselves", async () => {
    const box = await openStore(node);
    await db.database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    const order = await placedEventually(box.storeId, () => placed(box));
    await hears(other, order.order_id, (types) => types.length === 2);
  });
});

describe("shape source", () => {
  const source = () =>
    createShapeSource({
      database: other.database,
      changeNotifier: other.changeNotifier,
      timers: systemTimers,
      newId: () => crypto.randomUUID(),
    });
  const never = new AbortController().signal;
  const head = async (table: ShapeTable, storeId: string) => (await source().read(table, storeId, 0, 1)).head;

  test("inbox and documents in their order, after a position, with a handle that stays", async () => {
    const box = await openStore(node);
    await placed(box);
    await placed(box, "a-second-long-key");
    const { rows: inbox } = await source().read("store_inbox", box.storeId, 1, 10);
    expect(inbox.map((row) => [row.lsn, row.key, row.value.seq])).toEqual([[2, [box.storeId, "2"], "2"]]);
    expect(JSON.parse(inbox[0]?.value.command ?? "")).toMatchObject({ kind: "order.offered" });
    const { rows: documents } = await source().read("store_documents", box.storeId, 0, 10);
    expect(documents.map((row) => [row.lsn, row.value.kind, row.value.version])).toEqual([
      [1, "profile", "1"],
      [2, "menu", "1"],
    ]);
    expect((await head("store_inbox", box.storeId)).lsn).toBe(2);
    expect(await head("store_inbox", box.storeId)).toEqual(await head("store_inbox", box.storeId));
  });

  test("a document that is published again moves behind the others, and there is one of each kind", async () => {
    const box = await openStore(node);
    must(await node.commands.putStore(box.storeId, storeInput({ name: "Renamed" }), new Map()));
    const { rows: documents } = await source().read("store_documents", box.storeId, 0, 10);
    expect(documents.map((row) => [row.lsn, row.value.kind, row.value.version])).toEqual([
      [2, "menu", "1"],
      [3, "profile", "2"],
    ]);
  });

  test("a rotated handle is another one for every node, and only this table's", async () => {
    const box = await openStore(node);
    const before = await head("store_inbox", box.storeId);
    const documents = await head("store_documents", box.storeId);
    const rotated = await source().rotate("store_inbox", box.storeId);
    expect(rotated).not.toBe(before.handle);
    expect((await head("store_inbox", box.storeId)).handle).toBe(rotated);
    expect(await head("store_documents", box.storeId)).toEqual(documents);
  });

  test("a follower is told when another node commits, when its time is up, and when the request is gone", async () => {
    const box = await openStore(node);
    const follower = source().follow("store_inbox", box.storeId);
    const woken = follower.next(20_000, never);
    await placed(box);
    await woken;
    await follower.next(20, never);
    const gone = new AbortController();
    const waiting = follower.next(20_000, gone.signal);
    gone.abort();
    await waiting;
    await follower.next(20_000, gone.signal);
    follower.end();
  });

  test("[J1] a follower of either table is told when the store's box joins again", async () => {
    const box = await openStore(node);
    const before = await head("store_inbox", box.storeId);
    const followers = (["store_inbox", "store_documents"] as const).map((table) => source().follow(table, box.storeId));
    const held = followers.map((follower) => follower.next(20_000, never));
    await box.join();
    await Promise.all(held);
    for (const follower of followers) follower.end();
    expect(await head("store_inbox", box.storeId)).toEqual({ ...before, join_number: before.join_number + 1 });
  });

  test("what comes into the inbox wakes nobody who follows the documents, and a poll nobody who has read all", async () => {
    const box = await openStore(node);
    await Promise.all([node.relay.stop(), other.relay.stop()]);
    await db.database.pool.query("DELETE FROM outbox");
    const feed = createChangeNotifier({ database: db.another(), timers: systemTimers, onError: () => undefined, pollMs: 10 });
    await feed.start();
    const shapes = createShapeSource({
      database: other.database,
      changeNotifier: feed,
      timers: systemTimers,
      newId: () => crypto.randomUUID(),
    });
    const wakes: string[] = [];
    const seen = (await shapes.read("store_documents", box.storeId, 0, 10)).head;
    feed.subscribeDocuments(
      box.storeId,
      () => wakes.push("documents"),
      () => seen,
    );
    // Whoever is new and says nothing of what they have read is told by the first comparison, or by the notice.
    const isTold = () =>
      new Promise<void>((resolve) => {
        const end = feed.subscribeInbox(box.storeId, () => {
          end();
          resolve();
        });
      });
    await placed(box);
    await relayOnce(node.database);
    // The notice, a comparison that was under way before it, and one after it.
    for (let times = 0; times < 3; times++) await isTold();
    expect(wakes).toEqual([]);
    must(await node.commands.putStore(box.storeId, storeInput({ name: "Renamed" }), new Map()));
    await new Promise<void>((resolve) => {
      feed.subscribeDocuments(box.storeId, resolve, () => seen);
      void relayOnce(node.database);
    });
    await feed.stop();
    expect(wakes.length).toBeGreaterThan(0);
  });
});

/** The pool notices a cut connection when it next uses it: the one or two commands that meet one fail, as they should. */
async function placedEventually<T>(what: string, work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error) || !/terminat|closed|not queryable/i.test(error.message)) throw error;
    }
  }
  throw new Error(`${what}: still no connection`);
}
