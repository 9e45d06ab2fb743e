/** The app sells no more than the store has left, less what its own orders have that the store has not answered. */
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  codeOf,
  createTestNode,
  espressos,
  guestBy,
  must,
  openStore,
  orderNow,
  placed,
  type TestBox,
  type TestNode,
} from "../../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../../db/database.test-fixture.ts";
import { accepted } from "../../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

let keys = 0;
const ask = (box: TestBox, qty: number, changes: object = {}) => {
  const items = [{ item_id: "espresso", qty, modifier_ids: [], note: null }];
  return node.commands.place(espressos(box.storeId, { items, ...changes }), `a-guest's-long-key-${keys++}`, guestBy);
};
const counts = async (box: TestBox, left: number) => {
  box.log.counted = [{ kind: "item", id: "espresso", left }];
  must(await box.send());
  node.time.ms += 1_000;
};
const shown = async (box: TestBox) => {
  node.time.ms += 1_000;
  must(await box.send());
  const { items }: { items: { item_id: string; left?: number; is_available: boolean }[] } = JSON.parse(
    must(await node.queries.menu(box.storeId)).body,
  );
  const espresso = items.find(({ item_id }) => item_id === "espresso");
  return [espresso?.left, espresso?.is_available];
};

test("what unanswered orders have is not there for others, and the refusal says how many there are", async () => {
  const box = await openStore(node);
  await counts(box, 5);
  expect(await shown(box)).toEqual([5, true]);
  must(await ask(box, 3));
  expect(await shown(box)).toEqual([2, true]);
  expect(await ask(box, 3)).toMatchObject({
    refusal: { code: "item.sold_out", fields: [{ field: "/items/0/item_id", message: "Only 2 left of espresso" }] },
  });
  must(await ask(box, 2));
  expect(await shown(box)).toEqual([0, false]);
  expect(codeOf(await ask(box, 1))).toBe("item.sold_out");
});

test("an order that the store has accepted is in its count, and one that has ended gives back", async () => {
  const box = await openStore(node);
  await counts(box, 5);
  const order = await orderNow(node, (JSON.parse(must(await ask(box, 2)).body) as { order_id: string }).order_id);
  box.log.counted = [{ kind: "item", id: "espresso", left: 3 }];
  must(await box.send(accepted(box, order)));
  expect(await shown(box)).toEqual([3, true]);
  const { order_id } = JSON.parse(must(await ask(box, 3)).body) as { order_id: string };
  expect(await shown(box)).toEqual([0, false]);
  must(await node.commands.cancel(order_id, null, guestBy));
  expect(await shown(box)).toEqual([3, true]);
});

test("an order for another day takes nothing of today's, and is not refused for it; one for later today is", async () => {
  const box = await openStore(node);
  await counts(box, 1);
  const day = (days: number) =>
    new Date(Date.parse(`${new Date(node.time.ms).toISOString().slice(0, 11)}10:00:00.000Z`) + days * 86_400_000);
  must(await ask(box, 4, { requested_for: day(1).toISOString() }));
  expect(await shown(box)).toEqual([1, true]);
  expect(codeOf(await ask(box, 2, { requested_for: day(0).toISOString() }))).toBe("item.sold_out");
  must(await ask(box, 1, { requested_for: day(0).toISOString() }));
  expect(await shown(box)).toEqual([0, false]);
});

test("of twenty customers at once for the last three, three have one", async () => {
  const box = await openStore(node);
  await counts(box, 3);
  await shown(box);
  const asked = await Promise.all(Array.from({ length: 20 }, () => ask(box, 1)));
  expect(asked.filter((one) => one.ok)).toHaveLength(3);
  expect(new Set(asked.filter((one) => !one.ok).map(codeOf))).toEqual(new Set(["item.sold_out"]));
});

test("at a store that counts nothing nobody is asked", async () => {
  const box = await openStore(node);
  must(await box.send());
  for (let n = 0; n < 3; n++) await placed(box, `a-guest's-long-key-${keys++}`);
  expect(await shown(box)).toEqual([undefined, true]);
});
