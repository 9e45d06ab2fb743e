import { describe, expect, test } from "vitest";
import { cents } from "../kernel/money.ts";
import { item, promotion } from "./menu.test-fixture.ts";
import type { Promotion } from "./menu.ts";
import { coverageOf, type OpenLine, takesOff } from "./promotion-rules.ts";

/** `deltas`: what each choice adds to a unit; the choice's id is "m" and its amount. */
const line = (item_id: string, base: number, qty = 1, deltas: number[] = [], left?: number): OpenLine => {
  const unit = deltas.reduce((sum, delta) => sum + delta, base);
  return {
    at: 0,
    item: item(item_id, base, { category_id: item_id.split("-")[0] ?? "" }),
    qty,
    modifiers: deltas.map((price_delta_cents) => ({
      ...{ modifier_id: `m${price_delta_cents}`, group_id: "g", group_name: "G", name: "M", price_delta_cents },
    })),
    gross: unit * qty,
    left: left ?? unit * qty,
  };
};
const taken = (changes: Partial<Promotion>, of: OpenLine[]) => {
  const rule = promotion("p", changes);
  const lines = of.map((one, at) => ({ ...one, at }));
  return takesOff(rule, lines, coverageOf(rule, lines));
};
const parts = (changes: Partial<Promotion>, ...lines: OpenLine[]) => taken(changes, lines).parts;
const drinks = { category_ids: ["drink"] };

describe("a fixed price", () => {
  const one = (price: number, changes: Partial<Promotion> = {}): Partial<Promotion> => ({
    kind: "FIXED_PRICE",
    price_cents: cents(price),
    ...drinks,
    ...changes,
  });

  test("is for each unit that it covers, and what choices add is charged besides", () => {
    expect(parts(one(250), line("drink-latte", 400, 2), line("drink-mocha", 450, 1, [60]), line("food-bun", 300))).toEqual([300, 200, 0]);
  });

  test("is for those alone that have one of its choices, where it names some", () => {
    expect(parts(one(250, { modifier_ids: ["m60"] }), line("drink-latte", 400), line("drink-latte", 400, 1, [60]))).toEqual([0, 150]);
  });

  test("makes nothing dearer, nothing cheaper than nothing, and goes on from what is left", () => {
    expect(parts(one(500), line("drink-latte", 400))).toEqual([0]);
    expect(parts(one(0), line("drink-latte", 400, 1, [-100]))).toEqual([300]);
    expect(parts(one(250), line("drink-latte", 400, 2, [], 600), line("drink-latte", 400, 2, [], 450))).toEqual([100, 0]);
  });
});

describe("buy x, get y", () => {
  const deal = (buy_qty: number, get_qty: number): Partial<Promotion> => ({ kind: "BUY_X_GET_Y", buy_qty, get_qty, ...drinks });
  const sum = (promoted: Partial<Promotion>, ...lines: OpenLine[]) => parts(promoted, ...lines).reduce((all, part) => all + part, 0);

  test("gives the cheapest units free with their choices, counted over the lines", () => {
    expect(sum(deal(1, 1), line("drink-latte", 400), line("drink-tea", 300, 1, [50]), line("food-bun", 100))).toBe(350);
    expect(sum(deal(1, 1), line("drink-latte", 400, 3), line("drink-tea", 300, 2))).toBe(600);
    expect(sum(deal(2, 1), line("drink-latte", 400), line("drink-tea", 300))).toBe(0);
  });

  test("does not give what costs nothing anyway", () => {
    expect(sum(deal(1, 1), line("drink-latte", 400, 2), line("drink-water", 0, 1))).toBe(400);
  });

  test("gives what was begun: of buy two, get two, the third is free", () => {
    expect([2, 3, 4, 5, 6, 7].map((qty) => sum(deal(2, 2), line("drink-tea", 300, qty)) / 300)).toEqual([0, 1, 2, 2, 2, 3]);
  });

  test("is spread over the units that it counts, so that a line that is given back takes its share with it", () => {
    expect(parts(deal(1, 1), line("drink-latte", 400), line("drink-tea", 300), line("food-bun", 100))).toEqual([171, 129, 0]);
  });

  test("counts what a unit still costs, to the cent", () => {
    // 3 units of 1000 left: 334, 333, 333.
    expect(sum(deal(1, 1), line("drink-tea", 400, 3, [], 1000))).toBe(333);
    expect(sum(deal(2, 1), line("drink-tea", 400, 99, [], 1))).toBe(0);
    expect(sum(deal(1, 2), line("drink-tea", 400, 3, [], 1001))).toBe(333 + 334);
  });
});

describe("a bundle", () => {
  const part = (category: string, qty = 1) => ({ item_ids: [], category_ids: [category], qty });
  const lunch = (price: number, ...bundle: NonNullable<Promotion["bundle"]>): Partial<Promotion> => ({
    kind: "BUNDLE",
    price_cents: cents(price),
    bundle,
  });
  const coffeeAndBun = lunch(600, part("drink"), part("food"));

  test("has one price for all its units, and what choices add is charged besides", () => {
    expect(parts(coffeeAndBun, line("drink-latte", 400, 1, [60]), line("food-bun", 300), line("tea-green", 280))).toEqual([61, 39, 0]);
  });

  test("takes the dearest units, as often as all of it is there and it is cheaper than they are", () => {
    const [latte, tea, buns] = parts(coffeeAndBun, line("drink-latte", 400, 1), line("drink-tea", 320), line("food-bun", 300, 3));
    expect((latte ?? 0) + (tea ?? 0) + (buns ?? 0)).toBe(100 + 20);
    expect(parts(coffeeAndBun, line("drink-water", 200), line("food-bun", 300))).toEqual([0, 0]);
    expect(parts(coffeeAndBun, line("drink-latte", 400, 4))).toEqual([0]);
    expect(parts(lunch(700, part("drink", 2)), line("drink-latte", 400), line("drink-tea", 320, 1))).toEqual([11, 9]);
  });

  test("says which lines it went by", () => {
    const lines = [line("drink-latte", 400), line("drink-tea", 320), line("food-bun", 300)];
    expect(taken(coffeeAndBun, lines).counted).toEqual([true, false, true]);
  });
});
