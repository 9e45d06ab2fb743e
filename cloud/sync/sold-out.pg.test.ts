/** What a store has said to be sold out, as it reaches the menu that the cloud serves. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestNode, must, openStore, type TestNode } from "../cloud-node.test-fixture.ts";
import { readAvailability } from "../db/availability.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { choiceSoldOut, soldOut } from "../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

describe("sold out", () => {
  test("the overlay reaches the menu with its revision, and an older word changes nothing", async () => {
    const box = await openStore(node);
    const availability = async () => {
      node.time.ms += 1_000;
      const { etag, body } = must(await node.queries.menu(box.storeId));
      const parsed: { items: { item_id: string; is_available: boolean }[]; sold_out_revision: number } = JSON.parse(body);
      return [etag, parsed.sold_out_revision, parsed.items.find((item) => item.item_id === "latte")?.is_available];
    };
    expect(await availability()).toEqual(['"1.0"', 0, true]);
    must(await box.send(soldOut(box, "latte", true, 1)));
    expect(await availability()).toEqual(['"1.1"', 1, false]);
    must(await box.send(soldOut(box, "latte", false, 3), soldOut(box, "latte", true, 2)));
    expect(await availability()).toEqual(['"1.3"', 3, true]);
  });

  test("of a choice counts in the same revision, and what was said last stands", async () => {
    const box = await openStore(node);
    const soldOutNow = async () => (await readAvailability(node.database.pool, box.storeId)).sold_out_modifier_ids;
    must(await box.send(soldOut(box, "latte", true, 1), choiceSoldOut(box, "oat", true, 2)));
    node.time.ms += 1_000;
    expect([must(await node.queries.menu(box.storeId)).etag, await soldOutNow()]).toEqual(['"1.2"', ["oat"]]);
    must(await box.send(choiceSoldOut(box, "oat", false, 4), choiceSoldOut(box, "oat", true, 3)));
    expect([await readAvailability(node.database.pool, box.storeId)]).toEqual([
      { revision: 4, sold_out_item_ids: ["latte"], sold_out_modifier_ids: [] },
    ]);
  });
});
