import { storeFacts, totalsOf } from "@crema/shared/domain/drawer/report";
import { cents } from "@crema/shared/domain/kernel/money";
import { wordsIn } from "@crema/ui/words/words.test-fixture.ts";
import { expect, test } from "vitest";
import { dayRows, taxRows } from "./drawer-report.tsx";
import texts from "./words/en.json" with { type: "json" };

const t = wordsIn("en", texts);

test("what was paid online is said below the day's sales, which the till's money does not add up to", () => {
  const nothing = totalsOf("2026-05-04", storeFacts([], { payments: [], refunds: [], movements: [] }));
  const day = { ...nothing, sales_cents: cents(1_490), sales_online_cents: cents(490) };
  expect(dayRows(day, t)).toContainEqual(["Of that, paid online", 490]);
  expect(dayRows(nothing, t).map(([name]) => name)).not.toContain("Of that, paid online");
});

test("each tax stands with its net; what was refunded of it, what is due, and voids by who cancelled, where there are any", () => {
  const cup = { rate_ppm: 190_000, name: null, is_exempt: false, net_cents: cents(1_000), tax_cents: cents(190) };
  const cake = { ...cup, rate_ppm: 70_000, tax_cents: cents(70) };
  const day = {
    ...totalsOf("2026-05-04", storeFacts([], { payments: [], refunds: [], movements: [] })),
    tax_cents: cents(260),
    taxes: [cake, cup],
    refund_taxes: [cup],
    refunded_tax_cents: cents(190),
    voids: [{ by: { kind: "staff" as const, id: "ana", name: "Ana" }, count: 2, amount_cents: cents(900) }],
  };
  expect(taxRows(day, t).map(({ name, net_cents, tax_cents }) => [name, net_cents, tax_cents])).toEqual([
    ["7% tax", 1_000, 70],
    ["19% tax", 1_000, 190],
    ["refunded", -1_000, -190],
    ["due", 0, 0],
    ["All", 2_000, 260],
    ["refunded", -1_000, -190],
    ["due", 1_000, 70],
  ]);
  expect(dayRows(day, t).at(-1)).toEqual(["Voids by Ana, 2×", 900]);
});

test("tips stand by the way they came, less what went back: a terminal's own total has those by card", () => {
  const sum = (method: "CASH" | "EXTERNAL_CARD", tip: number) => ({ method, count: 1, amount_cents: cents(1_000), tip_cents: cents(tip) });
  const day = {
    ...totalsOf("2026-05-04", storeFacts([], { payments: [], refunds: [], movements: [] })),
    tenders: [sum("CASH", 200), sum("EXTERNAL_CARD", 250)],
    refunds: [sum("EXTERNAL_CARD", 100)],
    corrections: [sum("CASH", 200)],
    tips_cents: cents(150),
  };
  const tips = dayRows(day, t).filter(([name]) => name.startsWith("Tips"));
  expect(tips).toEqual([["Tips, Card", 150]]);
});
