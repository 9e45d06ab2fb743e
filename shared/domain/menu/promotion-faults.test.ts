import { describe, expect, test } from "vitest";
import { MenuInput } from "../../contract/menu-input.ts";
import { cents } from "../kernel/money.ts";
import { menu, promotion } from "./menu.test-fixture.ts";
import type { Promotion } from "./menu.ts";
import { promotionFaults } from "./promotion-faults.ts";

const rows = (changes: object) => ({
  categories: menu.categories,
  items: menu.items,
  modifier_groups: menu.modifier_groups,
  promotions: [promotion("p", changes)],
});
const faults = (changes: Partial<Promotion>) => promotionFaults(rows(changes)).map(({ field }) => field.replace("/promotions/0/", ""));
const part = (category: string, item_ids: string[] = []) => ({ item_ids, category_ids: category ? [category] : [], qty: 1 });
const bundle = { kind: "BUNDLE", price_cents: cents(500), bundle: [part("coffee"), part("bakery")] } as const;
const span = (open: string, close: string) => ({ weekday: 1, open, close });

describe("a promotion is not published with", () => {
  test.each<[string, Partial<Promotion>, string[]]>([
    ["nothing wrong", { ...bundle, bundle: [...bundle.bundle] }, []],
    ["hours that end as they begin", { hours: [span("17:00", "19:00"), span("17:00", "17:00")] }, ["hours/1/close"]],
    ["a listing, and no code to list", { is_listed: true }, ["is_listed"]],
    ["limits of nothing", { code: "X", limits: {} }, ["limits"]],
    ["limits, for the counter", { limits: { in_all: 1 }, channels: ["POS"] }, ["limits"]],
    ["a fixed price, and no price", { kind: "FIXED_PRICE" }, ["price_cents"]],
    ["units to buy, and none to get", { kind: "BUY_X_GET_Y", buy_qty: 1 }, ["get_qty"]],
    ["what its kind has no use for", { price_cents: cents(1), bundle: [part("coffee")] }, ["price_cents", "bundle"]],
    [
      "a rate and an amount of a fixed price",
      { kind: "FIXED_PRICE", price_cents: cents(1), rate_ppm: 1, amount_cents: cents(1) },
      ["rate_ppm", "amount_cents"],
    ],
    ["a bundle without parts or price", { kind: "BUNDLE" }, ["price_cents", "bundle"]],
    ["a part of a bundle that is of nothing", { ...bundle, bundle: [part("coffee"), part("")] }, ["bundle/1"]],
    ["an item in two parts of a bundle", { ...bundle, bundle: [part("coffee"), part("bakery", ["latte"])] }, ["bundle/1"]],
    [
      "items of a bundle outside of its parts",
      { ...bundle, bundle: [...bundle.bundle], item_ids: ["latte"], modifier_ids: ["oat"] },
      ["item_ids", "modifier_ids"],
    ],
    [
      "unknown modifiers, and unknown items of a part",
      { ...bundle, bundle: [part("coffee"), { ...part("tea", ["nope"]), modifier_ids: ["soy"] }] },
      ["bundle/1/item_ids/0", "bundle/1/category_ids/0", "bundle/1/modifier_ids/0"],
    ],
    ["an unknown modifier", { modifier_ids: ["oat", "soy"] }, ["modifier_ids/1"]],
  ])("%s", (_what, changes, expected) => {
    expect(faults(changes)).toEqual(expected);
  });

  test.each<[string, object, string]>([
    ["a code of ten thousand characters", { code: "x".repeat(10_000) }, "code"],
    ["a code of spaces", { code: "  " }, "code"],
    ["no unit to buy", { kind: "BUY_X_GET_Y", buy_qty: 0, get_qty: 1 }, "buy_qty"],
    ["no unit to get", { kind: "BUY_X_GET_Y", buy_qty: 1, get_qty: 0 }, "get_qty"],
    ["a bundle of nothing", { kind: "BUNDLE", bundle: [] }, "bundle"],
    ["no hours at all", { hours: [] }, "hours"],
    ["no channel", { channels: [] }, "channels"],
    ["a channel that is none", { channels: ["WEB"] }, "channels/0"],
    ["no use at all", { limits: { in_all: 0 } }, "limits/in_all"],
    ["a limit that this release does not know", { limits: { per_day: 1 } }, "limits"],
    ["a member of a span that this release does not know", { hours: [{ ...span("17:00", "19:00"), until: "x" }] }, "hours/0"],
  ])("%s, which the request's fields say", (_what, changes, field) => {
    const read = MenuInput.safeParse(rows(changes));
    expect(read.success ? [] : read.error.issues.map(({ path }) => path.join("/"))).toEqual([`promotions/0/${field}`]);
  });
});

test("what a kind has no use for may be left out", () => {
  const { categories, items, modifier_groups } = rows({});
  const sent = { promotion_id: "two", name: "2 for 1", code: null, kind: "BUY_X_GET_Y", buy_qty: 1, get_qty: 1, item_ids: ["croissant"] };
  const read = MenuInput.parse({ categories, items, modifier_groups, promotions: [sent] });
  expect(read.promotions).toEqual([promotion("two", { ...sent, kind: "BUY_X_GET_Y" })]);
  expect(promotionFaults(read)).toEqual([]);
});
