import { randomUUID } from "node:crypto";
import { ok, refuse } from "@crema/shared/domain/kernel/errors";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestNode, must, openStore, placed, type TestNode } from "./cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "./db/database.test-fixture.ts";
import { classifyDatabaseError, openDatabase } from "./db/database.ts";
import { UnitOfWork } from "./db/unit-of-work.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const put = (unit: UnitOfWork, name: string, value: number) =>
  unit.client.query("INSERT INTO settings VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", [name, String(value)]);
const valueAt = async (name: string) =>
  (await db.database.pool.query<{ value: number }>("SELECT value FROM settings WHERE name = $1", [name])).rows[0]?.value ?? null;

describe("the write path", () => {
  test("a refusal rolls back, a throw rolls back, a result commits", async () => {
    await node.executor.execute((unit) => put(unit, "a", 1).then(() => refuse("internal", "no")));
    await expect(node.executor.execute((unit) => put(unit, "a", 2).then(() => Promise.reject(new Error("broken"))))).rejects.toThrow(
      "broken",
    );
    expect(await valueAt("a")).toBeNull();
    await node.executor.execute((unit) => put(unit, "a", 3).then(() => ok(null)));
    expect(await valueAt("a")).toBe(3);
  });

  test("two that lock each other's rows: both are done, the loser's work is run again as a whole", async () => {
    await node.executor.execute(async (unit) => {
      await put(unit, "x", 0);
      await put(unit, "y", 0);
      return ok(null);
    });
    const bump = (unit: UnitOfWork, name: string) =>
      unit.client.query("UPDATE settings SET value = ((value::text)::int + 1)::text::json WHERE name = $1", [name]);
    let runs = 0;
    let holding = 0;
    let bothHold: () => void = () => undefined;
    const both = new Promise<void>((resolve) => (bothHold = resolve));
    const work = (first: string, second: string) =>
      node.executor.execute(async (unit) => {
        runs += 1;
        await bump(unit, first);
        holding += 1;
        if (holding === 2) bothHold();
        if (holding <= 2) await both;
        await bump(unit, second);
        return ok(null);
      });
    await Promise.all([work("x", "y"), work("y", "x")]);
    // Postgres may end both when its detector runs in both at once; what counts is that each was applied once.
    expect(runs).toBeGreaterThanOrEqual(3);
    expect([await valueAt("x"), await valueAt("y")]).toEqual([2, 2]);
  });

  test("a transaction is about one store", async () => {
    const [one, two] = [await openStore(node), await openStore(node)];
    await expect(node.executor.transaction((unit) => unit.lockLink(one.storeId).then(() => unit.lockLink(two.storeId)))).rejects.toThrow(
      "one store",
    );
  });

  test("its connection is killed in the middle: it rejects, nothing is kept, the next one works", async () => {
    const killed = node.executor.execute(async (unit) => {
      await put(unit, "killed", 1);
      const { rows } = await unit.client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      await db.database.pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
      await unit.client.query("SELECT 1");
      return ok(null);
    });
    await expect(killed).rejects.toSatisfy((error) => classifyDatabaseError(error)?.code === "service.unavailable");
    expect(await valueAt("killed")).toBeNull();
    await node.executor.execute((unit) => put(unit, "after", 1).then(() => ok(null)));
    expect(await valueAt("after")).toBe(1);
  });
});

describe("what a broken database is called", () => {
  test("one that is away is not a bug", async () => {
    const away = openDatabase({ url: "postgres://nobody@127.0.0.1:1/none", max: 1, name: "away", onError: () => undefined });
    await expect(away.pool.query("SELECT 1")).rejects.toSatisfy((error) => classifyDatabaseError(error)?.code === "service.unavailable");
    await away.close();
  });

  test("a wrong statement is a bug", async () => {
    await expect(db.database.pool.query("SELECT nonsense")).rejects.toSatisfy((error) => classifyDatabaseError(error) === null);
  });
});

test("many who wait for one store's row keep nobody else waiting: another store is written, and the database is read", async () => {
  const [busy, other] = [await openStore(node), await openStore(node)];
  const holder = await db.another().pool.connect();
  await holder.query("BEGIN");
  await holder.query("SELECT 1 FROM store_links WHERE store_id = $1 FOR UPDATE", [busy.storeId]);
  const order: number[] = [];
  const waiting = Array.from({ length: 30 }, (_, n) =>
    node.executor.execute(async (unit) => {
      await unit.lockLink(busy.storeId);
      order.push(n);
      return ok(n);
    }),
  );
  must(await node.executor.execute(async (unit) => ok(await unit.lockLink(other.storeId))));
  expect((await db.database.pool.query("SELECT 1")).rowCount).toBe(1);
  expect(order).toEqual([]);
  await holder.query("COMMIT");
  holder.release();
  expect((await Promise.all(waiting)).map(must)).toEqual(Array.from({ length: 30 }, (_, n) => n));
  expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n));
});

test("a transaction that has the store's row and takes too long over something else fails alone: those behind it are done", async () => {
  const { storeId } = await openStore(node);
  let hasRow: () => void = () => undefined;
  const row = new Promise<void>((resolve) => (hasRow = resolve));
  let mayGoOn: () => void = () => undefined;
  const on = new Promise<void>((resolve) => (mayGoOn = resolve));
  const slow = node.executor.execute(async (unit) => {
    await unit.lockLink(storeId);
    hasRow();
    await on;
    await unit.client.query("SET LOCAL statement_timeout = 1");
    await unit.client.query("SELECT pg_sleep(60)");
    return ok(null);
  });
  const failed = expect(slow).rejects.toMatchObject({ code: "57014" });
  await row;
  let asked = 0;
  let allAsked: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (allAsked = resolve));
  const behind = Array.from({ length: 5 }, (_, n) =>
    node.executor.execute(async (unit) => {
      asked += 1;
      if (asked === 5) allAsked();
      await unit.lockLink(storeId);
      return ok(n);
    }),
  );
  const done = Promise.all(behind);
  await all;
  // Each that is not second in line has rolled back and waits for its turn.
  await node.executor.execute(async (unit) => ok(await unit.client.query("SELECT 1")));
  mayGoOn();
  await failed;
  expect((await done).map(must)).toEqual([0, 1, 2, 3, 4]);
});

test("where an order's row cannot be had, the store's row is known to be: nobody who waits for that fails with it", async () => {
  const box = await openStore(node);
  const { order_id: orderId, store_id: storeId } = await placed(box);
  const [holder, client] = [await db.another().pool.connect(), await db.another().pool.connect()];
  await holder.query("BEGIN");
  await holder.query("SELECT FROM orders WHERE order_id = $1 FOR UPDATE", [orderId]);
  await client.query("SET statement_timeout = 50");
  const unit = new UnitOfWork(client, node.clock, randomUUID);
  await expect(unit.begin({ storeId, orderId })).rejects.toMatchObject({ code: "57014" });
  expect(unit.link).toMatchObject({ store_id: storeId });
  await client.query("ROLLBACK");
  client.release(true);
  await holder.query("ROLLBACK");
  holder.release();
});
