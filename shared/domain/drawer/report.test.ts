import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cents } from "../kernel/money.ts";
import { capture, line, orderIn, refundOf, testId } from "../order/order.test-fixture.ts";
import type { Order } from "../order/order.ts";
import type { Payment, Refund } from "../payment/payment.ts";
import type { DrawerMovement } from "./drawer.ts";
import { movement, openDrawer, SESSION_ID } from "./drawer-spec.test-fixture.ts";
import { cashSums, cashTotals } from "./expected.ts";
import { DayTotals, type StoreFacts, storeFacts, totalsByDay } from "./report.ts";
import { taxesByRate } from "./tax-sums.ts";

const day = fc.constantFrom("2026-05-03", "2026-05-04", "2026-05-05");
const amount = fc.integer({ min: 0, max: 1_000_000 });
const session = fc.constantFrom(SESSION_ID, null, testId(0x701));
const payment = fc
  .record({ amount, tip: amount, day, session, method: fc.constantFrom("CASH", "EXTERNAL_CARD"), failed: fc.boolean() })
  .map(
    (p): Payment =>
      capture(p.amount, {
        tip_cents: cents(p.tip),
        business_day: p.day,
        method: p.method as Payment["method"],
        drawer_session_id: p.method === "CASH" ? p.session : null,
        status: p.failed ? "FAILED" : "CAPTURED",
      }),
  );
const refund = fc.record({ amount, tip: amount, day, session, cash: fc.boolean() }).map(
  (r): Refund =>
    refundOf(capture(r.amount, { method: r.cash ? "CASH" : "EXTERNAL_CARD" }), r.amount, {
      tip_cents: cents(r.tip),
      business_day: r.day,
      drawer_session_id: r.cash ? r.session : null,
    }),
);
const move = fc
  .record({ amount, day, session, kind: fc.constantFrom("PAID_IN", "PAID_OUT", "NO_SALE") })
  .map(
    (m): DrawerMovement =>
      movement(m.kind as DrawerMovement["kind"], m.kind === "NO_SALE" ? 0 : m.amount, { business_day: m.day, session_id: m.session }),
  );
const sale = fc.record({ day, total: amount, online: fc.boolean() }).map(
  (s): Order =>
    orderIn("COMPLETED", {
      business_day: s.day,
      subtotal_cents: cents(s.total),
      total_cents: cents(s.total),
      pay_mode: s.online ? "ONLINE" : "AT_STORE",
    }),
);
const facts: fc.Arbitrary<StoreFacts> = fc
  .record({
    orders: fc.array(sale, { maxLength: 8 }),
    payments: fc.array(payment, { maxLength: 8 }),
    refunds: fc.array(refund, { maxLength: 8 }),
    movements: fc.array(move, { maxLength: 8 }),
  })
  .map(({ orders, ...money }) => storeFacts(orders, money));

/** Adds the facts up one by one, signed as cash in or out of the drawer. */
function byHand(float: number, { payments, refunds, movements }: StoreFacts): number {
  let cash = float;
  for (const p of payments) if (p.drawer_session_id === SESSION_ID && p.status === "CAPTURED") cash += p.amount_cents + p.tip_cents;
  for (const r of refunds) if (r.drawer_session_id === SESSION_ID) cash -= r.amount_cents + r.tip_cents;
  for (const m of movements) if (m.session_id === SESSION_ID) cash += m.kind === "PAID_OUT" ? -m.amount_cents : m.amount_cents;
  return cash;
}

describe("the drawer's sums", () => {
  test("[M5] what is expected is the sum of the session's movements, whatever they are and in whatever order", () => {
    fc.assert(
      fc.property(facts, amount, (all, float) => {
        const drawer = openDrawer(float);
        const totals = cashTotals(SESSION_ID, all);
        expect(cashSums(drawer, totals).expected_cents).toBe(byHand(float, all));
        const backwards = {
          payments: all.payments.toReversed(),
          refunds: all.refunds.toReversed(),
          movements: all.movements.toReversed(),
        };
        expect(cashTotals(SESSION_ID, backwards)).toEqual(totals);
      }),
      { numRuns: 200 },
    );
  });
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe("a report", () => {
  test("its totals equal the sum of each day's facts, and each fact is in one day", () => {
    fc.assert(
      fc.property(facts, (all) => {
        const days = totalsByDay(all);
        expect(days.map((each) => each.business_day)).toEqual(days.map((each) => each.business_day).toSorted());
        for (const totals of days) expect(DayTotals.parse(totals)).toEqual(totals);
        const captured = all.payments.filter((each) => each.status === "CAPTURED");
        for (const name of new Set([...all.sales, ...captured, ...all.refunds, ...all.movements].map((fact) => fact.business_day))) {
          const totals = days.find((each) => each.business_day === name);
          const of = <T extends { business_day: string | null }>(list: readonly T[]) => list.filter((fact) => fact.business_day === name);
          expect(totals?.orders).toBe(of(all.sales).length);
          expect(totals?.sales_cents).toBe(sum(of(all.sales).map((order) => order.total_cents)));
          expect(sum(totals?.tenders.map((each) => each.amount_cents) ?? [])).toBe(sum(of(captured).map((p) => p.amount_cents)));
          expect(sum(totals?.refunds.map((each) => each.amount_cents) ?? [])).toBe(sum(of(all.refunds).map((r) => r.amount_cents)));
          const tips = sum(of(captured).map((p) => p.tip_cents)) - sum(of(all.refunds).map((r) => r.tip_cents));
          expect(totals?.tips_cents).toBe(tips);
          const moved = of(all.movements);
          expect(totals?.paid_in_cents).toBe(sum(moved.filter((m) => m.kind === "PAID_IN").map((m) => m.amount_cents)));
          expect(totals?.no_sales).toBe(moved.filter((m) => m.kind === "NO_SALE").length);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("a tip is in no sale, and an order that is paid online in no tender", () => {
    const online = orderIn("COMPLETED", { pay_mode: "ONLINE" });
    const money = { payments: [capture(900, { tip_cents: cents(100) })], refunds: [], movements: [] };
    const [totals] = totalsByDay(storeFacts([orderIn("COMPLETED"), online], money));
    expect(totals).toMatchObject({
      orders: 2,
      sales_cents: 1800,
      sales_online_cents: 900,
      tips_online_cents: 0,
      tips_cents: 100,
      tenders: [{ method: "CASH", count: 1, amount_cents: 900, tip_cents: 100 }],
    });
  });

  test("tax stands by rate, net without it, whether it is inside or on top", () => {
    const inside = orderIn("COMPLETED");
    const onTop = orderIn("COMPLETED", {
      tax_inclusive: false,
      lines: [
        { ...line, tax_rate_ppm: 88_750, tax_cents: cents(80), line_total_cents: cents(980) },
        { ...line, tax_rate_ppm: null },
      ],
    });
    expect(taxesByRate([inside, onTop])).toEqual([
      { rate_ppm: 88_750, name: null, is_exempt: false, net_cents: 900, tax_cents: 80 },
      { rate_ppm: 100_000, name: null, is_exempt: false, net_cents: 818, tax_cents: 82 },
      { rate_ppm: null, name: null, is_exempt: false, net_cents: 818, tax_cents: 82 },
    ]);
  });

  test("[Tax] several taxes of a line stand each by its name, with the line's net; what is exempt is not at 0 %", () => {
    const gst = { name: "GST", rate_ppm: 50_000, tax_cents: cents(23) };
    const qst = { name: "QST", rate_ppm: 99_750, tax_cents: cents(45) };
    const both = { ...line, tax_rate_ppm: 149_750, tax_cents: cents(68), line_total_cents: cents(518), taxes: [gst, qst] };
    const none = { ...line, tax_rate_ppm: 0, tax_cents: cents(0), line_total_cents: cents(300) };
    expect(taxesByRate([orderIn("COMPLETED", { lines: [both, none, { ...none, tax_exempt: true }] })])).toEqual([
      { rate_ppm: 0, name: null, is_exempt: false, net_cents: 300, tax_cents: 0 },
      { rate_ppm: 0, name: null, is_exempt: true, net_cents: 300, tax_cents: 0 },
      { rate_ppm: 50_000, name: "GST", is_exempt: false, net_cents: 450, tax_cents: 23 },
      { rate_ppm: 99_750, name: "QST", is_exempt: false, net_cents: 450, tax_cents: 45 },
    ]);
  });

  const cup = { ...line, line_id: testId(0x801), tax_rate_ppm: 190_000, tax_cents: cents(190), line_total_cents: cents(1190) };
  const cake = { ...line, line_id: testId(0x802), tax_rate_ppm: 70_000, tax_cents: cents(70), line_total_cents: cents(1070) };
  const breakfast = orderIn("COMPLETED", { lines: [cup, cake], tax_cents: cents(260), total_cents: cents(2260) });
  const back = (changes: Partial<Refund>) =>
    refundOf(capture(2260), 1190, {
      lines: [{ line_id: cup.line_id, qty: 1, amount_cents: cents(1190), tax_cents: cents(190) }],
      ...changes,
    });
  const dayOf = (refund: Refund, day = "2026-05-04", order: Order = breakfast) =>
    totalsByDay(storeFacts([order], { payments: [], refunds: [refund], movements: [] })).find((each) => each.business_day === day);

  test("[Tax] coffee at 19 % and cake at 7 %, the coffee refunded: the day's tax is 2.60, 1.90 of it refunded, 0.70 due", () => {
    const day = dayOf(back({ refunded_at: breakfast.completed_at }));
    expect(day).toMatchObject({
      tax_cents: 260,
      refunded_tax_cents: 190,
      refund_taxes: [{ rate_ppm: 190_000, net_cents: 1000, tax_cents: 190 }],
    });
  });

  test("[Tax] a refund of a sale counts on its own day; one before the hand-over on the sale's; of no sale, or without lines, nowhere", () => {
    const next = "2026-05-05";
    const later = back({ business_day: next, refunded_at: "2026-05-05T09:00:00.000Z" });
    expect([dayOf(later)?.refunded_tax_cents, dayOf(later, next)?.refunded_tax_cents]).toEqual([0, 190]);
    const sold: Order = { ...breakfast, completed_at: "2026-05-05T09:00:00.000Z", sold_on: next };
    const before = back({ refunded_at: "2026-05-04T09:00:00.000Z" });
    expect([dayOf(before, "2026-05-04", sold)?.refunded_tax_cents, dayOf(before, next, sold)?.refunded_tax_cents]).toEqual([0, 190]);
    expect(dayOf(later, next, orderIn("READY", { lines: [cup, cake] }))?.refunded_tax_cents).toBe(0);
    const { lines: _lines, ...older } = later;
    expect(dayOf(older, next)).toMatchObject({ refunded_tax_cents: 0, refund_taxes: [] });
  });

  test("a sale counts on the day of its hand-over; one that an older release completed on the day on which it was taken on", () => {
    const daysOf = (order: Order) =>
      totalsByDay(storeFacts([order], { payments: [], refunds: [], movements: [] })).map((d) => d.business_day);
    expect(daysOf({ ...orderIn("COMPLETED"), sold_on: "2026-05-05" })).toEqual(["2026-05-05"]);
    expect(daysOf(orderIn("COMPLETED"))).toEqual(["2026-05-04"]);
  });

  test("voids stand by who cancelled, on their own day; what money was taken for, or the customer cancelled, is none", () => {
    const bo = { kind: "staff" as const, id: "bo", name: "Bo" };
    const orders: Order[] = [
      { ...orderIn("CANCELLED"), cancelled_on: "2026-05-05" },
      { ...orderIn("CANCELLED"), cancelled_on: "2026-05-05", cancelled_by: bo },
      { ...orderIn("CANCELLED"), cancelled_on: "2026-05-05", cancelled_by: bo, cancel_cause: "NO_SHOW" },
      { ...orderIn("CANCELLED"), cancelled_on: "2026-05-05", cancel_cause: "CUSTOMER" },
      { ...orderIn("CANCELLED", { paid_cents: cents(900) }), cancelled_on: "2026-05-05" },
    ];
    expect(totalsByDay(storeFacts(orders, { payments: [], refunds: [], movements: [] }))).toMatchObject([
      {
        business_day: "2026-05-05",
        voids: [
          { by: { name: "Ana" }, count: 1, amount_cents: 900 },
          { by: { name: "Bo" }, count: 2, amount_cents: 1800 },
        ],
      },
    ]);
  });
});
