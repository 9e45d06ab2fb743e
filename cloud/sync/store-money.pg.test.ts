/** The counter's money in the cloud: what a store's log says about its drawer, discounts and tips, whenever it arrives. */
import { randomUUID } from "node:crypto";
import type { DrawerMovement } from "@crema/shared/domain/drawer/drawer";
import { openDrawer } from "@crema/shared/domain/drawer/drawer-spec.test-fixture";
import { storeFacts, totalsByDay, type ZReport } from "@crema/shared/domain/drawer/report";
import type { EdgeEvent, EventOf } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import { ana, capture, line, refundOf } from "@crema/shared/domain/order/order.test-fixture";
import type { DrawerEvent } from "@crema/shared/domain/store-events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestNode, must, openStore, orderNow, START_MS, type TestBox, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { storeDay, storeZReports } from "../reports/store-days.ts";
import { life, paid, placedAt, posOrder, step } from "../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const at = new Date(START_MS).toISOString();
const envelope = (box: TestBox) => ({ event_id: randomUUID(), store_id: box.storeId, at, actor: ana });
const moved = (box: TestBox, kind: DrawerMovement["kind"], amount: number, business_day: string): EventOf<"drawer.moved"> => ({
  ...envelope(box),
  type: "drawer.moved",
  movement: {
    movement_id: randomUUID(),
    store_id: box.storeId,
    session_id: null,
    kind,
    amount_cents: cents(amount),
    currency: "EUR",
    reason: "milk",
    actor: ana,
    at,
    business_day,
  },
});
const report = (box: TestBox, z_number: string, changes: Partial<ZReport> = {}): ZReport => ({
  z_number,
  store_id: box.storeId,
  session_id: randomUUID(),
  currency: "EUR",
  business_day: "2026-05-04",
  opened_at: at,
  closed_at: at,
  closed_by: ana,
  days: [],
  drawer: {
    float_cents: cents(0),
    taken_cents: cents(0),
    given_back_cents: cents(0),
    paid_in_cents: cents(0),
    paid_out_cents: cents(0),
    expected_cents: cents(0),
    counted_cents: cents(0),
    difference_cents: cents(0),
  },
  outside_session_cents: cents(0),
  ...changes,
});
const closed = (box: TestBox, z: ZReport, event_id: string = randomUUID()): DrawerEvent => ({
  ...envelope(box),
  event_id,
  type: "drawer.closed",
  session_id: z.session_id ?? "",
  report: z,
});
const waiting = async (box: TestBox) =>
  (
    await db.database.pool.query<{ event_type: string; code: string }>(
      "SELECT event_type, code FROM quarantine WHERE store_id = $1 AND resolved_at IS NULL ORDER BY seq",
      [box.storeId],
    )
  ).rows;
const dayOf = async (box: TestBox, day: string) => must(await storeDay(db.database.pool, box.storeId, day));

describe("a store's drawer", () => {
  test("is append-only: the database refuses to change or delete what happened", async () => {
    const box = await openStore(node);
    must(await box.send(moved(box, "PAID_IN", 300, "2026-05-04")));
    const { pool } = node.database;
    const of = [box.storeId];
    await expect(pool.query("UPDATE drawer_events SET business_day = '2026-05-05' WHERE store_id = $1", of)).rejects.toThrow("is a fact");
    await expect(pool.query("DELETE FROM drawer_events WHERE store_id = $1", of)).rejects.toThrow("is a fact");
    expect((await pool.query("SELECT business_day FROM drawer_events WHERE store_id = $1", of)).rows).toEqual([
      { business_day: "2026-05-04" },
    ]);
  });

  test("[I2] every event of it is kept once, however often it comes, and reports are listed latest first, in pages", async () => {
    const box = await openStore(node);
    const session = { ...openDrawer(), store_id: box.storeId };
    const ids = ["0198c7f2-8b7e-7000-8000-000000000001", "0198c7f2-8b7e-7000-8000-000000000002", "0198c7f2-8b7e-7000-8000-000000000003"];
    const closings = ids.map((id, i) => closed(box, report(box, `A-Z000${i + 1}`), id));
    const events: EdgeEvent[] = [
      { ...envelope(box), type: "drawer.opened", session },
      moved(box, "PAID_OUT", 700, "2026-05-04"),
      { ...envelope(box), type: "drawer.counted", session_id: session.session_id, counted_cents: cents(9_300), counted_facts: 1 },
      ...closings,
    ];
    must(await box.send(...events));
    must(await box.send(...events));
    const { rows } = await db.database.pool.query("SELECT count(*)::int AS n FROM drawer_events WHERE store_id = $1", [box.storeId]);
    expect([rows, await waiting(box)]).toEqual([[{ n: events.length }], []]);
    expect(await dayOf(box, "2026-05-04")).toMatchObject({ paid_out_cents: 700, no_sales: 0 });
    const page = must(await storeZReports(db.database.pool, box.storeId, { limit: 2 }));
    expect(page.reports.map((each) => each.report.z_number)).toEqual(["A-Z0003", "A-Z0002"]);
    const rest = must(await storeZReports(db.database.pool, box.storeId, { limit: 2, before: page.next_before ?? undefined }));
    expect([rest.reports.map((each) => each.report.z_number), rest.next_before]).toEqual([["A-Z0001"], null]);
  });

  test("a reason or a name with a character that Postgres cannot hold spoils neither the day nor the list of reports", async () => {
    const box = await openStore(node);
    const movement = moved(box, "PAID_IN", 300, "2026-05-04");
    movement.movement.reason = "milk\u0000 \ud800";
    const closed_by = { ...ana, name: "Ana\u0000" };
    must(await box.send(movement, closed(box, report(box, "A-Z0001", { closed_by }))));
    expect(await waiting(box)).toEqual([]);
    expect(await dayOf(box, "2026-05-04")).toMatchObject({ paid_in_cents: 300 });
    const { reports } = must(await storeZReports(db.database.pool, box.storeId, { limit: 2 }));
    expect(reports.map((each) => each.report.closed_by.name)).toEqual(["Ana\u0000"]);
  });

  test("cannot be spoken for by another store", async () => {
    const [box, other] = [await openStore(node), await openStore(node)];
    must(await box.send({ ...closed(box, report(other, "A-Z0001")) }));
    expect(await waiting(box)).toEqual([{ event_type: "drawer.closed", code: "event.foreign_store" }]);
  });

  test("does not wait for a quarantined order, and its events do not hold one up", async () => {
    const box = await openStore(node);
    const order = posOrder(box);
    must(
      await box.send(step(box, order.order_id, "order.started", 2, "PLACED"), moved(box, "NO_SALE", 0, "2026-05-04"), placedAt(box, order)),
    );
    expect(await waiting(box)).toMatchObject([{ event_type: "order.started" }, { event_type: "order.placed" }]);
    expect(await dayOf(box, "2026-05-04")).toMatchObject({ no_sales: 1 });
  });
});

describe("a business day", () => {
  test("what arrives late lands in its own day, and the day sums as the box sums it", async () => {
    const box = await openStore(node);
    const [monday, tuesday] = [posOrder(box, { business_day: "2026-05-04" }), posOrder(box, { business_day: "2026-05-05" })];
    const early = life(box, tuesday).map(
      (event): EdgeEvent =>
        event.type === "payment.captured" ? { ...event, payment: { ...event.payment, business_day: "2026-05-05" } } : event,
    );
    must(await box.send(...early, closed(box, report(box, "A-Z0001", { business_day: "2026-05-05" }))));
    expect(await dayOf(box, "2026-05-04")).toMatchObject({ orders: 0, sales_cents: 0, tenders: [] });
    const payment = capture(900, {
      order_id: monday.order_id,
      store_id: box.storeId,
      payment_id: randomUUID(),
      tip_cents: cents(50),
      business_day: "2026-05-04",
    });
    const back = refundOf(payment, 200, { refund_id: randomUUID(), business_day: "2026-05-05" });
    const late: EdgeEvent[] = life(box, monday).map((event) => (event.type === "payment.captured" ? { ...event, payment } : event));
    must(await box.send(...late, { ...envelope(box), type: "refund.succeeded", order_id: monday.order_id, refund: back }));
    const sales = [await orderNow(node, monday.order_id)];
    const [summed] = totalsByDay(storeFacts(sales, { payments: [payment], refunds: [], movements: [] }));
    expect(await dayOf(box, "2026-05-04")).toEqual({ ...summed, currency: "EUR", other_currencies: [] });
    expect(await dayOf(box, "2026-05-05")).toMatchObject({ orders: 1, refunds: [{ method: "CASH", amount_cents: 200 }] });
  });

  test("[Tax] the day has each tax by its name, the tax in what was refunded, and voids; the lines' taxes are in columns", async () => {
    const box = await openStore(node);
    const taxes = [
      { name: "GST", rate_ppm: 50_000, tax_cents: cents(23) },
      { name: "QST", rate_ppm: 99_750, tax_cents: cents(45) },
    ];
    const dear = { ...line, line_id: randomUUID(), gross_cents: cents(450), line_total_cents: cents(518) };
    const both = { ...dear, tax_rate_ppm: 149_750, tax_cents: cents(68), taxes };
    const free = {
      ...line,
      line_id: randomUUID(),
      tax_rate_ppm: 0,
      tax_cents: cents(0),
      gross_cents: cents(300),
      line_total_cents: cents(300),
      tax_exempt: true as const,
    };
    const sold = posOrder(box, { lines: [both, free], subtotal_cents: cents(750), tax_cents: cents(68), total_cents: cents(818) });
    const captured = paid(box, sold.order_id, 818);
    if (captured.type !== "payment.captured") throw new Error("a tender is a capture");
    const lines = [{ line_id: both.line_id, qty: 1, amount_cents: cents(518), tax_cents: cents(68), taxes }];
    const refund = refundOf(captured.payment, 518, {
      refund_id: randomUUID(),
      lines,
      business_day: "2026-05-06",
      refunded_at: "2026-05-06T09:00:00.000Z",
    });
    const spilled = posOrder(box);
    const voided = { ...step(box, spilled.order_id, "order.cancelled", 2, "PLACED"), cancelled_on: "2026-05-05" } as EdgeEvent;
    const events = life(box, sold).map((event) =>
      event.type === "payment.captured" ? captured : event.type === "order.completed" ? { ...event, sold_on: "2026-05-05" } : event,
    );
    must(await box.send(...events, { ...envelope(box), type: "refund.succeeded", order_id: sold.order_id, refund }));
    must(await box.send(placedAt(box, spilled), voided));
    expect(await dayOf(box, "2026-05-04")).toMatchObject({ orders: 0, voids: [] });
    expect(await dayOf(box, "2026-05-05")).toMatchObject({
      orders: 1,
      tax_cents: 68,
      taxes: [
        { rate_ppm: 0, is_exempt: true, net_cents: 300, tax_cents: 0 },
        { rate_ppm: 50_000, name: "GST", net_cents: 450, tax_cents: 23 },
        { rate_ppm: 99_750, name: "QST", net_cents: 450, tax_cents: 45 },
      ],
      refunded_tax_cents: 0,
      voids: [{ by: { name: "Ana" }, count: 1, amount_cents: 900 }],
    });
    expect(await dayOf(box, "2026-05-06")).toMatchObject({
      orders: 0,
      refunded_tax_cents: 68,
      refund_taxes: [
        { name: "GST", net_cents: 450, tax_cents: 23 },
        { name: "QST", net_cents: 450, tax_cents: 45 },
      ],
    });
    const { rows } = await db.database.pool.query(
      "SELECT tax_rate_ppm, taxes, tax_exempt FROM order_lines WHERE order_id = $1 ORDER BY position",
      [sold.order_id],
    );
    expect(rows).toEqual([
      { tax_rate_ppm: 149_750, taxes, tax_exempt: null },
      { tax_rate_ppm: 0, taxes: null, tax_exempt: true },
    ]);
  });

  test("[Tax] what was refunded before the hand-over lowers the tax of the day of the sale, and not of its own", async () => {
    const box = await openStore(node);
    const order = posOrder(box);
    const [placed, started, captured, readied, completed] = life(box, order);
    if (captured?.type !== "payment.captured" || !placed || !started || !readied || completed?.type !== "order.completed")
      throw new Error("the life of an order has changed");
    const refund = refundOf(captured.payment, 450, {
      refund_id: randomUUID(),
      business_day: "2026-05-04",
      refunded_at: new Date(Date.parse(completed.at) - 60_000).toISOString(),
      lines: [{ line_id: line.line_id, qty: 1, amount_cents: cents(450), tax_cents: cents(41) }],
    });
    const refunded: EdgeEvent = { ...envelope(box), type: "refund.succeeded", order_id: order.order_id, refund };
    must(await box.send(placed, started, captured, refunded, readied, { ...completed, sold_on: "2026-05-05" }));
    expect(await dayOf(box, "2026-05-04")).toMatchObject({ orders: 0, refunds: [{ amount_cents: 450 }], refunded_tax_cents: 0 });
    expect(await dayOf(box, "2026-05-05")).toMatchObject({
      ...{ orders: 1, tax_cents: 82, refunds: [], refunded_tax_cents: 41 },
      refund_taxes: [{ rate_ppm: 100_000, net_cents: 409, tax_cents: 41 }],
    });
  });

  test("a capture of a release without tips and drawers counts, with no tip", async () => {
    const box = await openStore(node);
    const order = posOrder(box);
    const event = paid(box, order.order_id, 900);
    if (event.type !== "payment.captured") throw new Error("a capture");
    const { tip_cents: _tip, drawer_session_id: _session, ...payment } = event.payment;
    must(await box.send(placedAt(box, order), { ...event, payment } as EdgeEvent));
    expect(await dayOf(box, "2026-05-04")).toMatchObject({ tips_cents: 0, tenders: [{ method: "CASH", amount_cents: 900, tip_cents: 0 }] });
  });
});
