/** What a store has said to be sold out, as it reaches the menu that the cloud serves. */
import { Availability, MAX_STOCK_SAID } from "@crema/shared/domain/menu/menu";
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
      { revision: 4, sold_out_item_ids: ["latte"], sold_out_modifier_ids: [], until: [], counted: [] },
    ]);
  });

  test("of more than a snapshot takes keeps no next box from its store", async () => {
    const box = await openStore(node);
    for (const of of ["left_qty) VALUES ($1, 'c-' || n, false, n, 1", "until) VALUES ($1, 'u-' || n, true, n, now()"]) {
      const [column, values] = of.split(") VALUES (");
      await node.database.pool.query(
        `INSERT INTO store_modifier_availability (store_id, modifier_id, sold_out, revision, ${column}) SELECT ${values?.replace("$1", "$1::text")} FROM generate_series(1, $2::int) AS n`,
        [box.storeId, MAX_STOCK_SAID + 1],
      );
    }
    const said = await readAvailability(node.database.pool, box.storeId);
    expect([Availability.safeParse(said).success, said.counted?.length, said.until?.length]).toEqual([
      true,
      MAX_STOCK_SAID,
      MAX_STOCK_SAID,
    ]);
  });

  test("until a moment is on sale again at that moment, also while nothing is heard of the store, and the ETag says so", async () => {
    const box = await openStore(node);
    const until = new Date(node.time.ms + 3_600_000).toISOString();
    must(await box.send(soldOut(box, "latte", true, 1, { until }), soldOut(box, "espresso", true, 2)));
    const shown = async () => {
      const { etag, body } = must(await node.queries.menu(box.storeId));
      const { items }: { items: { item_id: string; is_available: boolean; sold_out_until?: string }[] } = JSON.parse(body);
      const of = (id: string) => items.find((item) => item.item_id === id);
      return [etag, of("latte")?.is_available, of("latte")?.sold_out_until, of("espresso")?.is_available];
    };
    node.time.ms += 1_000;
    expect(await shown()).toEqual(['"1.2"', false, until, false]);
    node.time.ms = Date.parse(until) - 1;
    expect((await shown())[1]).toBe(false);
    node.time.ms += 1_001;
    expect(await shown()).toEqual(['"1.2.u1"', true, undefined, false]);
    must(await box.send(soldOut(box, "latte", false, 3)));
    node.time.ms += 1_000;
    expect(await shown()).toEqual(['"1.3"', true, undefined, false]);
  });

  test("by the count says so; how much is left comes with each heartbeat, and an older box says nothing of it", async () => {
    const box = await openStore(node);
    const read = async () => {
      const { sold_out_item_ids, counted } = await readAvailability(node.database.pool, box.storeId);
      return [sold_out_item_ids, counted?.map(({ id, left }) => `${id} ${left}`)];
    };
    must(await box.send(soldOut(box, "latte", false, 1, { left: 5 })));
    expect(await read()).toEqual([[], ["latte 5"]]);
    box.log.counted = [{ kind: "item", id: "latte", left: 3 }];
    must(await box.send());
    expect(await read()).toEqual([[], ["latte 3"]]);
    box.log.counted = [{ kind: "item", id: "latte", left: 0 }];
    must(await box.send(soldOut(box, "latte", true, 2, { left: 0 })));
    expect(await read()).toEqual([["latte"], ["latte 0"]]);
    must(await box.send(soldOut(box, "latte", true, 3)));
    expect(await read()).toEqual([["latte"], []]);
    box.log.counted = [];
    must(await box.send(soldOut(box, "latte", false, 4)));
    expect(await read()).toEqual([[], []]);
  });

  test("said twice, or late, changes nothing of what was said since", async () => {
    const box = await openStore(node);
    const until = new Date(node.time.ms + 3_600_000).toISOString();
    const [first, second] = [soldOut(box, "latte", true, 1, { until }), soldOut(box, "latte", false, 2, { left: 4 })];
    must(await box.send(first, second));
    must(await box.send(first));
    expect(await readAvailability(node.database.pool, box.storeId)).toMatchObject({
      ...{ revision: 2, sold_out_item_ids: [], until: [], counted: [{ kind: "item", id: "latte", left: 4 }] },
    });
  });
});
