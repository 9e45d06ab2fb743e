import { randomUUID } from "node:crypto";
import { cents } from "@crema/shared/domain/kernel/money";
import type { OrderBase, OrderLine } from "@crema/shared/domain/order/order";
import { line, refundOf } from "@crema/shared/domain/order/order.test-fixture";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestNode, must, openStore, type TestBox, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { life, placedAt, posOrder, step } from "../store-events.test-fixture.ts";
import { sales } from "./sales.ts";
import { statusTimes } from "./status-times.ts";
import { storeCalendars } from "./store-calendars.ts";

let db: TestDatabase;
let node: TestNode;
let berlin: TestBox;
let tokyo: TestBox;

const lineOf = (item_id: string, qty: number, each: number, discount = 0): OrderLine => ({
  ...line,
  line_id: randomUUID(),
  item_id,
  name: item_id.toUpperCase(),
  qty,
  unit_price_cents: cents(each),
  gross_cents: cents(qty * each),
  discount_cents: cents(discount),
  tax_cents: cents(10),
  line_total_cents: cents(qty * each - discount),
});

function priced(lines: OrderLine[], changes: Partial<OrderBase> = {}): Partial<OrderBase> {
  const sum = (of: (each: OrderLine) => number) => cents(lines.reduce((total, each) => total + of(each), 0));
  return {
    lines,
    subtotal_cents: sum((each) => each.gross_cents),
    discount_cents: sum((each) => each.discount_cents),
    tax_cents: sum((each) => each.tax_cents),
    total_cents: sum((each) => each.line_total_cents),
    ...changes,
  };
}

const at = (created_at: string, business_day: string | null) => ({ created_at, business_day });

beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
  berlin = await openStore(node, { name: "Berlin" });
  tokyo = await openStore(node, { name: "Tokyo", time_zone: "Asia/Tokyo", currency: "JPY" });
  const sold = async (box: TestBox, changes: Partial<OrderBase>) => must(await box.send(...life(box, posOrder(box, changes))));
  // 10:00 in Berlin; two lines in one order.
  await sold(berlin, priced([lineOf("latte", 2, 400), lineOf("tea", 1, 300, 50)], at("2026-05-04T08:00:00.000Z", "2026-05-04")));
  // 01:30 in Berlin on the 5th: before the cut-off, so still the day before.
  await sold(berlin, priced([lineOf("latte", 1, 400)], at("2026-05-04T23:30:00.000Z", "2026-05-04")));
  await sold(berlin, priced([lineOf("tea", 1, 300)], at("2026-05-05T08:10:00.000Z", "2026-05-05")));
  // A box that had no profile to say its day.
  await sold(berlin, priced([lineOf("tea", 1, 300)], at("2026-05-05T23:30:00.000Z", null)));
  // 17:00 in Tokyo.
  await sold(tokyo, priced([lineOf("latte", 1, 500)], { ...at("2026-05-04T08:00:00.000Z", "2026-05-04"), currency: "JPY" }));
  // Not handed over: no sale.
  const open = posOrder(berlin, priced([lineOf("latte", 9, 400)], at("2026-05-04T08:00:00.000Z", "2026-05-04")));
  must(await berlin.send(placedAt(berlin, open)));
});
afterAll(() => db.drop());

const report = async (by: "store" | "day" | "hour" | "item", from: string, to: string, only?: string, scope: string[] | null = null) =>
  sales(db.database.pool, await storeCalendars(db.database.pool, scope, only), { from, to, by });
const short = (rows: { key: string; currency: string; orders: number; qty: number; sales_cents: number }[]) =>
  rows.map((row) => [row.key, row.currency, row.orders, row.qty, row.sales_cents]);

describe("sales", () => {
  test("by day: half-open, and a night's sale is of the day before", async () => {
    expect(short((await report("day", "2026-05-04", "2026-05-06")).rows)).toEqual([
      ["2026-05-04", "EUR", 2, 4, 1450],
      ["2026-05-04", "JPY", 1, 1, 500],
      ["2026-05-05", "EUR", 2, 2, 600],
    ]);
    expect(short((await report("day", "2026-05-05", "2026-05-06")).rows)).toEqual([["2026-05-05", "EUR", 2, 2, 600]]);
    expect((await report("day", "2026-05-06", "2026-05-07")).rows).toEqual([]);
  });

  test("a sale counts on the day of its hand-over, whenever it was ordered", async () => {
    const box = await openStore(node, { name: "Late" });
    const order = posOrder(box, priced([lineOf("tea", 1, 300)], at("2026-07-04T08:00:00.000Z", "2026-07-04")));
    must(
      await box.send(...life(box, order).map((event) => (event.type === "order.completed" ? { ...event, sold_on: "2026-07-06" } : event))),
    );
    const on = async (from: string, to: string) => short((await report("day", from, to, box.storeId)).rows);
    expect(await on("2026-07-04", "2026-07-06")).toEqual([]);
    expect(await on("2026-07-06", "2026-07-07")).toEqual([["2026-07-06", "EUR", 1, 1, 300]]);
  });

  test("by hour, on each store's own clock", async () => {
    expect(short((await report("hour", "2026-05-04", "2026-05-05")).rows)).toEqual([
      ["01", "EUR", 1, 1, 400],
      ["10", "EUR", 1, 3, 1050],
      ["17", "JPY", 1, 1, 500],
    ]);
  });

  test("by item: an order with two lines is one order of each", async () => {
    const { rows } = await report("item", "2026-05-04", "2026-05-05", berlin.storeId);
    expect(rows).toMatchObject([
      { key: "latte", label: "LATTE", orders: 2, qty: 3, sales_cents: 1200, discount_cents: 0 },
      { key: "tea", label: "TEA", orders: 1, qty: 1, sales_cents: 250, discount_cents: 50 },
    ]);
  });

  test("by store, within the scope, and never two currencies in one sum", async () => {
    const { rows, totals } = await report("store", "2026-05-01", "2026-06-01");
    expect(rows.map((row) => [row.label, row.currency, row.sales_cents])).toEqual([
      ["Berlin", "EUR", 2050],
      ["Tokyo", "JPY", 500],
    ]);
    expect(totals).toMatchObject([
      { currency: "EUR", orders: 4, qty: 6, sales_cents: 2050, discount_cents: 50, refunded_cents: 0 },
      { currency: "JPY", orders: 1, sales_cents: 500 },
    ]);
    expect(short((await report("store", "2026-05-01", "2026-06-01", undefined, [tokyo.storeId])).rows)).toEqual([
      [tokyo.storeId, "JPY", 1, 1, 500],
    ]);
    expect((await report("store", "2026-05-01", "2026-06-01", berlin.storeId, [tokyo.storeId])).rows).toEqual([]);
  });

  test("a refund is of the day on which it was given, also without a sale on it", async () => {
    const order = posOrder(berlin, priced([lineOf("tea", 1, 300)], at("2026-05-08T08:00:00.000Z", "2026-05-08")));
    const events = life(berlin, order);
    const captured = events.find((event) => event.type === "payment.captured");
    if (captured?.type !== "payment.captured") throw new Error("the life of an order has a capture");
    const refund = refundOf(captured.payment, 100, {
      store_id: berlin.storeId,
      order_id: order.order_id,
      refund_id: randomUUID(),
      business_day: "2026-05-09",
    });
    const { payment: _payment, ...envelope } = captured;
    must(await berlin.send(...events, { ...envelope, event_id: randomUUID(), type: "refund.succeeded", refund }));
    expect((await report("day", "2026-05-08", "2026-05-09")).totals).toMatchObject([{ orders: 1, refunded_cents: 0 }]);
    expect((await report("day", "2026-05-09", "2026-05-10")).totals).toEqual([
      { currency: "EUR", orders: 0, qty: 0, sales_cents: 0, tax_cents: 0, discount_cents: 0, refunded_cents: 100 },
    ]);
  });
});

describe("how long orders stand in each status", () => {
  const DAY = "2026-05-20";
  const NEXT = "2026-05-21";
  const times = async (box: TestBox) =>
    (await statusTimes(db.database.pool, await storeCalendars(db.database.pool, null, box.storeId), { from: DAY, to: NEXT })).rows
      .filter((row) => row.store_id === box.storeId)
      .map((row) => [row.status, row.orders, row.p50_s, row.p95_s]);

  /** Each step so many seconds after the one before it. */
  async function made(
    box: TestBox,
    seconds: readonly [type: "started" | "readied" | "recalled" | "completed", after: number][],
    changes: Partial<OrderBase> = {},
  ) {
    const order = posOrder(box, { ...at("2026-05-20T08:00:00.000Z", DAY), ...changes });
    const events = [placedAt(box, order)];
    const from = { started: "PLACED", readied: "IN_PROGRESS", recalled: "READY", completed: "READY" } as const;
    seconds.forEach(([type, after], index) => {
      node.time.ms += after * 1000;
      events.push(step(box, order.order_id, `order.${type}`, index + 2, from[type]));
    });
    const before = events.splice(-1);
    const paidAt = life(box, order).filter((event) => event.type === "payment.captured");
    must(await box.send(...events, ...paidAt, ...before));
  }

  test("the middle and the twentieth, of orders that were handed over", async () => {
    const box = await openStore(node);
    for (let n = 1; n <= 20; n++)
      await made(box, [
        ["started", n],
        ["readied", 10 * n],
        ["completed", 5],
      ]);
    expect(await times(box)).toEqual([
      ["PLACED", 20, 10.5, 19.05],
      ["IN_PROGRESS", 20, 105, 190.5],
      ["READY", 20, 5, 5],
    ]);
  });

  test("a recalled order's times are added up, a clock that was set back counts as none, one for later is left out", async () => {
    const box = await openStore(node);
    await made(box, [
      ["started", 10],
      ["readied", 60],
      ["recalled", 20],
      ["readied", 30],
      ["completed", 5],
    ]);
    await made(box, [
      ["started", -500],
      ["readied", 60],
      ["completed", 5],
    ]);
    await made(
      box,
      [
        ["started", 7200],
        ["readied", 60],
        ["completed", 5],
      ],
      { requested_for: "2026-05-20T10:00:00.000Z" },
    );
    expect(await times(box)).toEqual([
      ["PLACED", 2, 5, 9.5],
      ["IN_PROGRESS", 2, 75, 88.5],
      ["READY", 2, 15, 24],
    ]);
  });
});
