/** The app's share of a slot: never oversold, given back with the order, and what a refusal says. */
import type { StoreInput } from "@crema/shared/contract/stores";
import { iso } from "@crema/shared/domain/kernel/clock";
import { cents } from "@crema/shared/domain/kernel/money";
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
  START_MS,
  storeInput,
  type TestBox,
  type TestNode,
} from "../../cloud-node.test-fixture.ts";
import { customerBy } from "../../customer.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../../db/database.test-fixture.ts";
import type { Caller } from "../../ports.ts";

const MINUTE_MS = 60_000;
let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database, { ms: START_MS });
});
afterAll(() => db.drop());

type Ahead = NonNullable<StoreInput["settings"]["order_ahead"]>;
const withAhead = (order_ahead: Ahead) => ({ settings: { ...storeInput().settings, order_ahead } });
const storeWith = (order_ahead: Ahead): Promise<TestBox> => openStore(node, withAhead(order_ahead));

let keys = 0;
function ask(box: TestBox, minutes: number, changes: Partial<PlaceOrderRequest> = {}, by: Caller = guestBy) {
  keys += 1;
  const request = espressos(box.storeId, { requested_for: iso(START_MS + minutes * MINUTE_MS), ...changes });
  return node.commands.place(request, `a guest's key for a slot, no. ${keys}`, by);
}
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
const slotsOf = async (box: TestBox) => must(await node.queries.pickupSlots(box.storeId));

test("many customers at once want the last place: one has it, and the others are told the next times", async () => {
  const box = await storeWith({ app_orders_per_slot: 1 });
  const customers = process.env.CREMA_LONG ? 500 : 100;
  const replies = await Promise.all(Array.from({ length: customers }, () => untilAnswered(() => ask(box, 60))));
  const codes = replies.map(codeOf);
  expect([codes.filter((code) => code === "ok").length, codes.filter((code) => code === "slot.full").length]).toEqual([1, customers - 1]);
  const refused = replies.find((reply) => !reply.ok);
  expect(refused).toMatchObject({
    refusal: {
      detail: "Main Street takes no more orders for that time. The next times with room are 11:15, 11:30, 11:45.",
      extra: { next_slots: [75, 90, 105].map((minutes) => iso(START_MS + minutes * MINUTE_MS)) },
    },
  });
  expect((await slotsOf(box)).full).toEqual([iso(START_MS + 60 * MINUTE_MS)]);
}, 120_000);

test("a place is free again when its order is cancelled, and a smaller share takes nothing from those who have one", async () => {
  const box = await storeWith({ app_orders_per_slot: 2 });
  const first = must(await ask(box, 60));
  must(await ask(box, 70));
  expect(codeOf(await ask(box, 65))).toBe("slot.full");
  must(await node.commands.putStore(box.storeId, storeInput(withAhead({ app_orders_per_slot: 1 })), new Map()));
  node.time.ms += 2_000;
  expect((await slotsOf(box)).full).toEqual([iso(START_MS + 60 * MINUTE_MS)]);
  must(await node.commands.cancel(JSON.parse(first.body).order_id, null, guestBy));
  expect(codeOf(await ask(box, 60))).toBe("slot.full");
  must(await node.commands.putStore(box.storeId, storeInput(withAhead({ app_orders_per_slot: 2 })), new Map()));
  node.time.ms += 2_000;
  expect(codeOf(await ask(box, 60))).toBe("ok");
  node.time.ms = START_MS;
});

test("drinks that take longer to make than the app's hands have time for are full before the number of orders is", async () => {
  const box = await storeWith({ hands: { bar: 1 }, app_share_percent: 50 });
  const items = menuRows.items.map((item) => ({ ...item, make_time_s: 100 }));
  must(await node.commands.putMenu(box.storeId, { ...menuRows, items }));
  must(await node.commands.publishMenu(box.storeId, null));
  node.time.ms += 2_000;
  // 450 seconds of the bar: two espressos take 200.
  expect([codeOf(await ask(box, 60)), codeOf(await ask(box, 60)), codeOf(await ask(box, 60))]).toEqual(["ok", "ok", "slot.full"]);
  expect(must(await node.queries.storeSlots(box.storeId))).toEqual({
    time_zone: "Europe/Berlin",
    slot_minutes: 15,
    capacity: { orders: null, work_s: { bar: 450, cold: null, food: null } },
    slots: [{ from: iso(START_MS + 60 * MINUTE_MS), orders: 2, work_s: { bar: 400, cold: 0, food: 0 }, is_full: false }],
  });
  const one = { items: [{ item_id: "espresso", qty: 1, modifier_ids: [], note: null }] };
  expect(codeOf(await ask(box, 74, one))).toBe("slot.full");
  expect(codeOf(await ask(box, 75, one))).toBe("ok");
  const many = { items: [{ item_id: "espresso", qty: 9, modifier_ids: [], note: null }] };
  expect(await ask(box, 120, many)).toMatchObject({
    refusal: {
      code: "slot.full",
      extra: { next_slots: [] },
      detail: expect.stringContaining("more than Main Street makes for the app in one slot"),
    },
  });
  // What is wanted now takes no slot: the store's queue says whether it is too much.
  expect(codeOf(await ask(box, 0, { ...many, requested_for: null }))).toBe("ok");
  node.time.ms = START_MS;
});

test("the same key asked again has its order, whether or not the slot is full now", async () => {
  const box = await storeWith({ app_orders_per_slot: 1 });
  const request = espressos(box.storeId, { requested_for: iso(START_MS + 60 * MINUTE_MS) });
  const first = must(await node.commands.place(request, "the key of the one who came first", guestBy));
  expect(codeOf(await ask(box, 60))).toBe("slot.full");
  expect(must(await node.commands.place(request, "the key of the one who came first", guestBy))).toMatchObject({
    body: first.body,
    replayed: true,
  });
});

test("a store may want guests who order for later to pay online; a signed-in customer need not", async () => {
  const box = await storeWith({ guests_pay_ahead: true });
  expect([codeOf(await ask(box, 60)), codeOf(await ask(box, 0, { requested_for: null }))]).toEqual(["order.pay_ahead", "ok"]);
  expect(codeOf(await ask(box, 60, {}, await customerBy(node)))).toBe("ok");
});

test("what guests of one address have ordered and not paid has a bound, which what is over no longer counts against", async () => {
  const box = await storeWith({ unpaid_limit_cents: cents(1000) });
  const first = must(await ask(box, 60));
  must(await ask(box, 90));
  expect(await ask(box, 120)).toMatchObject({ refusal: { code: "order.unpaid_limit", detail: expect.stringContaining("10.00 EUR") } });
  const elsewhere: Caller = { ...guestBy, principal: { kind: "anonymous", address: "198.51.100.7" } };
  expect(codeOf(await ask(box, 120, {}, elsewhere))).toBe("ok");
  must(await node.commands.cancel(JSON.parse(first.body).order_id, null, guestBy));
  expect(codeOf(await ask(box, 120))).toBe("ok");
});
