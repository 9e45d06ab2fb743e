import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cashTotals } from "../drawer/expected.ts";
import { storeFacts, totalsOf } from "../drawer/report.ts";
import { cashStep, isCashStep, roundedCash } from "../kernel/cash-rounding.ts";
import { digitsOf } from "../kernel/currency.ts";
import { cents } from "../kernel/money.ts";
import { capture, contextOf, moneyFields, orderIn, testId } from "../order/order.test-fixture.ts";
import type { Order } from "../order/order.ts";
import { decideTender, type TenderCommand } from "./decide.ts";
import type { Payment, Refund } from "./payment.ts";
import { decideRefund, refundAll } from "./refund.ts";

const command: TenderCommand = {
  method: "CASH",
  amount_cents: null,
  tip_cents: 0,
  tendered_cents: null,
  reference: null,
  reference_required: false,
  tip_limit_cents: 0,
  complete: false,
  payment_id: testId(0x900),
  receipt_number: "A-000009",
};
const costing = (total: number, currency = "CHF"): Order => orderIn("READY", { total_cents: cents(total), currency });
const session = testId(0x500);
function taken(order: Order, changes: Partial<TenderCommand> = {}): Payment {
  const decided = decideTender(order, { ...command, ...changes }, contextOf({ drawerSessionId: session }));
  const captured = decided.ok ? decided.value.find((event) => event.type === "payment.captured") : undefined;
  if (!captured) throw new Error(decided.ok ? "no capture" : decided.refusal.code);
  return captured.payment;
}

describe("[M5] cash is rounded to the smallest coin", () => {
  test.each([
    ["CHF", 5],
    ["CAD", 5],
    ["AUD", 5],
    ["SEK", 100],
    ["NOK", 100],
    ["DKK", 50],
    ["NZD", 10],
    ["EUR", 1],
    ["JPY", 1],
    ["KWD", 1],
  ])("%s by %i", (currency, step) => expect(cashStep({ currency })).toBe(step));

  test("five forints, with the digits that the amounts have; a store's own setting comes first", () => {
    expect([cashStep({ currency: "HUF", minor_digits: 2 }), cashStep({ currency: "HUF" })]).toEqual([500, 5]);
    expect([cashStep({ currency: "EUR" }, 5), cashStep({ currency: "CHF" }, 0)]).toEqual([5, 1]);
  });

  test.each([
    ["EUR", [0, 1, 5, 100], [3, 200, 10_000]],
    ["CHF", [0, 5, 10], [1, 500, 10_000]],
    ["HUF", [0, 500], [100, 1_000]],
    ["JPY", [0, 1, 10], [500, 1_000]],
    ["KWD", [0, 5, 10_000], []],
  ])("a store of %s may round to a small coin of it, and to nothing else", (currency, may, mayNot) => {
    const unit = { currency, minor_digits: currency === "HUF" ? 2 : digitsOf({ currency }) };
    expect(may.filter((step) => !isCashStep(unit, step))).toEqual([]);
    expect(mayNot.filter((step) => isCashStep(unit, step))).toEqual([]);
  });

  test("98 in Swiss cash is 100: owed and sold is 98, in the drawer is 100", () => {
    const payment = taken(costing(98), { tendered_cents: 200 });
    expect(payment).toMatchObject({ amount_cents: 98, rounding_cents: 2, tendered_cents: 200, change_cents: 100 });
    expect(cashTotals(session, { payments: [payment], refunds: [], movements: [] }).taken_cents).toBe(100);
    expect(totalsOf("2026-05-04", storeFacts([], { payments: [payment], refunds: [], movements: [] }))).toMatchObject({
      rounding_cents: 2,
      tenders: [{ amount_cents: 98 }],
    });
    expect(taken(costing(97))).toMatchObject({ amount_cents: 97, rounding_cents: -2, tendered_cents: 95, change_cents: 0 });
    expect(taken(costing(98), { method: "EXTERNAL_CARD" })).not.toHaveProperty("rounding_cents");
    expect(decideTender(costing(98), { ...command, tendered_cents: 98 }, contextOf())).toMatchObject({
      refusal: { code: "payment.cash_short" },
    });
  });

  test("a part in cash, and a tip alone, is what coins can pay: in small parts nothing would be handed over", () => {
    const part = (order: Order, changes: Partial<TenderCommand>) =>
      decideTender(order, { ...command, tip_limit_cents: 500, ...changes }, contextOf());
    for (const changes of [{ amount_cents: 2 }, { amount_cents: 7 }, { amount_cents: 10, tip_cents: 1 }])
      expect(part(costing(500), changes)).toMatchObject({ refusal: { code: "payment.cash_not_payable" } });
    expect(part(costing(0), { amount_cents: 0, tip_cents: 2 })).toMatchObject({ refusal: { code: "payment.cash_not_payable" } });
    expect(taken(costing(503), { amount_cents: 250 })).toMatchObject({ amount_cents: 250, change_cents: 0 });
    expect(taken(costing(503), { amount_cents: 251, method: "EXTERNAL_CARD" })).toMatchObject({ amount_cents: 251 });
    expect(taken(costing(503))).toMatchObject({ amount_cents: 503, rounding_cents: 2 });
  });

  test("a refund of all of it gives back what was handed over; a part is rounded for itself, and the rest is the rest", () => {
    const payment = taken(costing(98));
    const order = orderIn("COMPLETED", { currency: "CHF", total_cents: cents(98), ...moneyFields([payment]) });
    const back = (amount: number | null, before: Refund[] = []): Refund => {
      const decided = decideRefund(
        order,
        { payment_id: null, amount_cents: amount, tip_cents: 0, reason: "cold" },
        contextOf({ payments: [payment], refunds: before, managerApproved: true, drawerSessionId: session }),
      );
      const event = decided.ok ? decided.value[0] : undefined;
      if (event?.type !== "refund.succeeded") throw new Error("no refund");
      return event.refund;
    };
    expect(back(null)).toMatchObject({ amount_cents: 98, rounding_cents: 2 });
    const part = back(49);
    expect(part).toMatchObject({ amount_cents: 49, rounding_cents: 1 });
    const rest = back(null, [part]);
    expect(cashTotals(session, { payments: [payment], refunds: [part, rest], movements: [] })).toMatchObject({
      taken_cents: 100,
      given_back_cents: 100,
    });
  });

  test("any number of small refunds hands out no more than was taken, at each step within half a coin of what they come to", () => {
    const part = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 20 }), fc.constantFrom("SEK", "CHF", "NZD"), (parts, currency) => {
        const total = parts.reduce((sum, each) => sum + each, 0);
        const payment = taken(costing(total, currency));
        const order = orderIn("COMPLETED", { currency, total_cents: cents(total), ...moneyFields([payment]) });
        const handedIn = total + (payment.rounding_cents ?? 0);
        const refunds: Refund[] = [];
        let [asked, handedOut] = [0, 0];
        for (const [i, amount_cents] of parts.entries()) {
          const context = contextOf({ payments: [payment], refunds, managerApproved: true, drawerSessionId: session });
          const decided = decideRefund(order, { payment_id: null, amount_cents, tip_cents: 0, reason: "cold" }, context);
          const event = decided.ok ? decided.value[0] : undefined;
          if (event?.type !== "refund.succeeded") throw new Error("no refund");
          refunds.push({ ...event.refund, refund_id: testId(0x700 + i) });
          const out = amount_cents + (event.refund.rounding_cents ?? 0);
          expect(out).toBeGreaterThanOrEqual(0);
          [asked, handedOut] = [asked + amount_cents, handedOut + out];
          expect(handedOut).toBeLessThanOrEqual(handedIn);
          expect(Math.abs(handedOut - asked) * 2).toBeLessThanOrEqual(cashStep({ currency }));
        }
        expect(handedOut).toBe(handedIn);
      }),
    );
  });

  test("what is paid is a multiple of the step, and at most half of one beside what was due", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom(1, 5, 10, 50, 100, 500), (amount, step) => {
        const paid = roundedCash(amount, step);
        expect(paid % step).toBe(0);
        expect(Math.abs(paid - amount) * 2).toBeLessThanOrEqual(step);
      }),
    );
  });
});

describe("a tip alone", () => {
  test("on an order that costs nothing goes back with the order", () => {
    const payment = taken(costing(0), { amount_cents: 0, tip_cents: 200, tip_limit_cents: 500 });
    const order: Order = { ...costing(0), ...moneyFields([payment]) };
    const context = contextOf({ payments: [payment], refunds: [], managerApproved: true, drawerSessionId: session });
    expect(refundAll(order, "spilled", context)).toMatchObject([{ type: "refund.succeeded", refund: { amount_cents: 0, tip_cents: 200 } }]);
  });

  const tip = { method: "EXTERNAL_CARD", amount_cents: 0, tip_cents: 100, tip_limit_cents: 500 } as const;

  test("is taken after the order was paid, also when it was handed over, and on one that costs nothing", () => {
    const paid = moneyFields([capture(900)]);
    for (const order of [orderIn("READY", paid), orderIn("COMPLETED", paid), costing(0)])
      expect(taken(order, tip)).toMatchObject({ amount_cents: 0, tip_cents: 100 });
    expect(taken(costing(0), { ...tip, method: "CASH", amount_cents: null })).toMatchObject({ amount_cents: 0, tip_cents: 100 });
  });

  test("pays nothing that is owed, and a cancelled order takes none", () => {
    expect(decideTender(orderIn("CANCELLED"), { ...command, ...tip }, contextOf())).toMatchObject({
      refusal: { code: "order.invalid_transition" },
    });
    expect(decideTender(costing(0), command, contextOf())).toMatchObject({ refusal: { code: "payment.nothing_due" } });
  });
});
