/** Promotions with a limit: never used more often than they may be, freed with their order, and what a refusal or a quote says. */
import { readFile } from "node:fs/promises";
import type { Promotion } from "@crema/shared/domain/menu/menu";
import { promotion } from "@crema/shared/domain/menu/menu.test-fixture";
import type { Order } from "@crema/shared/domain/order/order";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  codeOf,
  createTestNode,
  espressos,
  guestBy,
  menuRows,
  must,
  openStore,
  type TestBox,
  type TestNode,
} from "../../cloud-node.test-fixture.ts";
import { customerBy } from "../../customer.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../../db/database.test-fixture.ts";
import { sweepOffers } from "../../jobs/offer-sweeper.ts";
import type { Caller } from "../../ports.ts";
import { accepted, declined } from "../../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const half = (changes: Partial<Promotion>) => promotion("half", { rate_ppm: 500_000, code: "HALF", ...changes });

async function storeWith(...promotions: Promotion[]): Promise<TestBox> {
  const box = await openStore(node);
  must(await node.commands.putMenu(box.storeId, { ...menuRows, promotions }));
  must(await node.commands.publishMenu(box.storeId, null));
  node.time.ms += 1_000;
  must(await box.send());
  return box;
}

let keys = 0;
function ask(box: TestBox, by: Caller = guestBy, changes: Partial<PlaceOrderRequest> = { promotion_codes: ["HALF"] }) {
  keys += 1;
  return node.commands.place(espressos(box.storeId, changes), `a guest's key for a promotion, no. ${keys}`, by);
}
const placedBy = async (...asked: Parameters<typeof ask>): Promise<Order> => JSON.parse(must(await ask(...asked)).body);
const quoted = async (box: TestBox, by: Caller = guestBy, promotion_codes = ["HALF"]) => {
  const { items } = espressos(box.storeId);
  const userId = by.principal.kind === "customer" ? by.principal.user_id : null;
  const quote = await node.queries.quote({ store_id: box.storeId, items, promotion_codes }, userId);
  return quote.ok ? quote.value.total_cents : quote.refusal.detail;
};
/** A node lets so many wait for one store; whoever it has no place for asks again, as the app does. */
async function untilAnswered<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!String(error).includes("transactions wait for store")) throw error;
    }
  }
}
const counted = async (box: TestBox): Promise<number> =>
  (await db.database.pool.query("SELECT 1 FROM promotion_uses WHERE store_id = $1", [box.storeId])).rowCount ?? -1;
const customers = process.env.CREMA_LONG ? 500 : 100;

test("many customers at once want the last ones: so many have it, and the others are told that it is used up", async () => {
  const box = await storeWith(half({ limits: { in_all: 7 } }));
  const replies = await Promise.all(Array.from({ length: customers }, () => untilAnswered(() => ask(box))));
  const codes = replies.map(codeOf);
  expect([codes.filter((code) => code === "ok").length, codes.filter((code) => code === "promotion.used_up").length]).toEqual([
    7,
    customers - 7,
  ]);
  expect(replies.find((reply) => !reply.ok)).toMatchObject({
    refusal: { detail: "HALF has been used up.", fields: [{ field: "/promotion_codes/0", message: "HALF has been used up" }] },
  });
  expect(await quoted(box)).toBe("HALF has been used up.");
}, 120_000);

test("one that applies by itself is never charged otherwise than it was shown, and is no longer in a price once it is used up", async () => {
  const box = await storeWith(half({ code: null, limits: { in_all: 3 } }));
  expect(await quoted(box, guestBy, [])).toBe(250);
  const replies = await Promise.all(Array.from({ length: customers }, () => untilAnswered(() => ask(box, guestBy, {}))));
  const totals = replies.map((reply) => (reply.ok ? `${(JSON.parse(reply.value.body) as Order).total_cents}` : reply.refusal.code));
  expect(totals.filter((total) => total === "250")).toHaveLength(3);
  // Priced before it was used up, and placed after: refused with the new price.
  const refused = replies.find((reply) => !reply.ok);
  expect(refused).toMatchObject({ refusal: { code: "order.price_changed", extra: { quote: { total_cents: 500, promotions: [] } } } });
  expect(new Set(totals)).toEqual(new Set(["250", "order.price_changed", ...(totals.includes("500") ? ["500"] : [])]));
  expect([await quoted(box, guestBy, []), await counted(box)]).toEqual([500, 3]);
}, 120_000);

test("a use is free again when its order is cancelled, declined or withdrawn; one that was made keeps it", async () => {
  const box = await storeWith(half({ limits: { in_all: 1 } }));
  const isUsedUp = async () => (await quoted(box)) === "HALF has been used up.";
  const first = await placedBy(box);
  expect(await isUsedUp()).toBe(true);
  must(await node.commands.cancel(first.order_id, null, guestBy));
  expect(await isUsedUp()).toBe(false);
  const second = await placedBy(box);
  must(await box.send(declined(box, second)));
  expect(await isUsedUp()).toBe(false);
  await placedBy(box);
  expect(await isUsedUp()).toBe(true);
  node.time.ms += 31_000;
  // Those of the other tests' stores as well, so many at a time.
  while ((await sweepOffers(node)) > 0);
  await box.receive();
  must(await box.send());
  expect(await isUsedUp()).toBe(false);
  const last = await placedBy(box);
  must(await box.send(accepted(box, last)));
  expect([await isUsedUp(), await counted(box)]).toEqual([true, 1]);
});

test("so many of each customer who is signed in, and none of a guest", async () => {
  const box = await storeWith(half({ limits: { per_customer: 2 } }));
  const [ana, bo] = [await customerBy(node), await customerBy(node)];
  const first = await placedBy(box, ana);
  await placedBy(box, ana);
  expect(codeOf(await ask(box, ana))).toBe("promotion.used_up");
  expect([await quoted(box, ana), await quoted(box, bo), await quoted(box)]).toEqual([
    ...["HALF has been used as often as one customer may.", 250, "HALF is for customers who are signed in."],
  ]);
  expect(codeOf(await ask(box))).toBe("promotion.not_applicable");
  must(await node.commands.cancel(first.order_id, null, ana));
  expect(codeOf(await ask(box, ana))).toBe("ok");
});

test("a customer's first order at the store: of many at once one has it, and it is the first again when it is cancelled", async () => {
  const box = await storeWith(half({ limits: { first_order: true } }));
  const [ana, bo] = [await customerBy(node), await customerBy(node)];
  const replies = await Promise.all(Array.from({ length: 20 }, () => untilAnswered(() => ask(box, ana))));
  expect(replies.filter((reply) => reply.ok)).toHaveLength(1);
  expect([await quoted(box, ana), await quoted(box, bo)]).toEqual(["HALF is for a first order at this store.", 250]);
  const order: Order = JSON.parse(must(replies.find((reply) => reply.ok)!).body);
  must(await node.commands.cancel(order.order_id, null, ana));
  expect(await quoted(box, ana)).toBe(250);
  await placedBy(box, ana, {});
  expect(await quoted(box, ana)).toBe("HALF is for a first order at this store.");
});

test("where another promotion takes off as much, the order has that one", async () => {
  const rules = [
    half({ code: null, limits: { in_all: 1 }, is_exclusive: true }),
    promotion("other", { rate_ppm: 500_000, is_exclusive: true }),
  ];
  const box = await storeWith(...rules);
  const replies = await Promise.all(Array.from({ length: 10 }, () => untilAnswered(() => ask(box, guestBy, {}))));
  const has = replies.map((reply) => (JSON.parse(must(reply).body) as Order).promotions.map(({ promotion_id }) => promotion_id).join());
  expect(has.toSorted()).toEqual(["half", ...Array(9).fill("other")]);
});

test("what stands in the orders is what is counted, for orders from before it was counted too", async () => {
  const box = await storeWith(half({ limits: { in_all: 9 } }), promotion("all", { rate_ppm: 10_000 }));
  const ana = await customerBy(node);
  const gone = await placedBy(box, ana);
  await placedBy(box, ana);
  await placedBy(box);
  must(await node.commands.cancel(gone.order_id, null, ana));
  const read = async () => (await db.database.pool.query("SELECT * FROM promotion_uses ORDER BY store_id, order_id, promotion_id")).rows;
  const before = await read();
  expect(await counted(box)).toBe(4);
  const migration = await readFile(new URL("../../db/migrations/0037_promotion_uses.sql", import.meta.url), "utf8");
  await db.database.pool.query(`DELETE FROM promotion_uses; ${migration.slice(migration.indexOf("INSERT"))}`);
  expect(await read()).toEqual(before);
});
