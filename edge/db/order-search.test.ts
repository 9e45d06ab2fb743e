import { RefundRequest, TenderRequest } from "@crema/shared/contract/money";
import type { OrderListQuery } from "@crema/shared/contract/orders-at-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cashier, openTestStore, type TestStore, unwrap } from "../store.test-fixture.ts";
import { nameKey } from "./order-search.ts";

let store: TestStore;
const NAMES = ["Bo", "José", "josephine", "Ana", null];
beforeAll(async () => {
  store = await openTestStore();
  for (const customer_name of NAMES) {
    await store.placed({ customer_name });
    store.clock.advance(60_000);
  }
  store.clock.advance(24 * 3_600_000);
  await store.placed({ customer_name: "Bo" });
});
afterAll(() => store.dispose());

const find = (query: Partial<OrderListQuery>) => store.queries.orders({ limit: 30, ...query });
const named = (query: Partial<OrderListQuery>) => find(query).orders.map((order) => order.customer_name);

test("latest first, in pages without holes or repeats", () => {
  const first = find({ limit: 4 });
  const second = find({ limit: 4, before: first.next_before ?? "" });
  expect([...first.orders, ...second.orders].map((order) => order.customer_name)).toEqual(["Bo", null, "Ana", "josephine", "José", "Bo"]);
  expect([first.next_before, second.next_before]).toEqual([first.orders[3]?.order_id, null]);
});

test("by the beginning of the name, whatever the capitals and accents", () => {
  expect(named({ q: "JOSE" })).toEqual(["josephine", "José"]);
  expect(named({ q: "ana" })).toEqual(["Ana"]);
  expect(named({ q: "%" })).toEqual([]);
  expect(nameKey(" Éloïse ")).toBe("eloise");
});

test("łukasz is found by lukasz, and Straßer by strasser", async () => {
  for (const customer_name of ["Łukasz", "Straßer"]) await store.placed({ customer_name });
  expect([named({ q: "lukasz" }), named({ q: "ŁUK" }), named({ q: "strasser" })]).toEqual([["Łukasz"], ["Łukasz"], ["Straßer"]]);
});

test("jo finds Jo😀, and nothing finds everybody", async () => {
  await store.placed({ customer_name: "Zoé😀" });
  expect(named({ q: "zoe" })).toEqual(["Zoé😀"]);
  expect(named({ q: "zoé😀" })).toEqual(["Zoé😀"]);
  expect(named({ q: "\u0301" })).toEqual([]);
});

test("by ticket number of any day, and by receipt number of a tender or a refund", async () => {
  expect(find({ q: "a1" }).orders.map((order) => order.business_day)).toEqual(["2026-05-05", "2026-05-04"]);
  const { order_id } = find({ q: "ana" }).orders[0] ?? { order_id: "" };
  const request = TenderRequest.parse({ method: "CASH", complete: false });
  unwrap(await store.commands.tender(order_id, request, "t", cashier));
  const by = { ...cashier, managerApproved: true };
  unwrap(await store.commands.refund(order_id, RefundRequest.parse({ amount_cents: 100, reason: "cold" }), "r", by));
  for (const q of ["a-000001", "A-000002"]) expect(named({ q })).toEqual(["Ana"]);
});

test("by status and business day", async () => {
  const order = find({ q: "bo" }).orders[0];
  const cancel = { reason: "left", expected_status: null, no_show: false, request_id: null, manager_pin: null };
  unwrap(await store.commands.cancel(order?.order_id ?? "", cancel, cashier));
  expect(named({ status: "CANCELLED" })).toEqual(["Bo"]);
  expect(named({ status: "PLACED", business_day: "2026-05-04" })).toEqual([null, "Ana", "josephine", "José", "Bo"]);
  expect(named({ q: "bo", business_day: "2026-05-05", status: "PLACED" })).toEqual([]);
});

test("is read off an index, never by looking at every order", () => {
  const planOf = (sql: string) =>
    store.db
      .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => row.detail)
      .join("; ");
  expect(planOf("SELECT order_id FROM orders WHERE business_day = '2026-05-04' ORDER BY rowid DESC LIMIT 30")).toMatch(/orders_by_day/);
  expect(planOf("SELECT order_id FROM orders WHERE status = 'CANCELLED' ORDER BY rowid DESC LIMIT 30")).toMatch(/orders_cancelled/);
  expect(planOf("SELECT rowid FROM orders WHERE ticket_number = 'A1'")).toMatch(/orders_by_ticket/);
  expect(planOf("SELECT rowid FROM orders WHERE name_key IS NOT NULL AND name_key >= 'b' AND name_key < 'c'")).toMatch(/orders_by_name/);
  expect(planOf("SELECT order_id FROM orders ORDER BY rowid DESC LIMIT 30")).not.toMatch(/TEMP B-TREE/);
});

test("by where they come from, those still open, and of those the ones to be paid here", async () => {
  const [paid, over] = [await store.placed({ customer_name: "Paid" }), await store.placed({ customer_name: "Over" })];
  unwrap(await store.commands.tender(paid.order_id, TenderRequest.parse({ method: "CASH", complete: false }), "paid", cashier));
  unwrap(
    await store.commands.cancel(over.order_id, { reason: "left", expected_status: "PLACED", no_show: false, manager_pin: null }, cashier),
  );
  const last = (query: Partial<OrderListQuery>) => named(query).filter((name) => name === "Paid" || name === "Over");
  expect(last({ origin: "POS" })).toEqual(["Over", "Paid"]);
  expect(named({ origin: "APP" })).toEqual([]);
  expect(last({ only: "OPEN" })).toEqual(["Paid"]);
  expect(last({ only: "OWING" })).toEqual([]);
  expect(named({ only: "OWING" })).toContain("Bo");
});

test("what is sold most comes first, and what was cancelled does not count", async () => {
  const most = store.queries.mostSold();
  expect(most[0]).toBe("espresso");
});
