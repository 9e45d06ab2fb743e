import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MenuInput } from "../../contract/menu-input.ts";
import { testIds } from "../order/order.test-fixture.ts";
import { available, extras, item, menu, milk, modifier, promotion, size, taxOf } from "./menu.test-fixture.ts";
import type { ModifierGroup } from "./menu.ts";
import type { MenuRows } from "./menu-rows.ts";
import { priceOrder } from "./pricing.ts";
import { cheapestUnit, checkMenu } from "./publish.ts";
import { selectLines } from "./selection.ts";

const good: MenuRows = {
  categories: menu.categories,
  items: menu.items,
  modifier_groups: menu.modifier_groups,
  promotions: [promotion("p", { code: "P" })],
};
const faults = (rows: Partial<MenuRows>, tax: ReturnType<typeof taxOf> | null = taxOf()) =>
  checkMenu({ ...good, ...rows }, tax).map((fault) => fault.field);
const group = (changes: Partial<ModifierGroup>) => ({ modifier_groups: [{ ...size, ...changes }, milk, extras] });

test("a menu without faults has none", () => {
  expect(checkMenu(good, taxOf())).toEqual([]);
});

test("a promotion's time may be written without fractions or in a zone; what is stored and compared is UTC with milliseconds", () => {
  const promotions = [promotion("p", { starts_at: "2026-05-02T00:00:00Z", ends_at: "2026-05-02T22:00:00+02:00" })];
  const [kept] = MenuInput.parse({ ...good, promotions }).promotions;
  expect([kept?.starts_at, kept?.ends_at]).toEqual(["2026-05-02T00:00:00.000Z", "2026-05-02T20:00:00.000Z"]);
});

describe("a menu is not published with", () => {
  const [coffee] = menu.categories;
  const latte = item("latte", 400, { modifier_group_ids: ["size", "milk"] });
  test.each<[string, Partial<MenuRows>, string[]]>([
    ["a category twice", { categories: [...menu.categories, coffee!] }, ["/categories/2/category_id"]],
    ["an item twice", { items: [latte, latte] }, ["/items/1/item_id"]],
    ["a group twice", { modifier_groups: [size, milk, extras, size] }, ["/modifier_groups/3/group_id"]],
    ["an unknown category", { items: [{ ...latte, category_id: "tea" }] }, ["/items/0/category_id"]],
    ["an unknown group", { items: [{ ...latte, modifier_group_ids: ["size", "nope"] }] }, ["/items/0/modifier_group_ids/1"]],
    ["a group twice on an item", { items: [{ ...latte, modifier_group_ids: ["size", "size"] }] }, ["/items/0/modifier_group_ids/1"]],
    ["an unknown tax category", { items: [{ ...latte, tax_category: "wine" }] }, ["/items/0/tax_category"]],
    [
      "a modifier twice in a group",
      group({ modifiers: [modifier("medium"), modifier("medium")] }),
      ["/modifier_groups/0/modifiers/1/modifier_id"],
    ],
    ["a modifier in two groups of an item", group({ modifiers: [modifier("medium"), modifier("oat")] }), ["/items/1/modifier_group_ids"]],
    ["a default that is no modifier of the group", group({ default_modifier_ids: ["oat"] }), ["/modifier_groups/0/default_modifier_ids/0"]],
    ["a default twice", group({ default_modifier_ids: ["small", "small"], max_choices: 2 }), ["/modifier_groups/0/default_modifier_ids/1"]],
    ["more defaults than choices", group({ default_modifier_ids: ["small", "large"] }), ["/modifier_groups/0/default_modifier_ids"]],
    ["fewer defaults than must be", group({ min_choices: 2, max_choices: 2 }), ["/modifier_groups/0/default_modifier_ids"]],
    [
      "a minimum above the maximum",
      group({ min_choices: 2, max_choices: 1, default_modifier_ids: [] }),
      ["/modifier_groups/0/min_choices"],
    ],
    [
      "a minimum above what there is",
      group({ min_choices: 4, max_choices: 4, default_modifier_ids: [] }),
      ["/modifier_groups/0/min_choices"],
    ],
    [
      "a choice that costs less than nothing",
      { items: [item("cheap", 49, { modifier_group_ids: ["size"] })] },
      ["/items/0/base_price_cents"],
    ],
    [
      "a promotion under the name of staff's own discounts",
      { promotions: [promotion("counter-discount")] },
      ["/promotions/0/promotion_id"],
    ],
    ["a promotion twice", { promotions: [promotion("p"), promotion("p")] }, ["/promotions/1/promotion_id"]],
    [
      "a code twice",
      { promotions: [promotion("p", { code: "x" }), promotion("q"), promotion("r", { code: " X " })] },
      ["/promotions/2/code"],
    ],
    [
      "a promotion of unknown things",
      { promotions: [promotion("p", { item_ids: ["nope"], category_ids: ["coffee", "no"] })] },
      ["/promotions/0/item_ids/0", "/promotions/0/category_ids/1"],
    ],
    [
      "a promotion that ends before it begins",
      { promotions: [promotion("p", { starts_at: "2026-05-02T00:00:00.000Z", ends_at: "2026-05-02T00:00:00.000Z" })] },
      ["/promotions/0/ends_at"],
    ],
  ])("%s", (_name, rows, expected) => {
    expect(faults(rows)).toEqual(expected);
  });

  test("all faults are named at once", () => {
    expect(faults({ items: [{ ...latte, category_id: "tea", tax_category: "wine", modifier_group_ids: ["nope"] }] })).toHaveLength(3);
  });

  test("without a profile, tax categories are not looked at", () => {
    expect(faults({ items: [{ ...latte, tax_category: "wine" }] }, null)).toEqual([]);
  });
});

const groups = fc.array(
  fc.record({
    min: fc.integer({ min: 0, max: 2 }),
    span: fc.integer({ min: 0, max: 2 }),
    deltas: fc.array(fc.integer({ min: -60, max: 60 }), { minLength: 2, maxLength: 4 }),
    defaults: fc.integer({ min: 0, max: 4 }),
  }),
  { minLength: 1, maxLength: 2 },
);

test("the cheapest unit is what the cheapest request that selection allows would cost", () => {
  fc.assert(
    fc.property(groups, (wanted) => {
      const made = wanted.map(({ min, span, deltas, defaults }, g): ModifierGroup => {
        const max_choices = Math.max(1, min + span);
        const modifiers = deltas.map((delta, i) => modifier(`g${g}m${i}`, delta));
        const count = defaults === 0 ? 0 : Math.min(modifiers.length, max_choices, Math.max(min, defaults));
        return {
          group_id: `g${g}`,
          name: "G",
          min_choices: min,
          max_choices,
          default_modifier_ids: modifiers.slice(0, count).map((row) => row.modifier_id),
          modifiers,
        };
      });
      const thing = item("thing", 1000, { modifier_group_ids: made.map((row) => row.group_id) });
      const document = { ...menu, items: [thing], modifier_groups: made };
      const ids = made.flatMap((row) => row.modifiers.map((choice) => choice.modifier_id));
      let cheapest = Number.POSITIVE_INFINITY;
      for (let mask = 0; mask < 2 ** ids.length; mask++) {
        const lines = selectLines(document, available, [
          { item_id: "thing", qty: 1, note: null, fill_defaults: false, modifier_ids: ids.filter((_, i) => mask & (1 << i)) },
        ]);
        if (!lines.ok) continue;
        const priced = priceOrder(document, { version: 1, tax: taxOf() }, lines.value, {
          promotions: [],
          taxedAt: { fulfillment_type: "IN_STORE", day: "2026-05-04" },
          newId: testIds(),
        });
        if (priced.ok) cheapest = Math.min(cheapest, priced.value.total_cents);
      }
      expect(cheapestUnit(thing, made)).toBe(cheapest);
    }),
    { numRuns: 200 },
  );
});
