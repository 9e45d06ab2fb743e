/** What staff take off one line: of that line alone, with its own tax, refunded as it was sold, and kept when lines change. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sumCents } from "../kernel/money.ts";
import { testIds } from "../order/order.test-fixture.ts";
import { type OrderLine, PricedOrder } from "../order/order.ts";
import type { RequestedLine } from "../order/order-request.ts";
import { byPieces, leftOfLines } from "../payment/refund-lines.ts";
import { available, menu, taxOf } from "./menu.test-fixture.ts";
import { type CounterDiscount, discountOrder } from "./pricing.ts";
import { quote } from "./quote.ts";

const line = (item_id: string, qty = 1): RequestedLine => ({ item_id, qty, modifier_ids: [], note: null });
const newId = testIds();
const price = (items: RequestedLine[], tax = taxOf(), changes?: PricedOrder): PricedOrder => {
  const options = {
    atMs: 0,
    newId,
    channel: "POS" as const,
    ...(changes && { changes: { ...changes, fulfillment_type: "IN_STORE" as const, requested_for: null } }),
  };
  const result = quote(
    { ...menu, promotions: [] },
    { version: 3, time_zone: "Europe/Berlin", business_day_cutoff_hour: 4, tax },
    available,
    { items, promotion_codes: [] },
    options,
  );
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
};
const AMOUNT = (amount_cents: number): CounterDiscount => ({ kind: "AMOUNT", amount_cents });
const idOf = (order: PricedOrder, index: number): string => order.lines[index]?.line_id ?? "";
const take = (order: PricedOrder, discount: CounterDiscount, line_id?: string, tax = taxOf()) =>
  discountOrder(order, discount, { reason: "spilled", line_id }, tax);
const taken = (...asked: Parameters<typeof take>): PricedOrder => {
  const result = take(...asked);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};

describe("a discount on a line", () => {
  test("takes something off that line and its tax alone, and says of which line it is", () => {
    const order = price([line("espresso"), line("croissant", 2)]);
    const off = taken(order, { kind: "PERCENT", rate_ppm: 500_000 }, idOf(order, 1));
    expect(off.lines[0]).toEqual(order.lines[0]);
    const [before, after] = [order.lines[1], off.lines[1]];
    expect(after?.discount_cents).toBe((before?.gross_cents ?? 0) / 2);
    expect(off.promotions).toEqual([
      { promotion_id: "counter-discount", name: "spilled", discount_cents: after?.discount_cents, line_id: idOf(order, 1) },
    ]);
    expect(off.tax_cents).toBeLessThan(order.tax_cents);
  });

  test.each([
    ["a line that the order does not have", AMOUNT(1), "no-such-line", "order.line_not_found"],
    ["a cent more than the line costs", AMOUNT(251), null, "discount.out_of_range"],
    ["nothing", { kind: "PERCENT", rate_ppm: 1 } as const, null, "discount.out_of_range"],
    ["a slip of the finger", AMOUNT(1_000_000_000), null, "discount.out_of_range"],
    ["all of the line", AMOUNT(250), null, "ok"],
  ] as const)("%s: %o", (_what, discount, id, code) => {
    const order = price([line("espresso"), line("croissant", 2)]);
    const most = order.lines[0]?.gross_cents ?? 0;
    const wanted =
      discount.kind === "AMOUNT" && discount.amount_cents >= 250 && discount.amount_cents < 1000
        ? AMOUNT(discount.amount_cents - 250 + most)
        : discount;
    const result = take(order, wanted, id ?? idOf(order, 0));
    expect(result.ok ? "ok" : result.refusal.code).toBe(code);
  });

  test("given twice takes off what is left, and never makes the line less than nothing", () => {
    const order = price([line("espresso"), line("croissant")]);
    const most = order.lines[0]?.gross_cents ?? 0;
    const once = taken(order, AMOUNT(most - 10), idOf(order, 0));
    expect(take(once, AMOUNT(11), idOf(order, 0))).toMatchObject({ ok: false, refusal: { code: "discount.out_of_range" } });
    expect(taken(once, AMOUNT(10), idOf(order, 0)).lines[0]).toMatchObject({ discount_cents: most, line_total_cents: 0, tax_cents: 0 });
  });

  test("stays with its line when lines change, for as many pieces as stay; one on the whole order has to be given again", () => {
    const order = price([line("espresso"), line("croissant", 2)]);
    const off = taken(taken(order, AMOUNT(100), idOf(order, 1)), AMOUNT(60));
    const more = price([line("croissant", 2), line("espresso"), line("espresso")], taxOf(), off);
    expect(more.promotions).toEqual([{ promotion_id: "counter-discount", name: "spilled", discount_cents: 100, line_id: idOf(more, 0) }]);
    const fewer = price([line("espresso"), line("croissant", 1)], taxOf(), off);
    expect(fewer.promotions).toEqual([{ promotion_id: "counter-discount", name: "spilled", discount_cents: 50, line_id: idOf(fewer, 1) }]);
    expect(price([line("espresso")], taxOf(), off).promotions).toEqual([]);
  });

  test("of several on one order each line's discounts, taxes and refunds sum to the order, whatever the tax", () => {
    const items = fc.array(fc.tuple(fc.constantFrom("espresso", "croissant"), fc.integer({ min: 1, max: 9 })), {
      minLength: 1,
      maxLength: 5,
    });
    const discount = fc.oneof(
      fc.record({ kind: fc.constant("PERCENT" as const), rate_ppm: fc.integer({ min: 1, max: 1_000_000 }) }),
      fc.record({ kind: fc.constant("AMOUNT" as const), amount_cents: fc.integer({ min: 1, max: 900 }) }),
    );
    const given = fc.array(fc.tuple(fc.option(fc.nat(4)), discount), { maxLength: 5 });
    fc.assert(
      fc.property(
        items,
        given,
        fc.boolean(),
        fc.constantFrom("LINE" as const, "ORDER" as const),
        (asked, discounts, inclusive, rounding) => {
          const tax = taxOf({ inclusive, rounding });
          let order = price(
            asked.map(([item, qty]) => line(item, qty)),
            tax,
          );
          for (const [index, off] of discounts) {
            const next = take(order, off, index === null ? undefined : idOf(order, index % order.lines.length), tax);
            if (next.ok) order = next.value;
          }
          expect(PricedOrder.parse(order)).toEqual(order);
          const sum = (of: (each: OrderLine) => number) => sumCents(order.lines.map(of));
          expect([order.discount_cents, order.tax_cents, order.total_cents]).toEqual([
            sum((each) => each.discount_cents),
            sum((each) => each.tax_cents),
            sum((each) => each.line_total_cents),
          ]);
          expect(order.discount_cents).toBe(sumCents(order.promotions.map((each) => each.discount_cents)));
          for (const each of order.lines) {
            const own = sumCents(
              order.promotions.filter(({ line_id }) => line_id === each.line_id).map(({ discount_cents }) => discount_cents),
            );
            expect(each.discount_cents).toBeGreaterThanOrEqual(own);
            expect(each.gross_cents).toBeGreaterThanOrEqual(each.discount_cents);
          }
          const back = byPieces(
            leftOfLines(order, []),
            order.lines.map(({ line_id, qty }) => ({ line_id, qty })),
          );
          expect(back.ok && back.value.map(({ amount_cents, tax_cents }) => [amount_cents, tax_cents])).toEqual(
            order.lines.map((each) => [each.line_total_cents, each.tax_cents]),
          );
        },
      ),
      { numRuns: 150, seed: 5 },
    );
  });
});
