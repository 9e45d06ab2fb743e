import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestNode, must, storeInput, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

test("what a store asks of card payments is said for older boxes too, which know two of the three", async () => {
  const publish = (card_reference: "REQUIRED" | "NONE") =>
    node.commands.putStore("slips", storeInput({ settings: { ...storeInput().settings, card_reference } }), new Map());
  const published = async () =>
    (await db.database.pool.query("SELECT document -> 'settings' AS s FROM store_documents WHERE store_id = 'slips'")).rows[0]?.s;
  must(await publish("REQUIRED"));
  expect(await published()).toMatchObject({ card_reference: "REQUIRED", card_reference_required: true });
  must(await publish("NONE"));
  expect(await published()).toMatchObject({ card_reference: "NONE", card_reference_required: false });
  expect(must(await publish("NONE")).profile_version).toBe(2);
});
