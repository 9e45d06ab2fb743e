import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MenuInput } from "../../contract/menu-input.ts";
import { testIds } from "../order/order.test-fixture.ts";
import { cheapestUnit } from "./cheapest-unit.ts";
import { available, extras, item, menu, milk, modifier, promotion, size, taxOf } from "./menu.test-fixture.ts";
import type { ModifierGroup } from "./menu.ts";
import type { MenuRows } from "./menu-rows.ts";
import { priceOrder } from "./pricing.ts";
import { checkMenu } from "./publish.ts";
import { selectLines } from "./selection.ts";

const good: MenuRows = {
  categories: menu.categories,
  items: menu.items,
  modifier_groups: menu.modifier_groups,
  promotions: [promotion("p", { code: "P" })],
};
const faults = (rows: Partial<MenuRows>, tax: ReturnType<typeof taxOf> | null = taxOf()) =>
  checkMenu({ ...good, ...rows }, tax).map((fault) => fault.field);
const none = (id: string, delta = 0) => ({ ...modifier(id, delta), is_none: true as const });
const beside = (with_modifier_id: string, price_delta_cents = 0) => ({ with_modifier_id, price_delta_cents });
const morning = { daypart_id: "morning", name: "Morning", spans: [{ weekday: 1, open: "07:00", close: "11:00" }] };
const group = (changes: Partial<ModifierGroup>) => ({ modifier_groups: [{ ...size, ...changes }, milk, extras] });

test("a menu without faults has none", () => {
  expect(checkMenu(good, taxOf())).toEqual([]);
});

test("a promotion's time may be written without fractions or in a zone; what is stored and compared is UTC with milliseconds", () => {
  const promotions = [promotion("p", { starts_at: "2026-05-02T00:00:00Z", ends_at: "2026-05-02T22:00:00+02:00" })];
  const [kept] = MenuInput.parse({ ...good, promotions }).promotions;
  expect([kept?.starts_at, kept?.ends_at]).toEqual(["2026-05-02T00:00:00.000Z", "2026-05-02T20:00:00.000Z"]);
});

test("a menu is not published under a profile whose rates leave a gap, overlap or do not add up, for the items that they are of", () => {
  const [drink, food] = taxOf().rates;
  if (!drink || !food) throw new Error("the fixture has changed");
  const withRates = (...rates: ReturnType<typeof taxOf>["rates"]) => faults({}, taxOf({ rates: [drink, ...rates] }));
  const bakery = ["/items/2/tax_category"];
  expect(withRates(food)).toEqual([]);
  expect(withRates({ ...food, fulfillment_type: "PICKUP" })).toEqual(bakery);
  expect(withRates({ ...food, valid_from: "2026-07-01" })).toEqual(bakery);
  expect(withRates(food, food)).toEqual(bakery);
  expect(withRates({ ...food, is_exempt: true })).toEqual(bakery);
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
      "a price beside an unknown modifier, beside itself, or twice",
      group({ modifiers: [{ ...modifier("medium"), prices: [beside("gold"), beside("medium"), beside("oat"), beside("oat")] }] }),
      [0, 3, 1].map((i) => `/modifier_groups/0/modifiers/0/prices/${i}/with_modifier_id`),
    ],
    [
      "two nones in a group",
      group({ modifiers: [modifier("medium"), none("bare"), none("plain")] }),
      ["/modifier_groups/0/modifiers/2/is_none"],
    ],
    [
      "a none that costs something, or is there more than once",
      group({ modifiers: [modifier("medium"), { ...none("bare", 10), max_qty: 2 }] }),
      ["/modifier_groups/0/modifiers/1/price_delta_cents", "/modifier_groups/0/modifiers/1/max_qty"],
    ],
    [
      "a none that is the default beside others",
      group({ max_choices: 2, default_modifier_ids: ["medium", "bare"], modifiers: [modifier("medium"), none("bare")] }),
      ["/modifier_groups/0/default_modifier_ids"],
    ],
    [
      "a none in a group of which two have to be chosen",
      group({ min_choices: 2, max_choices: 2, default_modifier_ids: [], modifiers: [modifier("medium"), modifier("small"), none("bare")] }),
      ["/modifier_groups/0/min_choices"],
    ],
    [
      "a choice that costs less than nothing if it is taken often enough",
      {
        items: [item("cheap", 49, { modifier_group_ids: ["extras"] })],
        modifier_groups: [size, milk, { ...extras, modifiers: [{ ...modifier("less", -10), max_qty: 5 }] }],
      },
      ["/items/0/base_price_cents"],
    ],
    [
      "an unknown daypart, or one twice",
      { items: [{ ...latte, daypart_ids: ["morning", "night", "morning"] }], dayparts: [morning] },
      ["/items/0/daypart_ids/1", "/items/0/daypart_ids/2"],
    ],
    ["a daypart twice", { dayparts: [morning, morning] }, ["/dayparts/1/daypart_id"]],
    [
      "a daypart that ends as it begins",
      { dayparts: [{ ...morning, spans: [{ weekday: 1, open: "07:00", close: "07:00" }] }] },
      ["/dayparts/0/spans/0/close"],
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

const choice = fc.record({
  delta: fc.integer({ min: -60, max: 60 }),
  max_qty: fc.constantFrom(undefined, 2),
  /** Beside the nth of all modifiers, if there is that many. */
  beside: fc.option(fc.record({ nth: fc.integer({ min: 0, max: 5 }), delta: fc.integer({ min: -60, max: 60 }) })),
});
const richGroups = fc.array(
  fc.record({
    min: fc.integer({ min: 0, max: 1 }),
    span: fc.integer({ min: 0, max: 2 }),
    hasNone: fc.boolean(),
    choices: fc.array(choice, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 2 },
);

test("the cheapest unit counts quantities, prices beside other choices, and a none", () => {
  fc.assert(
    fc.property(richGroups, (wanted) => {
      const names = wanted.flatMap(({ choices }, g) => choices.map((_, i) => `g${g}m${i}`));
      const made = wanted.map(({ min, span, hasNone, choices }, g): ModifierGroup => {
        const modifiers = choices.map(({ delta, max_qty, beside: other }, i) => {
          const id = other && names[other.nth];
          return {
            ...modifier(`g${g}m${i}`, delta),
            ...(max_qty && { max_qty }),
            ...(id && { prices: [beside(id, other.delta)] }),
          };
        });
        return {
          ...{ group_id: `g${g}`, name: "G", min_choices: min, max_choices: Math.max(1, min + span), default_modifier_ids: [] },
          modifiers: [...modifiers, ...(hasNone ? [none(`g${g}none`)] : [])],
        };
      });
      const thing = item("thing", 1000, { modifier_group_ids: made.map((row) => row.group_id) });
      const document = { ...menu, items: [thing], modifier_groups: made };
      let ways: string[][] = [[]];
      for (const { modifier_id, max_qty = 1 } of made.flatMap((row) => row.modifiers))
        ways = ways.flatMap((way) => Array.from({ length: max_qty + 1 }, (_, qty) => [...way, ...Array<string>(qty).fill(modifier_id)]));
      const units = ways.flatMap((modifier_ids) => {
        const lines = selectLines(document, available, [{ item_id: "thing", qty: 1, note: null, fill_defaults: false, modifier_ids }]);
        const [line] = lines.ok ? lines.value : [];
        return line ? [line.modifiers.reduce((sum, one) => sum + one.price_delta_cents * (one.qty ?? 1), 1000)] : [];
      });
      expect(cheapestUnit(thing, made)).toBe(Math.min(...units));
    }),
    { numRuns: 60 },
  );
});

test("where too many choices depend on each other, the cheapest unit is never above what one costs", () => {
  const many = Array.from({ length: 12 }, (_, i) => ({ ...modifier(`m${i}`, 10), prices: [beside(`m${(i + 1) % 12}`, -5)] }));
  const all: ModifierGroup = { ...extras, max_choices: 12, modifiers: many };
  expect(cheapestUnit(item("thing", 100, { modifier_group_ids: ["extras"] }), [all])).toBe(100 - 12 * 5);
});

test("what a menu is sent with is refused at every depth where this release does not know it", () => {
  const rich = { ...modifier("medium"), names: { de: "Mittel" }, prices: [beside("oat")], max_qty: 2, allergens: ["MILK" as const] };
  const rows = { ...good, ...group({ modifiers: [rich] }), dayparts: [morning] };
  expect(MenuInput.parse(rows)).toEqual(rows);
  const bad = (changes: object) => MenuInput.safeParse({ ...rows, ...changes }).success;
  const sized = (changes: object) => bad(group({ modifiers: [{ ...rich, ...changes }] }));
  expect([
    sized({ names: { fr: "Moyen" } }),
    sized({ prices: [{ ...beside("oat"), qty: 2 }] }),
    sized({ max_qty: 0 }),
    sized({ max_qty: 1_000_000_000 }),
    sized({ is_none: false }),
    sized({ allergens: ["COFFEE"] }),
    bad({ dayparts: [{ ...morning, time_zone: "UTC" }] }),
    bad({ dayparts: [{ ...morning, spans: [{ ...morning.spans[0], until: "12:00" }] }] }),
    bad({ items: [item("latte", 400, { descriptions: { fr: "" } as object })] }),
  ]).toEqual(Array(9).fill(false));
});
