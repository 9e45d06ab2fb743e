/** Several statements in one trip, on a real Postgres. */
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Batch, inOneTrip } from "./batch.ts";
import { createTestDatabase, type TestDatabase } from "./database.test-fixture.ts";

let db: TestDatabase;
let client: pg.PoolClient;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.database.pool.query("CREATE TABLE batched (n int PRIMARY KEY)");
});
afterAll(() => db.drop());
beforeEach(async () => {
  client = await db.database.pool.connect();
  await client.query("DELETE FROM batched");
  return () => client.release();
});

const insert = (n: number) => ({ name: "batch_insert", text: "INSERT INTO batched (n) VALUES ($1) RETURNING n", values: [n] });
const stored = async () => (await client.query<{ n: number }>("SELECT n FROM batched ORDER BY n")).rows.map(({ n }) => n);

test("each gets its own rows, as one asked alone does", async () => {
  const batch = new Batch(client);
  const [none, some, values] = [
    batch.query({ text: "SELECT 1 WHERE false" }),
    batch.query({ text: "SELECT n, n * 2 AS twice FROM generate_series(1, 2) AS n" }),
    batch.query({
      text: "SELECT $1::bigint AS big, $2::json AS body, $3::text AS nothing, $4::text[] AS list",
      values: [7, '{"a":1}', null, ["x", 'y"']],
    }),
  ];
  await batch.send();
  expect((await none).rows).toEqual([]);
  expect(await some).toEqual({
    rowCount: 2,
    rows: [
      { n: 1, twice: 2 },
      { n: 2, twice: 4 },
    ],
  });
  expect((await values).rows).toEqual([{ big: 7, body: { a: 1 }, nothing: null, list: ["x", 'y"'] }]);
});

test("when one fails those behind it are not carried out, and the connection serves on", async () => {
  const batch = new Batch(client);
  void batch.query({ text: "BEGIN" });
  void batch.query(insert(1));
  const twice = batch.query(insert(1));
  const behind = batch.query({ name: "batch_behind", text: "INSERT INTO batched (n) VALUES (99)" });
  const commit = batch.query({ text: "COMMIT" });
  await expect(batch.send()).rejects.toMatchObject({ code: "23505" });
  for (const each of [twice, behind, commit]) await expect(each).rejects.toMatchObject({ code: "23505" });
  await client.query("ROLLBACK");
  expect(await stored()).toEqual([]);
  // What was parsed before the failure is known to be, and what was not is parsed now.
  void batch.query(insert(2));
  void batch.query({ name: "batch_behind", text: "INSERT INTO batched (n) VALUES (99)" });
  await batch.send();
  expect(await stored()).toEqual([2, 99]);
});

test("a value that cannot be sent fails alone: nothing of the batch is on its way", async () => {
  const batch = new Batch(client);
  void batch.query(insert(3));
  void batch.query({
    text: "SELECT $1::text",
    values: [
      Object.create(null, {
        toPostgres: {
          value: () => {
            throw new Error("no text");
          },
        },
      }),
    ],
  });
  await expect(batch.send()).rejects.toThrow("no text");
  expect(await stored()).toEqual([]);
});

test("[U6] a transaction whose COMMIT is in the batch is there once it resolves", async () => {
  const batch = new Batch(client);
  for (const statement of [{ text: "BEGIN" }, insert(4), insert(5), { text: "COMMIT" }]) void batch.query(statement);
  await batch.send();
  const other = await db.database.pool.query<{ n: number }>("SELECT n FROM batched ORDER BY n");
  expect(other.rows).toEqual([{ n: 4 }, { n: 5 }]);
});

test("a COMMIT of what has failed before is none", async () => {
  const batch = new Batch(client);
  for (const statement of [{ text: "BEGIN" }, insert(6)]) void batch.query(statement);
  await batch.send();
  await expect(client.query("SELECT 1 / 0")).rejects.toThrow("division by zero");
  const commit = batch.query({ text: "COMMIT" });
  await expect(batch.send()).rejects.toThrow("rolled back");
  await expect(commit).rejects.toThrow("rolled back");
  expect(await stored()).toEqual([]);
});

test("two statements of one name are refused, on one trip and on two, and nothing of it is sent", async () => {
  const batch = new Batch(client);
  const other = { ...insert(7), text: "INSERT INTO batched (n) VALUES ($1 + 1)" };
  void batch.query(insert(7));
  const second = batch.query(other);
  await expect(batch.send()).rejects.toThrow("two statements are named batch_insert");
  await expect(second).rejects.toThrow("two statements");
  void batch.query(insert(7));
  await batch.send();
  void batch.query(other);
  await expect(batch.send()).rejects.toThrow("two statements are named batch_insert");
  expect(await stored()).toEqual([7]);
});

test("an empty statement has no rows, and the one behind it has its own", async () => {
  const batch = new Batch(client);
  const [empty, one] = [batch.query({ text: "" }), batch.query({ text: "SELECT 1 AS n" })];
  await batch.send();
  expect([(await empty).rows, (await one).rows]).toEqual([[], [{ n: 1 }]]);
});

test("who asks in one trip for what waits for a reply of it is refused, and does not wait for good", async () => {
  const asked = inOneTrip(db.database.pool, async (asks) => {
    await asks.query({ text: "SELECT 1" });
    return asks.query({ text: "SELECT 2" });
  });
  await expect(asked).rejects.toThrow("has to be asked in another");
});

test("when one fails, those before it have their rows", async () => {
  const batch = new Batch(client);
  const [before, bad] = [batch.query({ text: "SELECT 1 AS n" }), batch.query({ text: "SELECT 1 / 0" })];
  await expect(batch.send()).rejects.toThrow("division by zero");
  expect((await before).rows).toEqual([{ n: 1 }]);
  await expect(bad).rejects.toThrow("division by zero");
});
