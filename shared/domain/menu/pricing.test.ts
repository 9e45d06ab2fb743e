import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cents, MAX_AMOUNT_CENTS, sumCents } from "../kernel/money.ts";
import { testIds } from "../order/order.test-fixture.ts";
import { PricedOrder } from "../order/order.ts";
import type { TaxRules } from "../store/profile.ts";
import { item, menu, promotion, taxOf } from "./menu.test-fixture.ts";
import type { Promotion } from "./menu.ts";
import { type CounterDiscount, discountOrder, priceOrder } from "./pricing.ts";
import type { SelectedLine } from "./selection.ts";

const TODAY = { fulfillment_type: "IN_STORE", day: "2026-05-04" } as const;
const line = (price: number, qty = 1, category: "drink" | "food" | "tea" = "drink", deltas: number[] = []): SelectedLine => ({
  item: item(`i${price}`, price, { tax_category: category, category_id: category }),
  qty,
  note: null,
  modifiers: deltas.map((price_delta_cents, i) => ({ modifier_id: `m${i}`, group_id: "g", group_name: "G", name: "M", price_delta_cents })),
});
const price = (lines: SelectedLine[], tax: TaxRules = taxOf(), promotions: Promotion[] = []) =>
  priceOrder(menu, { version: 3, tax }, lines, { promotions, taxedAt: TODAY, newId: testIds() });
const priced = (...args: Parameters<typeof price>) => {
  const result = price(...args);
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
};
const header = ({ subtotal_cents, discount_cents, tax_cents, total_cents }: PricedOrder) => [
  subtotal_cents,
  discount_cents,
  tax_cents,
  total_cents,
];

describe("a price", () => {
  test("counts modifiers into the unit, and says by which menu and profile it was made", () => {
    const order = priced([line(400, 3, "drink", [60, -50])]);
    expect(order).toMatchObject({ currency: "EUR", menu_version: 7, profile_version: 3, tax_inclusive: true });
    expect(order.lines[0]).toMatchObject({ unit_price_cents: 410, gross_cents: 1230, line_total_cents: 1230, qty: 3 });
  });

  test("is the item's and each piece of its choices, as often as they are there", () => {
    const choice = fc.record({
      price_delta_cents: fc.integer({ min: 0, max: 500 }),
      qty: fc.option(fc.integer({ min: 2, max: 20 }), { nil: undefined }),
    });
    const wanted = fc.record({
      base: fc.integer({ min: 0, max: 2_000 }),
      qty: fc.integer({ min: 1, max: 99 }),
      choices: fc.array(choice, { maxLength: 5 }),
    });
    fc.assert(
      fc.property(fc.array(wanted, { minLength: 1, maxLength: 5 }), fc.boolean(), (lines, inclusive) => {
        const selected = lines.map(({ base, qty, choices }): SelectedLine => {
          const plain = line(
            base,
            qty,
            "drink",
            choices.map((one) => one.price_delta_cents),
          );
          return { ...plain, modifiers: plain.modifiers.map((one, i) => ({ ...one, ...(choices[i]?.qty && { qty: choices[i].qty }) })) };
        });
        const order = priced(selected, taxOf({ inclusive }));
        const units = lines.map(({ base, choices }) => choices.reduce((sum, one) => sum + one.price_delta_cents * (one.qty ?? 1), base));
        expect(order.lines.map((one) => one.unit_price_cents)).toEqual(units);
        expect(order.lines.map((one) => one.gross_cents)).toEqual(units.map((unit, i) => unit * (lines[i]?.qty ?? 0)));
        expect(order.subtotal_cents).toBe(sumCents(order.lines.map((one) => one.gross_cents)));
        expect(order.total_cents).toBe(sumCents(order.lines.map((one) => one.line_total_cents)));
        expect(PricedOrder.parse(order)).toEqual(order);
      }),
    );
  });

  test("contains its tax, or has it put on top", () => {
    expect(header(priced([line(1190)]))).toEqual([1190, 0, 190, 1190]);
    expect(header(priced([line(1000)], taxOf({ inclusive: false })))).toEqual([1000, 0, 190, 1190]);
  });

  test("rounds each line, or once for all lines of a rate", () => {
    const three = [line(10), line(10), line(10)];
    expect(header(priced(three, taxOf({ inclusive: false, rates: [{ tax_category: "drink", rate_ppm: 50_000 }] })))).toEqual([
      30, 0, 3, 33,
    ]);
    const perOrder = priced(three, taxOf({ inclusive: false, rounding: "ORDER", rates: [{ tax_category: "drink", rate_ppm: 50_000 }] }));
    expect(header(perOrder)).toEqual([30, 0, 2, 32]);
    expect(perOrder.lines.map((row) => row.tax_cents)).toEqual([1, 1, 0]);
  });

  test("keeps rates apart when it rounds per order", () => {
    const order = priced([line(1000), line(1000, 1, "food")], taxOf({ inclusive: false, rounding: "ORDER" }));
    expect(order.lines.map((row) => row.tax_cents)).toEqual([190, 70]);
  });

  test("is refused when it passes the largest amount, whichever part of it does", () => {
    const most = MAX_AMOUNT_CENTS;
    expect(price([line(most)])).toMatchObject({ ok: true });
    for (const result of [
      price([line(most), line(1)]),
      price([line(most, 99)]),
      price([line(most)], taxOf({ inclusive: false })),
      price([line(most, 2)], taxOf(), [promotion("all", { rate_ppm: 1_000_000 })]),
    ]) {
      expect(result).toMatchObject({ ok: false, refusal: { code: "order.amount_too_large" } });
    }
  });

  test("waits for a profile that knows the tax category", () => {
    expect(price([line(100, 1, "tea")])).toMatchObject({
      ok: false,
      refusal: { code: "store.not_ready", detail: expect.stringContaining("tea") },
    });
  });

  test("below zero, by a menu that was published when defaults could not be taken off, is refused in words", () => {
    expect(() => priced([line(10, 1, "drink", [-11])])).toThrow("would cost less than nothing");
  });
});

describe("a discount", () => {
  const off = (rate_ppm: number, changes: Partial<Promotion> = {}) => promotion("off", { rate_ppm, ...changes });
  const amount = (value: number, changes: Partial<Promotion> = {}) =>
    promotion("amount", { kind: "AMOUNT", amount_cents: cents(value), ...changes });

  test("in percent is taken off each line, before the tax", () => {
    const order = priced([line(1000), line(500, 1, "food")], taxOf({ inclusive: false }), [off(100_000)]);
    expect(order.lines.map((row) => [row.discount_cents, row.tax_cents, row.line_total_cents])).toEqual([
      [100, 171, 1071],
      [50, 32, 482],
    ]);
    expect(order.promotions).toMatchObject([{ promotion_id: "off", name: "off", discount_cents: 150 }]);
  });

  test("of an amount is spread over the lines that it covers", () => {
    const order = priced([line(100), line(200), line(999, 1, "food")], taxOf(), [amount(100, { category_ids: ["drink"] })]);
    expect(order.lines.map((row) => row.discount_cents)).toEqual([33, 67, 0]);
  });

  test("names items or categories; either is enough", () => {
    const order = priced([line(100), line(200), line(300, 1, "food")], taxOf(), [
      off(500_000, { item_ids: ["i100"], category_ids: ["food"] }),
    ]);
    expect(order.lines.map((row) => row.discount_cents)).toEqual([50, 0, 150]);
  });

  test("never makes a line cost less than nothing, however many meet", () => {
    const order = priced([line(100), line(200)], taxOf(), [off(700_000), off(700_000), amount(500)]);
    expect(header(order)).toEqual([300, 300, 0, 0]);
    expect(order.promotions.map((applied) => applied.discount_cents)).toEqual([210, 90]);
  });

  test("waits for its least subtotal, and is not mentioned where it takes nothing off", () => {
    const least = off(100_000, { min_subtotal_cents: cents(301) });
    expect(priced([line(300)], taxOf(), [least]).promotions).toEqual([]);
    expect(priced([line(301)], taxOf(), [least]).discount_cents).toBe(30);
    expect(priced([line(300)], taxOf(), [off(100_000, { item_ids: ["other"] })]).promotions).toEqual([]);
  });
});

describe("whatever is ordered", () => {
  const category = fc.constantFrom("drink" as const, "food" as const);
  const lines = fc.array(
    fc.record({
      base: fc.integer({ min: 0, max: 5_000 }),
      qty: fc.integer({ min: 1, max: 99 }),
      category,
      extra: fc.integer({ min: 0, max: 300 }),
    }),
    { minLength: 1, maxLength: 20 },
  );
  const promotions = fc.array(
    fc.record({
      kind: fc.constantFrom("PERCENT" as const, "AMOUNT" as const),
      rate_ppm: fc.integer({ min: 0, max: 1_000_000 }),
      amount: fc.integer({ min: 0, max: 20_000 }),
      only: fc.option(category, { nil: null }),
    }),
    { maxLength: 4 },
  );
  const ppm = fc.integer({ min: 0, max: 1_000_000 });
  const tax = fc.record({ inclusive: fc.boolean(), rounding: fc.constantFrom("LINE" as const, "ORDER" as const), drink: ppm, food: ppm });

  test("the header is the sum of the lines, no part is negative, and tax and discount stay inside the price", () => {
    fc.assert(
      fc.property(lines, promotions, tax, (wanted, rules, { inclusive, rounding, drink, food }) => {
        const rates = { drink, food };
        const order = priced(
          wanted.map((row) => line(row.base, row.qty, row.category, [row.extra])),
          { inclusive, rounding, rates: (["drink", "food"] as const).map((name) => ({ tax_category: name, rate_ppm: rates[name] })) },
          rules.map((rule, i) =>
            promotion(`p${i}`, {
              kind: rule.kind,
              rate_ppm: rule.rate_ppm,
              amount_cents: cents(rule.amount),
              category_ids: rule.only ? [rule.only] : [],
            }),
          ),
        );
        expect(PricedOrder.parse(order)).toEqual(order);
        const sum = (field: "gross_cents" | "discount_cents" | "tax_cents" | "line_total_cents") =>
          sumCents(order.lines.map((row) => row[field]));
        expect(header(order)).toEqual([sum("gross_cents"), sum("discount_cents"), sum("tax_cents"), sum("line_total_cents")]);
        expect(sumCents(order.promotions.map((applied) => applied.discount_cents))).toBe(order.discount_cents);
        expect(order.total_cents).toBe(order.subtotal_cents - order.discount_cents + (inclusive ? 0 : order.tax_cents));
        for (const row of order.lines) {
          const net = row.gross_cents - row.discount_cents;
          expect(row.gross_cents).toBe(row.unit_price_cents * row.qty);
          expect(net).toBeGreaterThanOrEqual(0);
          expect(row.tax_cents).toBeLessThanOrEqual(net);
          expect(row.line_total_cents).toBe(inclusive ? net : net + row.tax_cents);
          if (rounding === "LINE") {
            const rate = rates[row.tax_category as "drink" | "food"];
            const exact = (net * rate) / (inclusive ? 1_000_000 + rate : 1_000_000);
            expect(Math.abs(row.tax_cents - exact)).toBeLessThanOrEqual(0.5 + 1e-6);
          }
        }
        if (rounding === "ORDER" && drink !== food) {
          for (const name of ["drink", "food"] as const) {
            const own = order.lines.filter((row) => row.tax_category === name);
            const net = sumCents(own.map((row) => row.gross_cents - row.discount_cents));
            const exact = (net * rates[name]) / (inclusive ? 1_000_000 + rates[name] : 1_000_000);
            expect(Math.abs(sumCents(own.map((row) => row.tax_cents)) - exact)).toBeLessThanOrEqual(0.5 + 1e-6);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("a discount at the counter", () => {
  const discounted = (order: PricedOrder, discount: CounterDiscount, tax = taxOf()) => {
    const result = discountOrder(order, discount, { reason: "waited long" }, tax);
    if (!result.ok) throw new Error(result.refusal.code);
    return result.value;
  };
  const codeOf = (order: PricedOrder, discount: CounterDiscount) => {
    const result = discountOrder(order, discount, { reason: "x" }, taxOf());
    return result.ok ? null : result.refusal.code;
  };

  test("is taken off what the lines still cost, and is listed next to the promotions", () => {
    const order = discounted(priced([line(1190), line(1070, 1, "food")]), { kind: "PERCENT", rate_ppm: 500_000 });
    expect(header(order)).toEqual([2260, 1130, 95 + 35, 1130]);
    expect(order.promotions).toMatchObject([{ promotion_id: "counter-discount", name: "waited long", discount_cents: 1130 }]);
  });

  test("goes by the rates that the lines were priced with, whatever the profile says now", () => {
    const order = priced([line(1190)]);
    const later = taxOf({ rates: [{ tax_category: "drink", rate_ppm: 0 }] });
    expect(discounted(order, { kind: "AMOUNT", amount_cents: 1 }, later).lines[0]?.tax_rate_ppm).toBe(190_000);
    const old = { ...order, lines: order.lines.map((each) => ({ ...each, tax_rate_ppm: null })) };
    expect(discounted(old, { kind: "AMOUNT", amount_cents: 1 }, later).tax_cents).toBe(0);
  });

  test("of nothing, or of more than there is, is refused", () => {
    const order = priced([line(100)]);
    expect(codeOf(order, { kind: "AMOUNT", amount_cents: 101 })).toBe("discount.out_of_range");
    expect(codeOf(order, { kind: "PERCENT", rate_ppm: 4_000 })).toBe("discount.out_of_range");
    expect(codeOf(order, { kind: "AMOUNT", amount_cents: 100 })).toBeNull();
  });

  test("the header is the sum of the lines after any number of discounts, and no line goes below zero", () => {
    const lines = fc.array(
      fc.record({ price: fc.integer({ min: 0, max: 2000 }), qty: fc.integer({ min: 1, max: 9 }), kind: fc.constantFrom("drink", "food") }),
      { minLength: 1, maxLength: 8 },
    );
    const discounts = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant("PERCENT" as const), rate_ppm: fc.integer({ min: 1, max: 1_000_000 }) }),
        fc.record({ kind: fc.constant("AMOUNT" as const), amount_cents: fc.integer({ min: 1, max: 3000 }) }),
      ),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(lines, discounts, fc.boolean(), fc.constantFrom("LINE", "ORDER"), (wanted, taken, inclusive, rounding) => {
        const tax = taxOf({ inclusive, rounding: rounding as TaxRules["rounding"] });
        let order = priced(
          wanted.map((each) => line(each.price, each.qty, each.kind as "drink" | "food")),
          tax,
        );
        for (const discount of taken) {
          const next = discountOrder(order, discount, { reason: "x" }, tax);
          if (!next.ok) continue;
          expect(next.value.total_cents).toBeLessThan(order.total_cents + 1);
          order = next.value;
        }
        expect(PricedOrder.parse(order)).toEqual(order);
        expect(order.discount_cents).toBe(sumCents(order.lines.map((each) => each.discount_cents)));
        expect(order.discount_cents).toBe(sumCents(order.promotions.map((each) => each.discount_cents)));
        expect(order.tax_cents).toBe(sumCents(order.lines.map((each) => each.tax_cents)));
        expect(order.total_cents).toBe(sumCents(order.lines.map((each) => each.line_total_cents)));
        for (const each of order.lines) {
          const net = each.gross_cents - each.discount_cents;
          expect(net).toBeGreaterThanOrEqual(0);
          expect(each.line_total_cents).toBe(inclusive ? net : net + each.tax_cents);
        }
      }),
      { numRuns: 200 },
    );
  });
});
