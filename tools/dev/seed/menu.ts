/**
 * What both stores of the chain sell: four categories, sizes, milks, extras, breakfast in the morning, promotions by the hour, by code
 * and for two, in English and German. Prices in cents.
 */

import { cents } from "@crema/shared/domain/kernel/money";
import type { MenuItem, Modifier, ModifierGroup, Station } from "@crema/shared/domain/menu/menu";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";

import { ALLERGENS } from "./allergens.ts";
import { GERMAN } from "./german.ts";

type Choice = readonly [id: string, name: string, deltaCents: number];

function group(id: string, name: string, min: number, max: number, defaults: string[], choices: readonly Choice[]): ModifierGroup {
  return {
    group_id: id,
    name,
    min_choices: min,
    max_choices: max,
    default_modifier_ids: defaults,
    modifiers: choices.map(([modifier_id, label, delta]) => ({
      ...{ modifier_id, name: label, price_delta_cents: delta },
      ...inGerman(modifier_id),
      ...allergensOf(modifier_id),
      ...RULES[modifier_id],
    })),
    ...inGerman(id),
  };
}

function inGerman(id: string): Pick<MenuItem, "names"> {
  const de = GERMAN[id];
  return de === undefined ? {} : { names: { de } };
}

function allergensOf(id: string): Pick<MenuItem, "allergens"> {
  const allergens = ALLERGENS[id];
  return allergens ? { allergens: [...allergens] } : {};
}

const IN_A_LARGE_CUP = { prices: [{ with_modifier_id: "size-large", price_delta_cents: 90 }] };

/** More in a large cup; up to three more shots; no ice at all. */
const RULES: Readonly<Record<string, Partial<Modifier>>> = {
  "milk-oat": IN_A_LARGE_CUP,
  "milk-almond": IN_A_LARGE_CUP,
  "extra-shot": { max_qty: 3, make_time_s: 15 },
  "ice-none": { is_none: true },
};

const groups: ModifierGroup[] = [
  group(
    "size",
    "Size",
    1,
    1,
    ["size-medium"],
    [
      ["size-small", "Small", -50],
      ["size-medium", "Medium", 0],
      ["size-large", "Large", 60],
    ],
  ),
  group(
    "milk",
    "Milk",
    1,
    1,
    ["milk-whole"],
    [
      ["milk-whole", "Whole milk", 0],
      ["milk-skimmed", "Skimmed milk", 0],
      ["milk-oat", "Oat", 70],
      ["milk-almond", "Almond", 70],
      ["milk-soy", "Soy", 60],
    ],
  ),
  group(
    "extras",
    "Extras",
    0,
    4,
    [],
    [
      ["extra-shot", "Extra shot", 90],
      ["extra-decaf", "Decaf", 0],
      ["extra-vanilla", "Vanilla syrup", 60],
      ["extra-caramel", "Caramel syrup", 60],
      ["extra-hazelnut", "Hazelnut syrup", 60],
      ["extra-cream", "Whipped cream", 50],
    ],
  ),
  group(
    "ice",
    "Ice",
    0,
    1,
    [],
    [
      ["ice-less", "Less ice", 0],
      ["ice-none", "No ice", 0],
    ],
  ),
  group("warm", "Warmed", 0, 1, [], [["warm-yes", "Warm it up", 0]]),
  group(
    "spread",
    "Spread",
    0,
    2,
    [],
    [
      ["spread-butter", "Butter", 40],
      ["spread-cream-cheese", "Cream cheese", 120],
      ["spread-jam", "Strawberry jam", 60],
    ],
  ),
];

type Dish = readonly [id: string, name: string, priceCents: number, groups: readonly string[]];

const MILK_DRINK = ["size", "milk", "extras"];
const BLACK = ["size", "extras"];
const ICED = ["size", "milk", "extras", "ice"];

const coffee: readonly Dish[] = [
  ["espresso", "Espresso", 280, ["extras"]],
  ["double-espresso", "Double Espresso", 340, ["extras"]],
  ["macchiato", "Espresso Macchiato", 330, ["milk"]],
  ["cortado", "Cortado", 380, ["milk", "extras"]],
  ["americano", "Americano", 350, BLACK],
  ["filter", "Filter Coffee", 320, BLACK],
  ["cappuccino", "Cappuccino", 440, MILK_DRINK],
  ["latte", "Caffè Latte", 460, MILK_DRINK],
  ["flat-white", "Flat White", 450, ["milk", "extras"]],
  ["latte-macchiato", "Latte Macchiato", 470, MILK_DRINK],
  ["mocha", "Mocha", 510, MILK_DRINK],
  ["spiced-latte", "Spiced Latte", 530, MILK_DRINK],
];

const cold: readonly Dish[] = [
  ["cold-brew", "Cold Brew", 450, ["size", "extras", "ice"]],
  ["nitro", "Nitro Cold Brew", 520, ["size"]],
  ["iced-latte", "Iced Latte", 490, ICED],
  ["iced-mocha", "Iced Mocha", 540, ICED],
  ["iced-matcha", "Iced Matcha", 560, ICED],
  ["espresso-tonic", "Espresso Tonic", 520, ["ice"]],
  ["lemonade", "Lemonade", 420, ["size", "ice"]],
  ["iced-tea", "Iced Peach Tea", 410, ["size", "ice"]],
  ["frappe", "Coffee Frappe", 580, MILK_DRINK],
  ["water", "Still Water", 220, []],
];

const tea: readonly Dish[] = [
  ["english-breakfast", "English Breakfast", 330, ["size", "milk"]],
  ["earl-grey", "Earl Grey", 330, ["size", "milk"]],
  ["sencha", "Sencha", 350, ["size"]],
  ["mint", "Fresh Mint", 370, ["size"]],
  ["rooibos", "Rooibos", 340, ["size", "milk"]],
  ["chai-latte", "Chai Latte", 480, MILK_DRINK],
  ["matcha-latte", "Matcha Latte", 540, MILK_DRINK],
  ["hot-chocolate", "Hot Chocolate", 460, MILK_DRINK],
];

const food: readonly Dish[] = [
  ["croissant", "Butter Croissant", 320, ["warm", "spread"]],
  ["pain-au-chocolat", "Pain au Chocolat", 360, ["warm"]],
  ["cinnamon-roll", "Cinnamon Roll", 410, ["warm"]],
  ["banana-bread", "Banana Bread", 390, ["warm", "spread"]],
  ["blueberry-muffin", "Blueberry Muffin", 380, ["warm"]],
  ["cookie", "Chocolate Chip Cookie", 290, ["warm"]],
  ["bagel", "Sesame Bagel", 350, ["warm", "spread"]],
  ["avocado-toast", "Avocado Toast", 890, []],
  ["ham-cheese-toastie", "Ham & Cheese Toastie", 760, []],
  ["granola-bowl", "Granola Bowl", 720, ["milk"]],
];

const MAKE_TIMES: Readonly<Record<Station, number>> = { bar: 60, cold: 75, food: 120 };
const BREAKFAST: ReadonlySet<string> = new Set(["granola-bowl"]);

function items(categoryId: string, station: Station, dishes: readonly Dish[]): MenuItem[] {
  return dishes.map(([item_id, name, price, modifier_group_ids], index) => ({
    item_id,
    category_id: categoryId,
    name,
    description: "",
    base_price_cents: cents(price),
    tax_category: categoryId === "food" ? "food" : "drink",
    station,
    modifier_group_ids: [...modifier_group_ids],
    sort: (index + 1) * 10,
    make_time_s: MAKE_TIMES[station],
    ...(BREAKFAST.has(item_id) && { daypart_ids: ["breakfast"] }),
    ...inGerman(item_id),
    ...allergensOf(item_id),
  }));
}

/** Of everything, whenever it is ordered, as long as nothing else is said. */
const ALWAYS = {
  ...{ code: null, rate_ppm: 0, amount_cents: cents(0), item_ids: [], category_ids: [] },
  ...{ min_subtotal_cents: cents(0), starts_at: null, ends_at: null },
};

export const menuRows: MenuRows = {
  categories: [
    { category_id: "coffee", name: "Coffee", sort: 10, ...inGerman("coffee") },
    { category_id: "cold", name: "Cold drinks", sort: 20, ...inGerman("cold") },
    { category_id: "tea", name: "Tea & chocolate", sort: 30, ...inGerman("tea") },
    { category_id: "food", name: "Bakery & kitchen", sort: 40, ...inGerman("food") },
  ],
  items: [...items("coffee", "bar", coffee), ...items("cold", "cold", cold), ...items("tea", "bar", tea), ...items("food", "food", food)],
  modifier_groups: groups,
  dayparts: [
    {
      daypart_id: "breakfast",
      name: "Breakfast",
      ...inGerman("breakfast"),
      spans: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "06:00", close: "11:30" })),
    },
  ],
  promotions: [
    {
      ...ALWAYS,
      ...{ promotion_id: "bakery-ten", name: "10% off the bakery", ...inGerman("bakery-ten"), code: "BAKERY10", is_listed: true },
      ...{ kind: "PERCENT", rate_ppm: 100_000, category_ids: ["food"], min_subtotal_cents: cents(500) },
    },
    {
      ...ALWAYS,
      ...{ promotion_id: "tea-time", name: "Tea time", ...inGerman("tea-time") },
      ...{ kind: "PERCENT", rate_ppm: 200_000, category_ids: ["tea"] },
      hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: "15:00", close: "17:00" })),
    },
    {
      ...ALWAYS,
      ...{ promotion_id: "two-cookies", name: "Second cookie free", ...inGerman("two-cookies") },
      ...{ kind: "BUY_X_GET_Y", buy_qty: 1, get_qty: 1, item_ids: ["cookie"] },
    },
  ],
};
