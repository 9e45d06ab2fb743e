import { describe, expect, test } from "vitest";
import { cents } from "../kernel/money.ts";
import { testIds } from "../order/order.test-fixture.ts";
import type { PricedOrder } from "../order/order.ts";
import type { RequestedLine } from "../order/order-request.ts";
import { available, extras, menu, milk, modifier, promotion, size, taxOf } from "./menu.test-fixture.ts";
import type { Promotion } from "./menu.ts";
import { quote } from "./quote.ts";

const MAY = Date.parse("2026-05-10T00:00:00.000Z");
const JUNE = Date.parse("2026-06-10T00:00:00.000Z");
const line = (item_id: string, qty = 1, note: string | null = null): RequestedLine => ({ item_id, qty, modifier_ids: [], note });
const may = promotion("may", { code: "MAY", rate_ppm: 200_000, ends_at: "2026-06-01T00:00:00.000Z" });
const fiveOff = promotion("five-off", { code: "FIVE", kind: "AMOUNT", amount_cents: cents(500), min_subtotal_cents: cents(1000) });
const bakery = promotion("bakery", { code: "BUN", rate_ppm: 500_000, category_ids: ["bakery"] });

interface Asked {
  promotions?: Promotion[];
  codes?: string[];
  atMs?: number;
  channel?: "APP" | "POS";
  changes?: PricedOrder;
  rich?: Partial<typeof menu>;
}
const ask = (
  items: RequestedLine[],
  { promotions = [may, fiveOff, bakery], codes = [], atMs = MAY, channel = "POS", changes, rich }: Asked = {},
) =>
  quote(
    { ...menu, ...rich, promotions },
    { version: 3, time_zone: "Europe/Berlin", business_day_cutoff_hour: 4, tax: taxOf() },
    available,
    { items, promotion_codes: codes },
    {
      atMs,
      channel,
      newId: testIds(),
      ...(changes ? { changes: { ...changes, fulfillment_type: "IN_STORE", requested_for: null } } : {}),
    },
  );
const price = (...asked: Parameters<typeof ask>): PricedOrder => {
  const result = ask(...asked);
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
};

describe("a code that takes nothing off is refused with the reason", () => {
  test.each<[what: string, items: RequestedLine[], codes: string[], code: string, why: string]>([
    ["other items", [line("espresso")], ["bun"], "promotion.not_applicable", "bun is for nothing on this order"],
    ["too small an order", [line("espresso")], ["FIVE"], "promotion.not_applicable", "FIVE needs an order of at least 10.00 EUR"],
    ["nothing left", [line("croissant", 4)], ["BUN", "FIVE", "MAY"], "ok", ""],
    ["no such code", [line("espresso")], ["JULY"], "promotion.unknown", "JULY is not a code of this store"],
  ])("%s", (_what, items, codes, code, why) => {
    const result = ask(items, { codes });
    expect(result.ok ? "ok" : result.refusal.code).toBe(code);
    if (!result.ok) expect(result.refusal.fields?.[0]).toMatchObject({ field: "/promotion_codes/0", message: why });
  });

  test("one that is over, or that has nothing left to take off", () => {
    expect(ask([line("espresso")], { codes: ["MAY"], atMs: JUNE })).toMatchObject({ refusal: { detail: "MAY is over." } });
    const all = promotion("all", { rate_ppm: 1_000_000 });
    const nothing = ask([line("espresso")], { codes: ["MAY"], promotions: [all, may] });
    expect(nothing).toMatchObject({ refusal: { code: "promotion.not_applicable", detail: "MAY has nothing left to take off." } });
  });
});

describe("changing an order keeps what promotions granted", () => {
  const before = price([line("espresso", 4), line("croissant")], { codes: ["MAY", "FIVE"] });

  test("only a note is added: it costs the same, with the codes and without, when the promotion is over, and off the menu", () => {
    const noted = [line("espresso", 4, "hot"), line("croissant")];
    for (const asked of [{}, { codes: ["MAY"] }, { atMs: JUNE }, { atMs: JUNE, codes: ["MAY"] }, { promotions: [] }]) {
      const after = price(noted, { ...asked, changes: before });
      expect(after.total_cents).toBe(before.total_cents);
      expect(new Set(after.promotions)).toEqual(new Set(before.promotions));
      expect(after.total_cents).toBe(after.lines.reduce((sum, one) => sum + one.line_total_cents, 0));
    }
  });

  test("a line that goes takes its share with it, and an order below the minimum does not become free", () => {
    const once = price([line("espresso", 4)], { codes: ["FIVE"] });
    expect(once.total_cents).toBe(500);
    expect(price([line("espresso")], { changes: once }).total_cents).toBe(125);
  });

  test("a drink with two shots is another one than that with one", () => {
    const shots = { ...extras, modifiers: [{ ...modifier("shot", 90), max_qty: 2 }] };
    const latte = (count: number, note: string | null = null) => ({
      ...line("latte", 1, note),
      modifier_ids: ["medium", "oat", ...Array<string>(count).fill("shot")],
    });
    const rich = { modifier_groups: [size, milk, shots] };
    const once = price([latte(1), latte(2)], { codes: ["MAY"], rich });
    expect(once.lines.map((one) => one.discount_cents)).toEqual([110, 128]);
    const after = price([latte(2, "hot"), latte(1)], { changes: once, atMs: JUNE, rich });
    expect(after.lines.map((one) => one.discount_cents)).toEqual([128, 110]);
  });

  test("by a code for a happy hour or for the app, and a limited one, with each line's own share", () => {
    const hours = [{ weekday: 0, open: "00:00", close: "04:00" }];
    const rules = [
      promotion("happy", { rate_ppm: 100_000, hours, category_ids: ["coffee"] }),
      promotion("app", {
        code: "APP",
        kind: "BUY_X_GET_Y",
        buy_qty: 1,
        get_qty: 1,
        channels: ["APP"],
        limits: { in_all: 1 },
        category_ids: ["bakery"],
      }),
    ];
    const ordered = [line("espresso", 2), line("croissant"), line("croissant")];
    const once = price(ordered, { promotions: rules, codes: ["APP"], channel: "APP" });
    expect(once.lines.map((one) => one.discount_cents)).toEqual([50, 155, 155]);
    const later = { promotions: rules, changes: once, atMs: JUNE };
    expect(price([...ordered, line("espresso")], later).lines.map((one) => one.discount_cents)).toEqual([50, 155, 155, 0]);
    expect(price([line("espresso", 2), line("croissant")], later).lines.map((one) => one.discount_cents)).toEqual([50, 155]);
    expect(price(ordered, { ...later, codes: ["APP"] }).total_cents).toBe(once.total_cents);
  });

  test("an exclusive one that is over keeps its lines to itself", () => {
    const own = promotion("own", { rate_ppm: 100_000, is_exclusive: true, ends_at: "2026-06-01T00:00:00.000Z", category_ids: ["coffee"] });
    const once = price([line("espresso", 2)], { promotions: [own] });
    const all = promotion("all", { rate_ppm: 50_000 });
    const after = price([line("espresso", 2), line("croissant")], { promotions: [own, all], changes: once, atMs: JUNE });
    expect(after.lines.map((one) => one.discount_cents)).toEqual([50, 16]);
    const half = promotion("half", { rate_ppm: 500_000 });
    expect(price([line("espresso", 2)], { promotions: [own, half], changes: once, atMs: JUNE }).promotions).toMatchObject([
      { promotion_id: "half" },
    ]);
  });

  test("what is added costs what it costs now", () => {
    const once = price([line("espresso", 2)], { codes: ["MAY"] });
    expect(once.total_cents).toBe(400);
    expect(price([line("espresso", 2), line("croissant")], { changes: once }).total_cents).toBe(400 + 248);
    expect(price([line("espresso", 3)], { changes: once, atMs: JUNE }).total_cents).toBe(400 + 250);
    expect(price([line("croissant")], { changes: once, atMs: JUNE }).total_cents).toBe(310);
  });
});
