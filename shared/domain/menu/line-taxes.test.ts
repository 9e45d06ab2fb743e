/** Which tax a line has, and that no cent of it is lost. The sums beside the examples are worked out by hand. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sumCents } from "../kernel/money.ts";
import type { FulfillmentType } from "../order/fulfillment-type.ts";
import { testIds } from "../order/order.test-fixture.ts";
import { PricedOrder } from "../order/order.ts";
import type { TaxRate, TaxRules } from "../store/profile.ts";
import { available, item, menu, taxOf } from "./menu.test-fixture.ts";
import type { MenuDocument } from "./menu.ts";
import { discountOrder, priceOrder } from "./pricing.ts";
import { quote } from "./quote.ts";
import type { SelectedLine } from "./selection.ts";

const GST = { name: "GST", rate_ppm: 50_000 };
const QST = { name: "QST", rate_ppm: 99_750 };
const QUEBEC: TaxRate = { tax_category: "drink", rate_ppm: 149_750, components: [GST, QST] };
const onTop = (rates: TaxRate[], rounding: TaxRules["rounding"] = "LINE"): TaxRules => ({ inclusive: false, rounding, rates });
const within = (rates: TaxRate[], rounding: TaxRules["rounding"] = "LINE"): TaxRules => ({ inclusive: true, rounding, rates });

const line = (price: number, category = "drink", qty = 1): SelectedLine => ({
  item: item(`${category}-${price}`, price, { tax_category: category }),
  qty,
  note: null,
  modifiers: [],
});
interface Sale {
  fulfillment_type?: FulfillmentType;
  day?: string;
  sold?: Pick<MenuDocument, "version" | "currency" | "minor_digits">;
}
function priced(tax: TaxRules, lines: SelectedLine[], { fulfillment_type = "IN_STORE", day = "2026-05-04", sold = menu }: Sale = {}) {
  const result = priceOrder(sold, { version: 3, tax }, lines, { promotions: [], taxedAt: { fulfillment_type, day }, newId: testIds() });
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
}

describe("several taxes on one item", () => {
  test("GST 5 % and QST 9.975 % on 4.50 are 23 and 45 cents, each rounded by itself: 5.18", () => {
    const order = priced(onTop([QUEBEC]), [line(450)]);
    expect(order.total_cents).toBe(518);
    expect(order.lines[0]).toMatchObject({
      tax_cents: 68,
      tax_rate_ppm: 149_750,
      taxes: [
        { ...GST, tax_cents: 23 },
        { ...QST, tax_cents: 45 },
      ],
    });
  });

  test("inside of the price each is its share of what the guest pays", () => {
    // 1150 = 1000 + 50 + 100
    const both = { tax_category: "drink", rate_ppm: 150_000, components: [GST, { name: "PST", rate_ppm: 100_000 }] };
    expect(priced(within([both]), [line(1150)]).lines[0]?.taxes?.map((tax) => tax.tax_cents)).toEqual([50, 100]);
  });

  test("per order: a tax that two categories share is computed once for both and spread over their lines", () => {
    const order = priced(onTop([QUEBEC, { tax_category: "book", rate_ppm: 50_000, name: "GST" }], "ORDER"), [line(110), line(110, "book")]);
    // GST of 220 is 11, not 6 + 6.
    expect(order.lines.map((each) => each.taxes?.map((tax) => tax.tax_cents))).toEqual([[6, 11], [5]]);
    expect(order.tax_cents).toBe(22);
  });

  test("an exempt line is no line at 0 %", () => {
    const order = priced(
      within([
        { tax_category: "drink", rate_ppm: 0, is_exempt: true },
        { tax_category: "food", rate_ppm: 0 },
      ]),
      [line(100), line(100, "food")],
    );
    expect(order.lines.map(({ tax_rate_ppm, tax_exempt, taxes }) => [tax_rate_ppm, tax_exempt, taxes])).toEqual([
      [0, true, undefined],
      [0, undefined, undefined],
    ]);
  });
});

describe("the rate that counts", () => {
  const SANDWICH: TaxRate[] = [
    { tax_category: "food", fulfillment_type: "IN_STORE", rate_ppm: 200_000 },
    { tax_category: "food", fulfillment_type: "PICKUP", rate_ppm: 0 },
  ];
  test("a sandwich at 3.00 has 50 cents in it when it is eaten in, and none when it is taken away", () => {
    const tax = within(SANDWICH);
    expect(priced(tax, [line(300, "food")]).lines[0]).toMatchObject({ tax_cents: 50, line_total_cents: 300 });
    expect(priced(tax, [line(300, "food")], { fulfillment_type: "PICKUP" }).lines[0]).toMatchObject({
      tax_cents: 0,
      line_total_cents: 300,
    });
  });

  test("coffee at 11.90 with 19 % and cake at 10.70 with 7 % have 1.90 and 0.70 in them", () => {
    const order = priced(taxOf(), [line(1190), line(1070, "food")]);
    expect(order.lines.map((each) => each.tax_cents)).toEqual([190, 70]);
    expect([order.tax_cents, order.total_cents]).toEqual([260, 2260]);
  });

  test("the one for the kind of sale comes before the one for any, then the latest day that has come", () => {
    const rates: TaxRate[] = [
      { tax_category: "drink", rate_ppm: 190_000 },
      { tax_category: "drink", rate_ppm: 160_000, valid_from: "2026-07-01" },
      { tax_category: "drink", rate_ppm: 210_000, valid_from: "2027-01-01" },
      { tax_category: "drink", rate_ppm: 70_000, fulfillment_type: "PICKUP", valid_from: "2026-03-01" },
    ];
    const rateOn = (day: string, fulfillment_type: FulfillmentType) =>
      priced(within(rates), [line(100)], { day, fulfillment_type }).lines[0]?.tax_rate_ppm;
    expect(["2026-02-28", "2026-06-30", "2026-07-01", "2026-12-31", "2027-01-01"].map((day) => rateOn(day, "IN_STORE"))).toEqual([
      190_000, 190_000, 160_000, 160_000, 210_000,
    ]);
    expect(["2026-02-28", "2026-03-01", "2027-01-01"].map((day) => rateOn(day, "PICKUP"))).toEqual([190_000, 70_000, 70_000]);
  });

  test("changes at midnight in the store's zone, for what is wanted then and for what is ordered then", () => {
    const rates: TaxRate[] = [
      { tax_category: "drink", rate_ppm: 190_000 },
      { tax_category: "drink", rate_ppm: 70_000, valid_from: "2026-07-01" },
    ];
    const profile = { version: 3, time_zone: "America/New_York", business_day_cutoff_hour: 4, tax: within(rates) };
    const rateAt = (now: string, requested_for: string | null = null) => {
      const request = { items: [{ item_id: "espresso", qty: 1, modifier_ids: [], note: null }], promotion_codes: [], requested_for };
      const result = quote(menu, profile, available, request, { atMs: Date.parse(now), channel: "APP", newId: testIds() });
      return result.ok ? result.value.lines[0]?.tax_rate_ppm : result.refusal.code;
    };
    // Summer time: UTC − 4 h.
    expect(rateAt("2026-07-01T03:59:59.999Z")).toBe(190_000);
    expect(rateAt("2026-07-01T04:00:00.000Z")).toBe(70_000);
    expect(rateAt("2026-06-30T20:00:00.000Z", "2026-07-01T12:00:00.000Z")).toBe(70_000);
    expect(rateAt("2026-06-30T20:00:00.000Z", "2026-06-30T21:00:00.000Z")).toBe(190_000);
  });

  test("stays with the lines that stay, whatever the rates are when the order is changed; what is added has today's", () => {
    const profile = (tax: TaxRules) => ({ version: 3, time_zone: "Europe/Berlin", business_day_cutoff_hour: 4, tax });
    const food = { tax_category: "food", rate_ppm: 70_000 };
    const wish = (item_id: string, qty = 1) => ({ item_id, qty, modifier_ids: [], note: null });
    const ask = (tax: TaxRules, items: ReturnType<typeof wish>[], changes?: PricedOrder) => {
      const request = { items, promotion_codes: [] };
      const kept = changes ? { changes: { ...changes, fulfillment_type: "IN_STORE", requested_for: null } as const } : {};
      const result = quote(menu, profile(tax), available, request, {
        atMs: Date.parse("2026-05-04T10:00:00.000Z"),
        channel: "POS",
        newId: testIds(),
        ...kept,
      });
      if (!result.ok) throw new Error(result.refusal.detail);
      return result.value;
    };
    const before = ask(within([{ tax_category: "drink", rate_ppm: 190_000, name: "MwSt" }, food]), [wish("espresso")]);
    const later = within([
      { tax_category: "drink", rate_ppm: 100_000 },
      { ...food, rate_ppm: 50_000 },
    ]);
    const after = ask(later, [wish("espresso", 2), wish("croissant")], before);
    expect(after.lines.map(({ tax_rate_ppm, taxes }) => [tax_rate_ppm, taxes?.[0]?.name])).toEqual([
      [190_000, "MwSt"],
      [50_000, undefined],
    ]);
  });

  test("stays, with its taxes by name, when staff take something off", () => {
    const order = priced(onTop([QUEBEC]), [line(450)]);
    const result = discountOrder(order, { kind: "AMOUNT", amount_cents: 50 }, { reason: "cold" }, onTop([]));
    // 400: 20 and 40 (39.9).
    expect(result).toMatchObject({
      ok: true,
      value: {
        total_cents: 460,
        lines: [
          {
            tax_cents: 60,
            taxes: [
              { ...GST, tax_cents: 20 },
              { ...QST, tax_cents: 40 },
            ],
          },
        ],
      },
    });
  });
});

const CURRENCIES = [
  { version: 7, currency: "JPY", minor_digits: 0 },
  { version: 7, currency: "EUR", minor_digits: 2 },
  { version: 7, currency: "KWD", minor_digits: 3 },
];
const ppm = fc.integer({ min: 0, max: 200_000 });
const rule = (tax_category: string): fc.Arbitrary<TaxRate> =>
  fc.oneof(
    ppm.map((rate_ppm): TaxRate => ({ tax_category, rate_ppm })),
    ppm.map((rate_ppm): TaxRate => ({ tax_category, rate_ppm, name: "VAT" })),
    fc.constant<TaxRate>({ tax_category, rate_ppm: 0, is_exempt: true }),
    fc.array(ppm, { minLength: 2, maxLength: 5 }).map((parts): TaxRate => {
      const components = parts.map((rate_ppm, i) => ({ name: `T${i}`, rate_ppm }));
      return { tax_category, rate_ppm: sumCents(parts), components };
    }),
  );

test("[Tax] the taxes of a line sum to its tax, the lines' to the order's, in every currency, also after discounts; no line's net is below zero", () => {
  const lines = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom("drink", "food", "book")),
    {
      minLength: 1,
      maxLength: 12,
    },
  );
  const rules = fc.record({
    inclusive: fc.boolean(),
    rounding: fc.constantFrom("LINE" as const, "ORDER" as const),
    rates: fc.tuple(rule("drink"), rule("food"), rule("book")),
  });
  fc.assert(
    fc.property(lines, rules, fc.constantFrom(...CURRENCIES), fc.integer({ min: 1, max: 1_000_000 }), (wanted, tax, sold, rate_ppm) => {
      const first = priced(
        { ...tax, rates: [...tax.rates] },
        wanted.map(([price, qty, category]) => line(price, category, qty)),
        { sold },
      );
      const discounted = discountOrder(first, { kind: "PERCENT", rate_ppm }, { reason: "cold" }, { ...tax, rates: [] });
      for (const order of [first, ...(discounted.ok ? [discounted.value] : [])]) {
        expect(PricedOrder.parse(order)).toEqual(order);
        expect(order.tax_cents).toBe(sumCents(order.lines.map((each) => each.tax_cents)));
        expect(order.total_cents).toBe(sumCents(order.lines.map((each) => each.line_total_cents)));
        for (const each of order.lines) {
          const net = each.line_total_cents - each.tax_cents;
          expect(net).toBeGreaterThanOrEqual(0);
          expect(each.line_total_cents).toBe(each.gross_cents - each.discount_cents + (tax.inclusive ? 0 : each.tax_cents));
          if (!each.taxes) continue;
          expect(each.tax_cents).toBe(sumCents(each.taxes.map(({ tax_cents }) => tax_cents)));
          expect(each.tax_rate_ppm).toBe(sumCents(each.taxes.map((part) => part.rate_ppm)));
          if (tax.rounding === "ORDER") continue;
          const base = each.gross_cents - each.discount_cents;
          for (const part of each.taxes) {
            const exact = (base * part.rate_ppm) / (tax.inclusive ? 1_000_000 + (each.tax_rate_ppm ?? 0) : 1_000_000);
            expect(Math.abs(part.tax_cents - exact)).toBeLessThanOrEqual(0.5 + 1e-6);
          }
        }
      }
    }),
    { numRuns: process.env.CREMA_LONG ? 5_000 : 200 },
  );
});
