/** When, where and for whom a promotion counts, and what a code that does nothing is told. */
import { describe, expect, test } from "vitest";
import { cents } from "../kernel/money.ts";
import { testIds } from "../order/order.test-fixture.ts";
import { QuoteRequest } from "../order/order-request.ts";
import type { OpeningHours } from "../store/profile.ts";
import { available, menu, promotion, taxOf } from "./menu.test-fixture.ts";
import type { Promotion } from "./menu.ts";
import { menuResponse } from "./menu-response.ts";
import type { Exhausted } from "./promotions.ts";
import { quote } from "./quote.ts";

const BERLIN = { version: 3, name: "Main Street", time_zone: "Europe/Berlin", business_day_cutoff_hour: 4, tax: taxOf() };
/** A Monday, 10:00 in Berlin. */
const MONDAY = Date.parse("2026-05-04T08:00:00.000Z");

interface Asked {
  items?: [item_id: string, qty: number, modifier_ids?: string[]][];
  codes?: string[];
  channel?: "APP" | "POS";
  fulfillment_type?: "PICKUP" | "IN_STORE";
  at?: number;
  requested_for?: string | null;
  exhausted?: [string, Exhausted][];
}
const ask = (promotions: Promotion[], asked: Asked = {}) => {
  const items = (asked.items ?? [["espresso", 2]]).map(([item_id, qty, modifier_ids = []]) => ({ item_id, qty, modifier_ids, note: null }));
  const { codes = [], channel = "APP", fulfillment_type = "PICKUP", at = MONDAY, requested_for = null, exhausted } = asked;
  const request = { items, promotion_codes: codes, fulfillment_type, requested_for };
  const result = quote({ ...menu, promotions }, BERLIN, available, request, {
    ...{ atMs: at, channel, newId: testIds(), exhausted: new Map(exhausted) },
  });
  return result.ok ? result.value.discount_cents : result.refusal;
};
const half = (changes: Partial<Promotion> = {}) => promotion("half", { rate_ppm: 500_000, ...changes });
const coded = (changes: Partial<Promotion> = {}) => half({ code: "HALF", ...changes });
const days = (weekdays: number[], open: string, close: string): OpeningHours[] => weekdays.map((weekday) => ({ weekday, open, close }));
const counts = (hours: OpeningHours[], text: string) => ask([half({ hours })], { at: Date.parse(text) }) === 250;

describe("a happy hour", () => {
  test("counts from its beginning up to, and without, its end, on its weekdays by the store's clock", () => {
    const hours = days([1, 2, 3, 4, 5], "17:00", "19:00");
    expect(
      ["2026-05-04T14:59:59.999Z", "2026-05-04T15:00:00.000Z", "2026-05-04T16:59:59.999Z", "2026-05-04T17:00:00.000Z"].map((at) =>
        counts(hours, at),
      ),
    ).toEqual([false, true, true, false]);
    expect(counts(hours, "2026-05-03T15:30:00.000Z")).toBe(false);
  });

  test("goes on over midnight, of the day on which it begins", () => {
    const friday = days([5], "22:00", "02:00");
    expect(
      ["2026-05-08T20:00:00.000Z", "2026-05-08T23:59:00.000Z", "2026-05-09T00:00:00.000Z", "2026-05-07T23:00:00.000Z"].map((at) =>
        counts(friday, at),
      ),
    ).toEqual([true, true, false, false]);
  });

  test("is right on the days on which the clocks change", () => {
    const sunday = days([0], "02:30", "03:30");
    // Forward: 02:00 is followed by 03:00, so half of it is left out.
    expect(["2026-03-29T00:59:00.000Z", "2026-03-29T01:00:00.000Z", "2026-03-29T01:30:00.000Z"].map((at) => counts(sunday, at))).toEqual([
      ...[false, true, false],
    ]);
    // Back: 03:00 is followed by 02:00, and what the clocks show between comes twice.
    expect(
      [
        "2026-10-25T00:29:00.000Z",
        "2026-10-25T00:30:00.000Z",
        "2026-10-25T01:00:00.000Z",
        "2026-10-25T01:30:00.000Z",
        "2026-10-25T02:29:00.000Z",
      ].map((at) => counts(sunday, at)),
    ).toEqual([false, true, false, true, true]);
  });

  test("goes by the time for which the order is wanted, and so do the days on which a promotion runs", () => {
    const hours = days([1], "17:00", "19:00");
    expect(ask([half({ hours })], { requested_for: "2026-05-04T15:30:00.000Z" })).toBe(250);
    expect(ask([half({ hours })], { at: Date.parse("2026-05-04T15:30:00.000Z"), requested_for: "2026-05-04T17:30:00.000Z" })).toBe(0);
    expect(
      ask([coded({ ends_at: "2026-05-05T00:00:00.000Z" })], { codes: ["HALF"], requested_for: "2026-05-05T08:00:00.000Z" }),
    ).toMatchObject({
      code: "promotion.unknown",
      detail: "HALF is over.",
    });
  });
});

test("one that is automatic counts where its conditions hold, and is silent elsewhere", () => {
  expect([ask([half({ channels: ["APP"] })]), ask([half({ channels: ["POS"] })])]).toEqual([250, 0]);
  expect(ask([half({ channels: ["POS"] })], { channel: "POS" })).toBe(250);
  expect([ask([half({ fulfillment_types: ["PICKUP"] })]), ask([half({ fulfillment_types: ["IN_STORE"] })])]).toEqual([250, 0]);
  const large = half({ modifier_ids: ["large"] });
  const latte = (size: string): Asked => ({ items: [["latte", 1, [size, "oat"]]] });
  expect([ask([large], latte("large")), ask([large], latte("medium"))]).toEqual([265, 0]);
});

test("what is limited is for the app, and for whom it is not used up", () => {
  const limited = half({ limits: { in_all: 5 } });
  expect([ask([limited]), ask([limited], { channel: "POS" }), ask([limited], { exhausted: [["half", "USED_UP"]] })]).toEqual([250, 0, 0]);
});

test("the higher priority is taken off first, and the menu's sequence counts within one", () => {
  const fixed = promotion("fixed", { kind: "FIXED_PRICE", price_cents: cents(200) });
  expect(ask([half(), fixed])).toBe(250);
  expect(ask([half(), { ...fixed, priority: 1 }])).toBe(100 + 250);
});

describe("a code that does nothing is told why", () => {
  const two = { kind: "BUY_X_GET_Y", buy_qty: 2, get_qty: 1 } as const;
  const bundle: Partial<Promotion> = { kind: "BUNDLE", price_cents: cents(400), bundle: [part("coffee"), part("bakery")] };
  test.each<[why: string, code: string, Promotion, Asked]>([
    ["counts on weekdays from 17:00 to 19:00", "promotion.not_applicable", coded({ hours: days([1, 2, 3, 4, 5], "17:00", "19:00") }), {}],
    ["counts on weekends from 08:00 to 12:00", "promotion.not_applicable", coded({ hours: days([6, 0], "08:00", "12:00") }), {}],
    [
      "counts every day from 15:00 to 16:00 and on Tuesday and Sunday from 22:00 to 01:00",
      ...(["promotion.not_applicable"] as const),
      coded({ hours: [...days([0, 1, 2, 3, 4, 5, 6], "15:00", "16:00"), ...days([0, 2], "22:00", "01:00")] }),
      {},
    ],
    ["is for the app", "promotion.not_applicable", coded({ channels: ["APP"] }), { channel: "POS" }],
    ["is for the counter", "promotion.not_applicable", coded({ channels: ["POS"] }), {}],
    ["is for the app", "promotion.not_applicable", coded({ limits: { in_all: 1 } }), { channel: "POS" }],
    ["is for orders to eat in", "promotion.not_applicable", coded({ fulfillment_types: ["IN_STORE"] }), {}],
    ["is for orders to take away", "promotion.not_applicable", coded({ fulfillment_types: ["PICKUP"] }), { fulfillment_type: "IN_STORE" }],
    ["has been used up", "promotion.used_up", coded({ limits: { in_all: 1 } }), { exhausted: [["half", "USED_UP"]] }],
    [
      "has been used as often as one customer may",
      ...(["promotion.used_up"] as const),
      coded({ limits: { per_customer: 1 } }),
      { exhausted: [["half", "USED_BY_CUSTOMER"]] },
    ],
    [
      "is for a first order at this store",
      ...(["promotion.not_applicable"] as const),
      coded({ limits: { first_order: true } }),
      { exhausted: [["half", "NOT_THE_FIRST"]] },
    ],
    [
      "is for customers who are signed in",
      "promotion.not_applicable",
      coded({ limits: { per_customer: 1 } }),
      { exhausted: [["half", "GUEST"]] },
    ],
    ["is for nothing on this order", "promotion.not_applicable", coded({ modifier_ids: ["oat"] }), {}],
    ["needs 3 of what it is for", "promotion.not_applicable", coded(two), {}],
    ["needs everything of its bundle on the order", "promotion.not_applicable", coded(bundle), {}],
    ["is for nothing on this order", "promotion.not_applicable", coded({ ...bundle, bundle: [part("bakery")] }), {}],
    [
      "has nothing left to take off",
      "promotion.not_applicable",
      coded({ ...bundle, price_cents: cents(900) }),
      {
        items: [
          ["espresso", 1],
          ["croissant", 1],
        ],
      },
    ],
  ])("HALF %s (%s)", (why, code, rule, asked) => {
    expect(ask([rule], { ...asked, codes: ["HALF"] })).toMatchObject({
      code,
      detail: `HALF ${why}.`,
      fields: [{ field: "/promotion_codes/0", message: `HALF ${why}` }],
    });
  });

  test("by the name of the better one that excludes it, where it would take something off by itself", () => {
    const happy = promotion("happy", { name: "Happy hour", rate_ppm: 600_000, is_exclusive: true });
    expect(ask([coded(), happy], { codes: ["HALF"] })).toMatchObject({
      code: "promotion.not_applicable",
      detail: "HALF does not go together with Happy hour, which takes off more.",
    });
  });

  test("each at its place, with the code of the first", () => {
    const rules = [coded({ limits: { in_all: 1 } }), promotion("app", { code: "COUNTER", channels: ["POS"] })];
    expect(ask(rules, { codes: ["COUNTER", "NOPE", "half"], exhausted: [["half", "USED_UP"]] })).toMatchObject({
      code: "promotion.not_applicable",
      fields: [
        { field: "/promotion_codes/0", message: "COUNTER is for the counter" },
        { field: "/promotion_codes/1", message: "NOPE is not a code of this store" },
        { field: "/promotion_codes/2", message: "half has been used up" },
      ],
    });
  });
});

test("a code of ten thousand characters, an empty one and too many of them are refused by the request's fields", () => {
  const faults = (promotion_codes: string[]) => {
    const read = QuoteRequest.safeParse({ store_id: "main-street", items: [{ item_id: "espresso", qty: 1 }], promotion_codes });
    return read.success ? [] : read.error.issues.map(({ path }) => path.join("/"));
  };
  expect([faults(["x".repeat(10_000)]), faults(["  "]), faults(Array(11).fill("X")), faults(["X".repeat(40)])]).toEqual([
    ...[["promotion_codes/0"], ["promotion_codes/0"], ["promotion_codes"], []],
  ]);
});

describe("the menu names", () => {
  const shownOf = (rules: Promotion[], atMs: number | null) =>
    menuResponse({ ...menu, promotions: rules }, BERLIN, available, atMs).promotions.map((one) => [one.promotion_id, one.code]);

  test("what applies by itself there, and codes that are listed, in the app and at the counter", () => {
    const rules = [
      promotion("auto"),
      promotion("secret", { code: "SECRET" }),
      promotion("listed", { code: "TAP", is_listed: true }),
      promotion("counter", { channels: ["POS"] }),
      promotion("limited", { limits: { in_all: 5 } }),
    ];
    expect(shownOf(rules, MONDAY)).toEqual([
      ["auto", null],
      ["listed", "TAP"],
      ["limited", null],
    ]);
    expect(shownOf(rules, null)).toEqual([
      ["auto", null],
      ["listed", "TAP"],
      ["counter", null],
    ]);
  });

  test("what each takes off, for what and when", () => {
    const happy = half({ hours: days([1], "17:00", "19:00"), category_ids: ["coffee"], names: { de: "Glückliche Stunde" }, priority: 3 });
    const { priority: _priority, ...shown } = happy;
    expect(menuResponse({ ...menu, promotions: [happy] }, BERLIN, available, MONDAY).promotions).toEqual([shown]);
  });
});

function part(category: string) {
  return { item_ids: [], category_ids: [category], qty: 1 };
}
