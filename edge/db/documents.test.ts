import { cents } from "@crema/shared/domain/kernel/money";
import type { DownDocument } from "@crema/sync/protocol/down";
import { afterEach, beforeEach, expect, test } from "vitest";
import { approved, cashier, openTestStore, STORE_ID, type TestStore, testMenu, testProfile, unwrap } from "../store.test-fixture.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

const menu = (currency: string, version = testMenu.version + 1): DownDocument => {
  const document = { ...testMenu, store_id: STORE_ID, currency, version };
  return { kind: "menu", version, document };
};
const profile = (currency: string, version = testProfile.version + 1): DownDocument => ({
  kind: "profile",
  version,
  document: { ...testProfile, currency, version },
});
const arrive = (...documents: DownDocument[]) => store.sync.down.applyDocuments(documents, null);
const leave = async (orderId = "") =>
  unwrap(await store.commands.cancel(orderId, { reason: "left", expected_status: null, no_show: false, manager_pin: null }, cashier));
const inForce = () => [store.tables.documents.menu()?.currency, store.tables.documents.profile()?.currency];
const STEPS = [
  ["PLACED", "IN_PROGRESS"],
  ["IN_PROGRESS", "READY"],
  ["READY", "COMPLETED"],
] as const;
const waiting = () => store.tables.documents.waitingCurrency();

test.each([
  ["the menu", menu("USD"), profile("USD")],
  ["the profile", profile("USD"), menu("USD")],
])("with %s of another currency alone the box sells on by the older pair, until the other has come", async (_which, first, second) => {
  await arrive(first);
  expect(inForce()).toEqual(["EUR", "EUR"]);
  expect((await store.placed()).currency).toBe("EUR");
  await leave(store.queries.queue(null).orders[0]?.order_id);
  await arrive(second);
  expect(inForce()).toEqual(["USD", "USD"]);
  expect((await store.placed()).currency).toBe("USD");
  await arrive(menu("USD", 20), profile("USD", 20));
  expect([store.tables.documents.menu()?.version, store.tables.documents.profile()?.version]).toEqual([20, 20]);
});

test("both have come, and an open order or drawer of the older currency keeps the older pair in force until it is over", async () => {
  unwrap(await store.commands.drawer({ type: "open", float_cents: 5_000 }, "open", approved));
  const order = await store.placed();
  expect(waiting()).toBeNull();
  await arrive(menu("USD"), profile("USD"));
  expect([inForce(), waiting()]).toEqual([["EUR", "EUR"], "USD"]);
  await leave(order.order_id);
  expect([inForce(), waiting()]).toEqual([["EUR", "EUR"], "USD"]);
  unwrap(await store.commands.drawer({ type: "count", counted_cents: 5_000 }, "count", approved));
  unwrap(await store.commands.drawer({ type: "close" }, "close", approved));
  expect([inForce(), waiting()]).toEqual([["USD", "USD"], null]);
});

test("cash taken while no drawer was open keeps the older pair in force until a Z report of its currency covers it", async () => {
  const order = await store.placed();
  const tender = {
    method: "CASH",
    amount_cents: null,
    tip_cents: cents(0),
    tendered_cents: null,
    reference: null,
    complete: false,
  } as const;
  unwrap(await store.commands.tender(order.order_id, tender, "tender", cashier));
  for (const [expected_status, to_status] of STEPS) {
    unwrap(await store.commands.transition(order.order_id, { to_status, expected_status, reason: null }, cashier));
  }
  await arrive(menu("USD"), profile("USD"));
  expect([inForce(), waiting()]).toEqual([["EUR", "EUR"], "USD"]);
  unwrap(await store.commands.drawer({ type: "open", float_cents: 0 }, "open", approved));
  unwrap(await store.commands.drawer({ type: "count", counted_cents: 0 }, "count", approved));
  unwrap(await store.commands.drawer({ type: "close" }, "close", approved));
  expect([inForce(), waiting()]).toEqual([["USD", "USD"], null]);
});

test("staff see that prices with other digits wait while an order with the older ones is open", async () => {
  const order = await store.placed();
  const digits = {
    kind: "menu",
    version: testMenu.version + 1,
    document: { ...testMenu, version: testMenu.version + 1, minor_digits: 2 },
  } as const;
  await arrive(digits);
  expect(waiting()).toBe("EUR");
  await leave(order.order_id);
  expect(waiting()).toBeNull();
});

test("an older document changes nothing", async () => {
  await arrive(menu("USD", 1));
  expect(inForce()).toEqual(["EUR", "EUR"]);
});

test("what an older release did not know of a document is there once the box has been upgraded", async () => {
  const { document, version } = menu("EUR");
  const text = JSON.stringify({ ...document, minor_digits: 2, from_next_year: { colour: "blue" } });
  // As the older release read it.
  await store.sync.down.applyDocuments([{ kind: "menu", version, document: document as typeof testMenu, text }], null);
  expect(store.tables.documents.menu()).toMatchObject({ version, minor_digits: 2 });
  expect(store.db.prepare("SELECT document FROM documents WHERE kind = 'menu'").pluck().get()).toBe(text);
});

test("other bytes in the same version replace the document, the same bytes and older ones change nothing", async () => {
  const one = menu("EUR");
  const { place } = store.tables.documents;
  await arrive(one);
  const before = place("menu");
  await arrive(one, menu("EUR", one.version - 1));
  expect(place("menu")).toEqual(before);
  await store.sync.down.applyDocuments([{ ...one, text: JSON.stringify({ ...one.document, minor_digits: 2 }) }], null);
  expect([place("menu")?.version, store.tables.documents.menu()?.minor_digits]).toEqual([one.version, 2]);
  expect(place("menu")?.sha256).not.toBe(before?.sha256);
});
