/** Pieces of a line taken off, or another thing in their place: the rest stays to the cent, and nobody pays more than before. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cents, sumCents } from "../kernel/money.ts";
import { testId, testIds } from "../order/order.test-fixture.ts";
import { type OrderLine, type PricedOrder, SUBSTITUTE_PRICE } from "../order/order.ts";
import type { TaxRules } from "../store/profile.ts";
import { available, item, menu, promotion, taxOf } from "./menu.test-fixture.ts";
import { quote } from "./quote.ts";
import { replacePieces } from "./replace-pieces.ts";

const ITEMS = ["espresso", "croissant", "cake", "water"] as const;
const ours = {
  ...menu,
  items: [
    item("espresso", 250),
    item("croissant", 310, { category_id: "bakery", tax_category: "food" }),
    item("cake", 499, { category_id: "bakery", tax_category: "food" }),
    item("water", 0),
  ],
};
const tenOff = promotion("ten-off", { rate_ppm: 100_000 });
const oneOff = promotion("one-off", { kind: "AMOUNT", amount_cents: cents(100) });
const newId = testIds();

function priced(items: readonly { item_id: string; qty: number }[], tax: TaxRules, promotions = [tenOff, oneOff]): PricedOrder {
  const result = quote(
    { ...ours, promotions },
    { version: 3, time_zone: "Europe/Berlin", business_day_cutoff_hour: 4, tax },
    available,
    { items: items.map((each) => ({ ...each, modifier_ids: [], note: null })), promotion_codes: [] },
    { atMs: 0, newId, channel: "APP" },
  );
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
}

/** As the menu prices it by itself, without promotions. */
function instead(item_id: string, qty: number, tax: TaxRules): OrderLine {
  const [line] = priced([{ item_id, qty }], tax, []).lines;
  if (!line) throw new Error("no line");
  return line;
}

function replaced(...asked: Parameters<typeof replacePieces>): PricedOrder {
  const result = replacePieces(...asked);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

const lineAt = (order: PricedOrder, at: number): OrderLine => order.lines[at] ?? instead("water", 1, taxOf());

describe("pieces of a line", () => {
  const tax = taxOf();
  const order = priced(
    [
      { item_id: "espresso", qty: 3 },
      { item_id: "croissant", qty: 1 },
    ],
    tax,
    [],
  );

  test("go with what they cost, and the other line is as it was sold, with its id", () => {
    const after = replaced(order, { line_id: lineAt(order, 0).line_id, qty: 1 }, null, tax);
    expect(after.total_cents).toBe(order.total_cents - 250);
    expect(after.lines[0]).toMatchObject({ line_id: lineAt(order, 0).line_id, qty: 2, line_total_cents: 500 });
    expect(after.lines[1]).toEqual(order.lines[1]);
  });

  test("a cheaper thing in their place lowers the order, beside the pieces that stay", () => {
    const line = instead("espresso", 1, tax);
    const after = replaced(order, { line_id: lineAt(order, 1).line_id, qty: 1 }, { line, most_cents: order.total_cents }, tax);
    expect([after.total_cents, after.lines.map(({ item_id }) => item_id)]).toEqual([order.total_cents - 60, ["espresso", "espresso"]]);
    expect(after.promotions).toEqual([]);
  });

  test("a dearer thing is given at the old price, by a discount of its own on that line", () => {
    const line = instead("cake", 1, tax);
    const after = replaced(order, { line_id: lineAt(order, 1).line_id, qty: 1 }, { line, most_cents: order.total_cents }, tax);
    expect(after.total_cents).toBe(order.total_cents);
    expect(after.lines[1]).toMatchObject({ item_id: "cake", gross_cents: 499, discount_cents: 189, line_total_cents: 310 });
    expect(after.promotions).toEqual([
      { promotion_id: SUBSTITUTE_PRICE, name: "Substitute", discount_cents: 189, line_id: after.lines[1]?.line_id },
    ]);
  });

  test("where tax comes on top it is the old price too, to a cent that no price has, and offered once more it is what was shown", () => {
    const onTop: TaxRules = { ...taxOf(), inclusive: false, rates: taxOf().rates.map((rate) => ({ ...rate, rate_ppm: 88_750 })) };
    const taxed = priced([{ item_id: "croissant", qty: 1 }], onTop, []);
    const pieces = { line_id: lineAt(taxed, 0).line_id, qty: 1 };
    const line = instead("cake", 1, onTop);
    const shown = replaced(taxed, pieces, { line, most_cents: taxed.total_cents }, onTop).total_cents;
    expect([taxed.total_cents, shown]).toEqual([338, 338]);
    expect(replaced(taxed, pieces, { line, most_cents: shown }, onTop).total_cents).toBe(shown);
  });

  test("what is shown at most counts, also where the menu has become dearer since", () => {
    const line = instead("espresso", 1, tax);
    const most_cents = order.total_cents - 100;
    expect(replaced(order, { line_id: lineAt(order, 1).line_id, qty: 1 }, { line, most_cents }, tax).total_cents).toBe(most_cents);
  });

  test.each([
    ["an unknown line", testId(7), 1, "order.line_not_found"],
    ["more than the line has", null, 4, "order.line_not_found"],
  ])("%s", (_what, id, qty, code) => {
    const result = replacePieces(order, { line_id: id ?? lineAt(order, 0).line_id, qty }, null, tax);
    expect(result).toMatchObject({ ok: false, refusal: { code } });
  });

  test("an order that has nothing else keeps its line, and one of a hundred lines gets no more", () => {
    const alone = priced([{ item_id: "espresso", qty: 1 }], tax, []);
    expect(replacePieces(alone, { line_id: lineAt(alone, 0).line_id, qty: 1 }, null, tax)).toMatchObject({
      refusal: { code: "order.nothing_left" },
    });
    const full = priced(
      Array.from({ length: 100 }, () => ({ item_id: "espresso", qty: 2 })),
      tax,
      [],
    );
    const substitute = { line: instead("cake", 1, tax), most_cents: full.total_cents };
    expect(replacePieces(full, { line_id: lineAt(full, 0).line_id, qty: 1 }, substitute, tax)).toMatchObject({
      refusal: { code: "request.too_large" },
    });
  });
});

const rules: fc.Arbitrary<TaxRules> = fc.record({
  inclusive: fc.boolean(),
  rounding: fc.constantFrom("LINE" as const, "ORDER" as const),
  rates: fc.tuple(fc.nat(300_000), fc.nat(300_000)).map(([drink, food]) => [
    { tax_category: "drink", rate_ppm: drink },
    { tax_category: "food", rate_ppm: food },
  ]),
});
const wanted = fc.record({ item_id: fc.constantFrom(...ITEMS), qty: fc.integer({ min: 1, max: 7 }) });

test("header, lines, promotions and their shares agree to the cent, and the total never rises; seed 5", () => {
  let [capped, amended] = [0, 0];
  fc.assert(
    fc.property(
      fc.array(wanted, { minLength: 1, maxLength: 5 }),
      rules,
      fc.array(fc.record({ line: fc.nat(9), qty: fc.nat(9), put: fc.constantFrom(...ITEMS, null) }), { minLength: 1, maxLength: 4 }),
      (items, tax, changes) => {
        let order = priced(items, tax);
        for (const change of changes) {
          const line = lineAt(order, change.line % order.lines.length);
          const pieces = { line_id: line.line_id, qty: 1 + (change.qty % line.qty) };
          const substitute = change.put && { line: instead(change.put, pieces.qty, tax), most_cents: order.total_cents };
          const result = replacePieces(order, pieces, substitute, tax);
          if (!result.ok) {
            expect([result.refusal.code, order.lines.length, pieces.qty]).toEqual(["order.nothing_left", 1, line.qty]);
            continue;
          }
          const after = result.value;
          expect(after.total_cents).toBeLessThanOrEqual(order.total_cents);
          expect(after.total_cents).toBe(sumCents(after.lines.map((each) => each.line_total_cents)));
          expect(after.tax_cents).toBe(sumCents(after.lines.map((each) => each.tax_cents)));
          expect(after.discount_cents).toBe(sumCents(after.lines.map((each) => each.discount_cents)));
          expect(after.discount_cents).toBe(sumCents(after.promotions.map((each) => each.discount_cents)));
          for (const each of after.lines) {
            expect(each.gross_cents).toBe(each.unit_price_cents * each.qty);
            expect(each.discount_cents).toBeLessThanOrEqual(each.gross_cents);
            const shares = after.promotions.flatMap(({ line_id, discount_cents, lines = [] }) =>
              line_id === undefined
                ? lines.filter((share) => share.line_id === each.line_id).map((share) => share.discount_cents)
                : line_id === each.line_id
                  ? [discount_cents]
                  : [],
            );
            expect(sumCents(shares)).toBe(each.discount_cents);
          }
          const others = (of: PricedOrder) => of.lines.filter(({ line_id }) => line_id !== line.line_id);
          for (const before of others(order)) {
            const now = after.lines.find(({ line_id }) => line_id === before.line_id);
            expect(now).toMatchObject({ qty: before.qty, gross_cents: before.gross_cents, discount_cents: before.discount_cents });
          }
          const unbounded = substitute && replaced(order, pieces, { ...substitute, most_cents: Number.MAX_SAFE_INTEGER }, tax);
          if (unbounded && unbounded.total_cents > order.total_cents) {
            // No cent more than has to be: one less would be above it.
            expect(after.total_cents).toBeGreaterThanOrEqual(order.total_cents - 1);
            capped += 1;
          }
          amended += 1;
          order = after;
        }
      },
    ),
    { numRuns: 400, seed: 5 },
  );
  expect(capped).toBeGreaterThan(50);
  expect(amended).toBeGreaterThan(400);
});
