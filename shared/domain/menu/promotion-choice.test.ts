import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cents, sumCents } from "../kernel/money.ts";
import { testIds } from "../order/order.test-fixture.ts";
import { PricedOrder } from "../order/order.ts";
import { item, menu, promotion, taxOf } from "./menu.test-fixture.ts";
import type { Promotion } from "./menu.ts";
import { priceOrder } from "./pricing.ts";
import type { SelectedLine } from "./selection.ts";

const line = (item_id: string, base: number, qty = 1, deltas: number[] = []): SelectedLine => ({
  item: item(item_id, base, { category_id: item_id.split("-")[0] ?? "" }),
  qty,
  note: null,
  modifiers: deltas.map((price_delta_cents, i) => ({ modifier_id: `m${i}`, group_id: "g", group_name: "G", name: "M", price_delta_cents })),
});
const priced = (lines: SelectedLine[], promotions: Promotion[], tax = taxOf()) => {
  const options = { promotions, taxedAt: { fulfillment_type: "IN_STORE", day: "2026-05-04" }, newId: testIds() } as const;
  const result = priceOrder(menu, { version: 3, tax }, lines, options);
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
};
const applied = (order: PricedOrder) => Object.fromEntries(order.promotions.map((one) => [one.promotion_id, one.discount_cents]));
const off = (promotion_id: string, percent: number, changes: Partial<Promotion> = {}) =>
  promotion(promotion_id, { rate_ppm: percent * 10_000, ...changes });
const alone = { is_exclusive: true } as const;
const drinks = { category_ids: ["drink"] };
const food = { category_ids: ["food"] };

describe("of promotions that exclude each other", () => {
  const order = [line("drink-latte", 400), line("food-bun", 300)];

  test("the customer gets the better one, whichever stands first", () => {
    const small = off("small", 10, { ...drinks, ...alone });
    const large = off("large", 20, { ...drinks, ...alone });
    expect([applied(priced(order, [small, large])), applied(priced(order, [large, small]))]).toEqual([{ large: 80 }, { large: 80 }]);
  });

  test("an exclusive one stands back where those that stack take off more together, and the other way round", () => {
    const happy = off("happy", 20, { ...drinks, ...alone });
    expect(applied(priced(order, [happy, off("a", 15), off("b", 10)]))).toEqual({ a: 105, b: 70 });
    expect(applied(priced(order, [happy, off("a", 5), off("b", 5)]))).toEqual({ happy: 80, a: 15, b: 15 });
  });

  test("each keeps its own lines, and what stacks has the others", () => {
    const rules = [off("happy", 30, { ...drinks, ...alone }), off("bakery", 50, { ...food, ...alone }), off("all", 10)];
    expect(applied(priced([...order, line("tea-green", 200)], rules))).toEqual({ happy: 120, bakery: 150, all: 20 });
  });

  test("those that meet in a part of their lines are tried in either sequence", () => {
    const everything = off("everything", 20, alone);
    const buns = off("buns", 60, { ...food, ...alone });
    expect(applied(priced(order, [everything, buns]))).toEqual({ buns: 180, everything: 80 });
  });

  test("what is bought for what is free is its own as well", () => {
    const twoForOne = promotion("two", { kind: "BUY_X_GET_Y", buy_qty: 1, get_qty: 1, ...drinks, ...alone });
    expect(applied(priced([line("drink-latte", 400), line("drink-tea", 300)], [twoForOne, off("all", 10)]))).toEqual({ two: 300 });
  });

  test("of equal ones the one with what comes first in the sequence", () => {
    const [a, b] = [off("a", 10, { ...drinks, ...alone }), off("b", 10, { ...drinks, ...alone })];
    expect([applied(priced(order, [a, b])), applied(priced(order, [b, a]))]).toEqual([{ a: 40 }, { b: 40 }]);
  });
});

describe("whatever is on the menu and ordered", () => {
  const categories = ["drink", "food", "tea"];
  const lines = fc.array(
    fc.record({
      base: fc.integer({ min: 0, max: 3_000 }),
      qty: fc.integer({ min: 1, max: 99 }),
      category: fc.constantFrom(...categories),
      deltas: fc.array(fc.integer({ min: -300, max: 300 }), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 12 },
  );
  const some = fc.subarray(categories);
  const amount = fc.integer({ min: 0, max: 5_000 }).map((value) => cents(value));
  const qty = fc.integer({ min: 1, max: 4 });
  const ofKind = fc.oneof(
    fc.record({ kind: fc.constant("PERCENT" as const), rate_ppm: fc.integer({ min: 0, max: 1_000_000 }), category_ids: some }),
    fc.record({ kind: fc.constant("AMOUNT" as const), amount_cents: amount, category_ids: some }),
    fc.record({ kind: fc.constant("FIXED_PRICE" as const), price_cents: amount, category_ids: some }),
    fc.record({ kind: fc.constant("BUY_X_GET_Y" as const), buy_qty: qty, get_qty: qty, category_ids: some }),
    fc.record({ price_cents: amount, first: qty, second: qty }).map(({ price_cents, first, second }) => ({
      kind: "BUNDLE" as const,
      price_cents,
      bundle: [
        { item_ids: [], category_ids: ["drink"], qty: first },
        { item_ids: [], category_ids: ["food"], qty: second },
      ],
    })),
  );
  const rules = fc.array(fc.record({ of: ofKind, exclusive: fc.boolean(), least: fc.integer({ min: 0, max: 9_000 }) }), { maxLength: 7 });

  test("shares sum to each line's discount and to each promotion's, lines to the header, and no line costs less than nothing", () => {
    fc.assert(
      fc.property(lines, rules, fc.boolean(), (wanted, of, inclusive) => {
        const promotions = of.map(({ of: changes, exclusive, least }, i) =>
          promotion(`p${i}`, { ...changes, min_subtotal_cents: cents(least), ...(exclusive && alone) }),
        );
        const asked = wanted
          .map(({ base, qty: count, category, deltas }) => line(`${category}-${base}`, base, count, deltas))
          .filter(
            ({ item: { base_price_cents }, modifiers }) => sumCents([base_price_cents, ...modifiers.map((m) => m.price_delta_cents)]) >= 0,
          )
          .map((one) => ({ ...one, item: { ...one.item, tax_category: "drink" } }));
        fc.pre(asked.length > 0);
        const order = priced(asked, promotions, taxOf({ inclusive }));
        expect(PricedOrder.parse(order)).toEqual(order);
        const sharesOf = (id: string) =>
          sumCents(
            order.promotions.flatMap(({ lines: shares = [] }) => shares.filter((s) => s.line_id === id).map((s) => s.discount_cents)),
          );
        for (const row of order.lines) {
          expect(row.discount_cents).toBe(sharesOf(row.line_id));
          expect(row.gross_cents - row.discount_cents).toBeGreaterThanOrEqual(0);
        }
        for (const { discount_cents, lines: shares = [] } of order.promotions)
          expect(discount_cents).toBe(sumCents(shares.map((share) => share.discount_cents)));
        expect(order.discount_cents).toBe(sumCents(order.lines.map((row) => row.discount_cents)));
        expect(order.total_cents).toBe(sumCents(order.lines.map((row) => row.line_total_cents)));
        expect(priced(asked, promotions, taxOf({ inclusive }))).toEqual(order);
        // No exclusive promotion shares a line.
        const exclusive = new Set(promotions.filter((one) => one.is_exclusive).map((one) => one.promotion_id));
        for (const row of order.lines) {
          const on = order.promotions.filter((one) => one.lines?.some((share) => share.line_id === row.line_id));
          if (on.some((one) => exclusive.has(one.promotion_id))) expect(on).toHaveLength(1);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("each exclusive one alone never takes off more than what the customer gets, nor do those that stack", () => {
    fc.assert(
      fc.property(lines, rules, (wanted, of) => {
        const promotions = of
          .slice(0, 4)
          .map(({ of: changes, exclusive }, i) => promotion(`p${i}`, { ...changes, ...(exclusive && alone) }));
        const asked = wanted
          .map(({ base, qty: count, category }) => line(`${category}-${base}`, base, count))
          .map((one) => ({
            ...one,
            item: { ...one.item, tax_category: "drink" },
          }));
        const got = priced(asked, promotions).discount_cents;
        for (const one of promotions.filter((each) => each.is_exclusive))
          expect(priced(asked, [one]).discount_cents).toBeLessThanOrEqual(got);
        const stacking = promotions.filter((each) => !each.is_exclusive);
        expect(priced(asked, stacking).discount_cents).toBeLessThanOrEqual(got);
      }),
      { numRuns: 150 },
    );
  });
});
