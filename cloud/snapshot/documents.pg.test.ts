import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestNode, menuRows, must, openStore, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { replaceBox } from "../replaced-box.test-fixture.ts";
import { life, placedAt, posOrder } from "../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const currencies = async (storeId: string) => {
  const { snapshot } = await replaceBox(node, storeId, `key ${storeId}`);
  return snapshot.documents.map(({ kind, version, document }) => [kind, version, JSON.parse(document).currency]);
};

test("[D8] a store that changed its currency while money of the older one was under way goes on with both, and else with the newer one", async () => {
  const [busy, quiet] = [await openStore(node), await openStore(node)];
  for (const { storeId } of [busy, quiet]) must(await node.commands.changeCurrency(storeId, { currency: "USD", menu: menuRows }));
  // Before the change came down, it sold on.
  must(await busy.send(placedAt(busy, posOrder(busy)), ...life(busy, posOrder(busy))));
  expect(await currencies(busy.storeId)).toEqual([
    ["menu", 1, "EUR"],
    ["profile", 1, "EUR"],
    ["menu", 2, "USD"],
    ["profile", 2, "USD"],
  ]);
  expect(await currencies(quiet.storeId)).toEqual([
    ["menu", 2, "USD"],
    ["profile", 2, "USD"],
  ]);
});
