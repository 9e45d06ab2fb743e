import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cents, proportion, spread, sumCents } from "../kernel/money.ts";
import { capture, contextOf, line, moneyFields, orderIn, refundOf, testId } from "../order/order.test-fixture.ts";
import type { OrderLine } from "../order/order.ts";
import type { Refund, RefundedLine } from "./payment.ts";
import { decideRefund, refundAll } from "./refund.ts";
import { byAmount, byPieces, inParts, leftOfLines } from "./refund-lines.ts";

/** Coffee 11.90 at 19 % and cake 10.70 at 7 %, two of each. */
const coffee: OrderLine = {
  ...line,
  line_id: testId(21),
  name: "Coffee",
  qty: 2,
  line_total_cents: cents(2380),
  tax_cents: cents(380),
  tax_rate_ppm: 190_000,
};
const cake: OrderLine = {
  ...line,
  line_id: testId(22),
  name: "Cake",
  qty: 2,
  line_total_cents: cents(2140),
  tax_cents: cents(140),
  tax_rate_ppm: 70_000,
};
const taken = capture(4520);
const sold = (...lines: OrderLine[]) =>
  orderIn("COMPLETED", { lines, total_cents: cents(sumCents(lines.map((each) => each.line_total_cents))), ...moneyFields([taken]) });
const order = sold(coffee, cake);
const context = (refunds: Refund[] = []) => contextOf({ payments: [taken], refunds, managerApproved: true });
const ask = { payment_id: null, amount_cents: null, tip_cents: 0, reason: "cold" } as const;

function refundsOf(command: Partial<Parameters<typeof decideRefund>[1]>, before: Refund[] = []): Refund[] {
  const decided = decideRefund(order, { ...ask, ...command }, context(before));
  if (!decided.ok) throw new Error(decided.refusal.code);
  return decided.value.flatMap((event) => (event.type === "refund.succeeded" ? [event.refund] : []));
}
const refusedBy = (lines: { line_id: string; qty: number }[], before: Refund[] = []) => {
  const decided = decideRefund(order, { ...ask, lines }, context(before));
  return decided.ok ? null : [decided.refusal.code, decided.refusal.fields?.[0]?.field];
};

describe("[M4] a refund by line", () => {
  test("takes back pieces with their tax, to the cent", () => {
    const [first] = refundsOf({ lines: [{ line_id: coffee.line_id, qty: 1 }] });
    expect(first).toMatchObject({ amount_cents: 1190, lines: [{ line_id: coffee.line_id, qty: 1, amount_cents: 1190, tax_cents: 190 }] });
    const [rest] = refundsOf({ lines: [{ line_id: coffee.line_id, qty: 1 }] }, first ? [first] : []);
    expect(rest).toMatchObject({ amount_cents: 1190, lines: [{ qty: 1, tax_cents: 190 }] });
  });

  test("an amount is spread over the lines by what each still carries", () => {
    const [refund] = refundsOf({ amount_cents: 452 });
    expect(refund?.lines).toEqual([
      { line_id: coffee.line_id, qty: 0, amount_cents: 238, tax_cents: 38 },
      { line_id: cake.line_id, qty: 0, amount_cents: 214, tax_cents: 14 },
    ]);
    const whole = refundsOf({}, refund ? [refund] : []);
    expect(whole[0]?.lines).toEqual([
      { line_id: coffee.line_id, qty: 2, amount_cents: 2142, tax_cents: 342 },
      { line_id: cake.line_id, qty: 2, amount_cents: 1926, tax_cents: 126 },
    ]);
  });

  test("more pieces than were sold, a line twice, and a line that the order does not have are refused by name", () => {
    const { line_id } = coffee;
    expect(refusedBy([{ line_id, qty: 3 }])).toEqual(["refund.line_exceeded", "/lines/0/qty"]);
    expect(
      refusedBy([
        { line_id, qty: 1 },
        { line_id, qty: 1 },
      ]),
    ).toEqual(["refund.line_exceeded", "/lines/1/qty"]);
    expect(refusedBy([{ line_id: testId(99), qty: 1 }])).toEqual(["refund.line_unknown", "/lines/0/line_id"]);
    const gone = refundsOf({ lines: [{ line_id, qty: 2 }] });
    expect(refusedBy([{ line_id, qty: 1 }], gone)).toEqual(["refund.line_exceeded", "/lines/0/qty"]);
  });

  test("a refund of an older release, which does not say its lines, counts against what is left of them", () => {
    const before = refundOf(taken, 2260);
    expect(leftOfLines(order, [before]).map(({ amount, tax }) => [amount, tax])).toEqual([
      [1190, 190],
      [1070, 70],
    ]);
    expect(leftOfLines(order, [{ ...before, kind: "CORRECTION" }])[0]?.amount).toBe(2380);
    expect(leftOfLines(order, [{ ...before, status: "FAILED" }])[0]?.amount).toBe(2380);
  });

  test("over two tenders each refund says its own part of the lines", () => {
    const [cash, card] = [capture(2000), { ...capture(2520), payment_id: testId(500) }];
    const decided = decideRefund(
      sold(coffee, cake),
      { ...ask, lines: [{ line_id: coffee.line_id, qty: 2 }] },
      contextOf({ payments: [cash, card], managerApproved: true }),
    );
    const refunds = decided.ok ? decided.value.flatMap((event) => (event.type === "refund.succeeded" ? [event.refund] : [])) : [];
    expect(refunds.map(({ amount_cents, lines }) => [amount_cents, lines])).toEqual([
      [2000, [{ line_id: coffee.line_id, qty: 2, amount_cents: 2000, tax_cents: 319 }]],
      [380, [{ line_id: coffee.line_id, qty: 0, amount_cents: 380, tax_cents: 61 }]],
    ]);
  });

  test("[M3] what a cancellation gives back says its lines too", () => {
    const events = refundAll(
      orderIn("PLACED", { lines: [coffee, cake], total_cents: cents(4520), ...moneyFields([taken]) }),
      "x",
      context(),
    );
    expect(events).toMatchObject([{ refund: { lines: [{ tax_cents: 380 }, { tax_cents: 140 }] } }]);
  });
});

const names = ["GST", "QST"];
const anyLine = fc
  .record({
    qty: fc.integer({ min: 1, max: 99 }),
    unit: fc.integer({ min: 0, max: 50_000 }),
    rate: fc.integer({ min: 0, max: 400_000 }),
    named: fc.boolean(),
  })
  .map(({ qty, unit, rate, named }): OrderLine => {
    const total = qty * unit;
    const tax = proportion(total, rate, 1_000_000 + rate);
    const parts = spread(tax, [1, 2]);
    const taxes = names.map((name, i) => ({ name, rate_ppm: rate, tax_cents: parts[i] ?? cents(0) }));
    return { ...line, qty, line_total_cents: cents(total), tax_cents: tax, tax_rate_ppm: rate, ...(named && { taxes }) };
  });
const anyAct = fc.oneof(
  fc.record({ at: fc.nat(), qty: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ share: fc.integer({ min: 1, max: 1000 }) }),
);
const sums = (parts: readonly RefundedLine[]) => ({
  amount: sumCents(parts.map((p) => p.amount_cents)),
  tax: sumCents(parts.map((p) => p.tax_cents)),
});

test("[M4] whatever is refunded in whatever pieces, the parts of a line sum to the line: amount, tax, and each tax by name", () => {
  fc.assert(
    fc.property(fc.array(anyLine, { minLength: 1, maxLength: 6 }), fc.array(anyAct, { maxLength: 12 }), fc.nat(), (drawn, acts, cut) => {
      const lines = drawn.map((each, i) => ({ ...each, line_id: testId(100 + i) }));
      const refunds: Refund[] = [];
      const book = (parts: RefundedLine[]) => {
        const { amount } = sums(parts);
        const halves = [Math.floor((amount * (cut % 101)) / 100)];
        const both = [...halves, amount - (halves[0] ?? 0)];
        // The first may have a tip alone.
        const split = inParts(parts, both, (i) => (both[i] ?? 0) > 0 || (amount === 0 && i === cut % 2));
        expect(sums(split.flat())).toEqual(sums(parts));
        const pieces = (of: readonly RefundedLine[]) => of.reduce((sum, { qty }) => sum + qty, 0);
        expect(pieces(split.flat())).toBe(pieces(parts));
        for (const [i, half] of split.entries()) {
          expect(sums(half).amount).toBe(i === 0 ? halves[0] : amount - (halves[0] ?? 0));
          refunds.push({ ...refundOf(taken, sums(half).amount), lines: half });
        }
      };
      for (const act of acts) {
        const left = leftOfLines({ lines }, refunds);
        if ("share" in act) book(byAmount(left, proportion(sumCents(left.map(({ amount }) => amount)), act.share, 1000)));
        else {
          const pieces = byPieces(left, [{ line_id: testId(100 + (act.at % lines.length)), qty: act.qty }]);
          if (pieces.ok) book(pieces.value);
        }
        for (const { amount, tax, taxes, qty } of leftOfLines({ lines }, refunds)) {
          expect(Math.min(amount, tax, qty, ...taxes)).toBeGreaterThanOrEqual(0);
        }
      }
      book(byAmount(leftOfLines({ lines }, refunds), sumCents(leftOfLines({ lines }, refunds).map(({ amount }) => amount))));
      for (const left of leftOfLines({ lines }, refunds)) {
        expect([left.amount, left.tax, ...left.taxes].every((rest) => rest === 0)).toBe(true);
      }
    }),
  );
});

test("[M4] a piece that costs nothing is in the refund that is made, also where the first tender has nothing left", () => {
  const water: OrderLine = { ...coffee, line_id: testId(23), name: "Water", qty: 1, line_total_cents: cents(0), tax_cents: cents(0) };
  const [first, second] = [capture(2380), { ...capture(2140), payment_id: testId(0x77), tip_cents: cents(50) }];
  const lines = [water, coffee, cake];
  const both = orderIn("COMPLETED", { lines, total_cents: cents(4520), ...moneyFields([first, second]) });
  const before = {
    ...refundOf(first, 2380),
    lines: [{ line_id: coffee.line_id, qty: 2, amount_cents: cents(2380), tax_cents: cents(380) }],
  };
  const decided = (command: Partial<Parameters<typeof decideRefund>[1]>) => {
    const made = decideRefund(
      both,
      { ...ask, ...command },
      contextOf({ payments: [first, second], refunds: [before], managerApproved: true }),
    );
    if (!made.ok) throw new Error(made.refusal.code);
    return made.value.flatMap((event) => (event.type === "refund.succeeded" ? (event.refund.lines ?? []) : []));
  };
  const one = { line_id: water.line_id, qty: 1 };
  expect(decided({ lines: [one, { line_id: cake.line_id, qty: 1 }] })).toMatchObject([one, { line_id: cake.line_id, qty: 1 }]);
  expect(decided({ lines: [one], tip_cents: 50 })).toMatchObject([one]);
});
