import { createTestNode, must, openStore, type TestNode } from "@crema/cloud/cloud-node.test-fixture";
import { createTestDatabase, type TestDatabase } from "@crema/cloud/db/database.test-fixture";
import { life, posOrder } from "@crema/cloud/store-events.test-fixture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bareInsertSeconds } from "./bare-postgres.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const leftBehind = async () =>
  (await db.database.pool.query("SELECT 1 FROM information_schema.schemata WHERE schema_name = 'bench_limit'")).rows;

test("the bare insert takes every row that ingest has written, computed columns included, and leaves nothing behind", async () => {
  const box = await openStore(node);
  for (let i = 0; i < 3; i++) must(await box.send(...life(box, posOrder(box))));
  expect(await bareInsertSeconds(db.url, [box.storeId], 2)).toBeGreaterThan(0);
  expect(await leftBehind()).toEqual([]);
});

test("what goes wrong in the bare insert is what is reported", async () => {
  await db.database.pool.query("ALTER TABLE ingested_hashes RENAME TO ingested_hashes_away");
  try {
    await expect(bareInsertSeconds(db.url, ["store-1"], 1)).rejects.toThrow(/ingested_hashes/);
    expect(await leftBehind()).toEqual([]);
  } finally {
    await db.database.pool.query("ALTER TABLE ingested_hashes_away RENAME TO ingested_hashes");
  }
});
