/** What a tile says, and what an order costs by it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { iso } from "../kernel/clock.ts";
import { cents } from "../kernel/money.ts";
import { testIds } from "../order/order.test-fixture.ts";
import type { OpeningHours } from "../store/profile.ts";
import { nextChange } from "./dayparts.ts";
import { available, item, menu, promotion, taxOf } from "./menu.test-fixture.ts";
import type { Promotion } from "./menu.ts";
import { quote } from "./quote.ts";
import { reducedPrices } from "./reduced-prices.ts";

const BERLIN = { version: 3, name: "Main Street", time_zone: "Europe/Berlin", business_day_cutoff_hour: 4, tax: taxOf() };
const at = (text: string) => Date.parse(text);
const MONDAY = at("2026-05-04T08:00:00.000Z");
const QUARTER_MS = 15 * 60_000;
const daily = (open: string, close: string): OpeningHours[] => [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open, close }));
const half = (changes: Partial<Promotion> = {}) => promotion("half", { rate_ppm: 500_000, ...changes });
const happy = half({ item_ids: ["espresso"], hours: daily("17:00", "19:00") });

const told = (promotions: Promotion[], ms = MONDAY) => {
  const { items, changeMs } = reducedPrices({ ...menu, promotions }, BERLIN, ms);
  const prices = [...items].map(([id, { price_cents, untilMs }]) => [id, price_cents, untilMs === null ? null : iso(untilMs)]);
  return { prices, changes: changeMs === null ? null : iso(changeMs) };
};
const orderOf = (promotions: Promotion[], items: [string, number][], ms: number) => {
  const lines = items.map(([item_id, qty]) => ({ item_id, qty, modifier_ids: item_id === "latte" ? ["whole"] : [], note: null }));
  const request = { items: lines, promotion_codes: [], fulfillment_type: "IN_STORE" as const, requested_for: null };
  const result = quote({ ...menu, promotions }, BERLIN, available, request, { atMs: ms, channel: "POS", newId: testIds() });
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value.total_cents;
};

describe("a price is reduced", () => {
  test("from the beginning of the happy hour up to, and without, its end, and the order costs what it says", () => {
    const moments = ["2026-05-04T14:59:59.999Z", "2026-05-04T15:00:00.000Z", "2026-05-04T16:59:59.999Z", "2026-05-04T17:00:00.000Z"].map(
      at,
    );
    const within = { prices: [["espresso", 125, "2026-05-04T17:00:00.000Z"]], changes: "2026-05-04T17:00:00.000Z" };
    expect(moments.map((ms) => told([happy], ms))).toEqual([
      { prices: [], changes: "2026-05-04T15:00:00.000Z" },
      within,
      within,
      { prices: [], changes: "2026-05-05T15:00:00.000Z" },
    ]);
    expect(moments.map((ms) => orderOf([happy], [["espresso", 1]], ms))).toEqual([250, 125, 125, 250]);
  });

  test("in the app by what counts there, and at the counter by what counts here", () => {
    const shown = (channel: "APP" | "POS") => [
      ...reducedPrices({ ...menu, promotions: [half({ channels: ["APP"] })] }, BERLIN, MONDAY, channel).items.keys(),
    ];
    expect([shown("APP"), shown("POS")]).toEqual([["espresso", "latte", "croissant"], []]);
  });

  test("until the first end of all that make it so", () => {
    const ends = half({ promotion_id: "ends", rate_ppm: 100_000, ends_at: "2026-05-04T15:30:00.000Z" });
    expect(told([happy, ends], at("2026-05-04T15:00:00.000Z"))).toEqual({
      prices: [
        ["espresso", 100, "2026-05-04T15:30:00.000Z"],
        ["latte", 360, "2026-05-04T15:30:00.000Z"],
        ["croissant", 279, "2026-05-04T15:30:00.000Z"],
      ],
      changes: "2026-05-04T15:30:00.000Z",
    });
  });

  test("without an end where none is near, and to a fixed price only where that is lower", () => {
    const fixed = promotion("fixed", { kind: "FIXED_PRICE", price_cents: cents(300) });
    expect(told([fixed])).toEqual({
      prices: [
        ["latte", 300, null],
        ["croissant", 300, null],
      ],
      changes: null,
    });
  });

  test("by nothing that depends on the rest of the order, on a code, on the app, or on how it is eaten", () => {
    const none: Partial<Promotion>[] = [
      ...[{ code: "HALF" }, { min_subtotal_cents: cents(1) }, { modifier_ids: ["oat"] }, { channels: ["APP" as const] }],
      ...[{ fulfillment_types: ["PICKUP" as const] }, { limits: { in_all: 3 } }, { kind: "AMOUNT" as const, amount_cents: cents(100) }],
      { kind: "BUY_X_GET_Y", buy_qty: 1, get_qty: 1 },
      { kind: "BUNDLE", price_cents: cents(300), bundle: [{ item_ids: ["espresso"], category_ids: [], qty: 1 }] },
    ];
    expect(none.flatMap((changes) => told([half(changes)]).prices)).toEqual([]);
  });

  test("by an exclusive one where nothing else is for the same item", () => {
    const alone = half({ is_exclusive: true, item_ids: ["latte"] });
    const other = promotion("other", { kind: "AMOUNT", amount_cents: cents(350), item_ids: ["latte"] });
    expect(told([alone, happy]).prices).toEqual([["latte", 200, null]]);
    expect(told([alone, other]).prices).toEqual([]);
  });
});

const rules = fc.array(
  fc.record({
    kind: fc.constantFrom("PERCENT" as const, "FIXED_PRICE" as const, "AMOUNT" as const, "BUY_X_GET_Y" as const, "BUNDLE" as const),
    rate_ppm: fc.integer({ min: 0, max: 1_000_000 }),
    amount: fc.integer({ min: 1, max: 500 }),
    item_ids: fc.subarray(["espresso", "latte", "croissant"]),
    isExclusive: fc.boolean(),
    isLarge: fc.boolean(),
    priority: fc.integer({ min: 0, max: 2 }),
  }),
  { maxLength: 5 },
);

test("no order costs more than the prices that were shown", () => {
  const cart = fc.array(fc.tuple(fc.constantFrom("espresso", "latte", "croissant"), fc.integer({ min: 1, max: 3 })), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(rules, cart, (all, lines) => {
      const promotions = all.map(({ amount, isExclusive, isLarge, item_ids, ...of }, i) =>
        promotion(`p${i}`, {
          ...{ ...of, item_ids, amount_cents: cents(amount), price_cents: cents(amount), buy_qty: 1, get_qty: 1 },
          ...(of.kind === "BUNDLE" && { bundle: [{ item_ids: item_ids.slice(0, 1), category_ids: [], qty: 2 }] }),
          ...(isExclusive && { is_exclusive: true as const }),
          min_subtotal_cents: cents(isLarge ? 600 : 0),
        }),
      );
      const shown = reducedPrices({ ...menu, promotions }, BERLIN, MONDAY).items;
      const priceOf = (id: string) => shown.get(id)?.price_cents ?? menu.items.find((one) => one.item_id === id)?.base_price_cents ?? 0;
      const pieces = lines.reduce((sum, [, qty]) => sum + qty, 0);
      // A share of a line is rounded once, and of each piece where it is shown: half a cent for each piece and promotion.
      const rounded = pieces * promotions.length;
      expect(orderOf(promotions, lines, MONDAY)).toBeLessThanOrEqual(
        lines.reduce((sum, [id, qty]) => sum + qty * priceOf(id), 0) + rounded,
      );
    }),
  );
});

test("the next change of hours is the first quarter of an hour at which they say otherwise", () => {
  const time = fc
    .integer({ min: 0, max: 23 * 4 })
    .map((n) => `${String(Math.floor(n / 4)).padStart(2, "0")}:${String((n % 4) * 15).padStart(2, "0")}`);
  const span = fc.record({ weekday: fc.integer({ min: 0, max: 6 }), open: time, close: time }).filter(({ open, close }) => open !== close);
  const near = fc.constantFrom("2026-03-28T12:00:00.000Z", "2026-10-24T12:00:00.000Z", "2026-05-04T12:00:00.000Z");
  const isIn = (hours: OpeningHours[], ms: number) =>
    reducedPrices({ items: [item("espresso", 250)], promotions: [half({ hours })] }, BERLIN, ms).items.size > 0;
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 3 }), near, fc.integer({ min: 0, max: 48 * 4 }), (hours, from, quarters) => {
      const ms = at(from) + quarters * QUARTER_MS;
      const next = nextChange(hours, "Europe/Berlin", ms);
      const before = isIn(hours, ms);
      for (let m = ms + QUARTER_MS; m < Math.min(next ?? ms + 86_400_000, ms + 86_400_000); m += QUARTER_MS)
        if (isIn(hours, m) !== before) throw new Error(`changes at ${iso(m)}, before ${next}`);
      if (next !== null) expect(isIn(hours, next)).toBe(!before);
    }),
    { numRuns: 6 },
  );
});
