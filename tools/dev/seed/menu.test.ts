import { expect, test } from "vitest";
import { menuRows } from "./menu.ts";
import { DRAWN } from "./pictures/pictures.ts";

const SAME_IN_GERMAN = [
  ...["Americano", "Cappuccino", "Chai Latte", "Cold Brew", "Cortado", "Earl Grey", "English Breakfast", "Espresso", "Espresso Macchiato"],
  ...["Espresso Tonic", "Flat White", "Latte Macchiato", "Matcha Latte", "Mocha", "Nitro Cold Brew", "Rooibos", "Sencha"],
];

test("the seed's menu has a picture of every item, and every other name in German than in English", () => {
  expect(menuRows.items.map(({ item_id }) => item_id).filter((id) => !DRAWN.has(id))).toEqual([]);
  const named = [
    ...menuRows.categories,
    ...menuRows.items,
    ...menuRows.promotions,
    ...menuRows.modifier_groups.flatMap((group) => [group, ...group.modifiers]),
  ];
  const same = named.filter(({ names }) => names?.de === undefined).map(({ name }) => name);
  expect(same.toSorted()).toEqual(SAME_IN_GERMAN);
});

test("the seed's menu has a daypart, promotions, allergens, several of a choice, a none and a choice that costs more in a large cup", () => {
  const choices = menuRows.modifier_groups.flatMap(({ modifiers }) => modifiers);
  expect(menuRows.items.filter(({ daypart_ids = [] }) => daypart_ids.length > 0).length).toBeGreaterThan(0);
  expect(menuRows.promotions.filter(({ hours }) => hours).map(({ name }) => name)).toEqual(["Tea time"]);
  expect(new Set(menuRows.promotions.map(({ kind }) => kind))).toEqual(new Set(["PERCENT", "BUY_X_GET_Y"]));
  expect(menuRows.items.filter(({ allergens = [] }) => allergens.length > 0).length).toBeGreaterThan(10);
  for (const has of ["max_qty", "is_none", "prices", "allergens"] as const) {
    expect(
      choices.some((choice) => choice[has] !== undefined),
      has,
    ).toBe(true);
  }
});
