import { expect, test } from "vitest";
import { menu, promotion } from "../menu/menu.test-fixture.ts";
import type { Promotion } from "../menu/menu.ts";
import { needsOf } from "./document-needs.ts";
import type { ProfileDocument, TaxRate } from "./profile.ts";

test("[L8] a menu whose digits an older release did not show needs a box that reads them; any other needs nothing new", () => {
  expect(needsOf(menu)).toBe(3);
  expect(needsOf({ ...menu, currency: "HUF", minor_digits: 2 })).toBe(4);
  expect(needsOf({ ...menu, currency: "HUF" })).toBe(3);
  expect(needsOf({ ...menu, currency: "EUR", minor_digits: 2 })).toBe(3);
});

test("[L8] a profile with one rate for a category needs nothing new; one that says more of it would be sold by wrongly", () => {
  const drink = { tax_category: "drink", rate_ppm: 190_000 };
  const needsWith = (rate: TaxRate) =>
    needsOf({ settings: {}, tax: { inclusive: true, rounding: "LINE", rates: [rate] } } as ProfileDocument);
  const more: Partial<TaxRate>[] = [
    { fulfillment_type: "PICKUP" },
    { valid_from: "2026-07-01" },
    { name: "VAT" },
    { components: [] },
    { is_exempt: true },
  ];
  expect(needsWith(drink)).toBe(3);
  expect(more.map((members) => needsWith({ ...drink, ...members }))).toEqual(more.map(() => 6));
});

test("[L8] a menu with several of a choice, a none, a price beside another choice or dayparts needs a box that reads them", () => {
  const with_ = (changes: object) =>
    needsOf({
      ...menu,
      modifier_groups: menu.modifier_groups.map((group) => ({
        ...group,
        modifiers: group.modifiers.map((one) => ({ ...one, ...changes })),
      })),
    });
  expect([
    with_({ max_qty: 2 }),
    with_({ is_none: true }),
    with_({ prices: [{ with_modifier_id: "large", price_delta_cents: 1 }] }),
  ]).toEqual([6, 6, 6]);
  expect(needsOf({ ...menu, dayparts: [{ daypart_id: "d", name: "D", spans: [{ weekday: 1, open: "07:00", close: "11:00" }] }] })).toBe(6);
});

test("[L8] what an older box leaves out without harm needs nothing more", () => {
  const more = { allergens: ["MILK" as const], make_time_s: 60, names: { de: "Name" } };
  const items = menu.items.map((item) => ({ ...item, ...more, descriptions: { de: "Text" }, picture: "0".repeat(64), daypart_ids: [] }));
  const modifier_groups = menu.modifier_groups.map((group) => ({
    ...group,
    modifiers: group.modifiers.map((one) => ({ ...one, ...more, max_qty: 1, prices: [] })),
  }));
  expect(needsOf({ ...menu, items, modifier_groups, dayparts: [] })).toBe(3);
});

test("[L8] a profile with special days needs a box that knows them: an older one would take orders on a holiday", () => {
  const needsWith = (special_days: ProfileDocument["special_days"]) =>
    needsOf({ settings: {}, tax: { rates: [] as TaxRate[] }, special_days } as ProfileDocument);
  expect([needsWith(undefined), needsWith([]), needsWith([{ date: "2026-12-25", spans: [] }])]).toEqual([3, 3, 7]);
});

test("a store that takes no cash needs a box that knows it: an older one would go on taking it", () => {
  const needsWith = (is_cash_free: boolean) => needsOf({ settings: { is_cash_free }, tax: { rates: [] as TaxRate[] } } as ProfileDocument);
  expect([needsWith(true), needsWith(false)]).toEqual([6, 3]);
});

test("[L8] a menu needs a box that knows its promotions where an older one would give other discounts", () => {
  const needs = (changes: Partial<Promotion>) => needsOf({ ...menu, promotions: [promotion("p", changes)] });
  expect([needs({}), needs({ kind: "AMOUNT", code: "X", is_listed: true, names: { de: "P" }, priority: 0 })]).toEqual([3, 3]);
  const rich: Partial<Promotion>[] = [
    { kind: "FIXED_PRICE" },
    { kind: "BUY_X_GET_Y" },
    { kind: "BUNDLE" },
    { hours: [{ weekday: 1, open: "17:00", close: "19:00" }] },
    { channels: ["APP"] },
    { fulfillment_types: ["PICKUP"] },
    { modifier_ids: ["oat"] },
    { is_exclusive: true },
    { priority: 1 },
    { limits: { in_all: 1 } },
  ];
  expect(rich.map(needs)).toEqual(rich.map(() => 7));
});
