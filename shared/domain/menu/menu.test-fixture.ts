/** A small menu with one of everything, for tests. */
import { cents, ZERO } from "../kernel/money.ts";
import type { TaxRules } from "../store/profile.ts";
import type { Availability, MenuDocument, MenuItem, Modifier, ModifierGroup, Promotion } from "./menu.ts";

export const modifier = (modifier_id: string, price_delta_cents = 0): Modifier => ({ modifier_id, name: modifier_id, price_delta_cents });

/** Exactly one, with a default. */
export const size: ModifierGroup = {
  group_id: "size",
  name: "Size",
  min_choices: 1,
  max_choices: 1,
  default_modifier_ids: ["medium"],
  modifiers: [modifier("small", -50), modifier("medium"), modifier("large", 70)],
};
/** Exactly one, to be named. */
export const milk: ModifierGroup = {
  group_id: "milk",
  name: "Milk",
  min_choices: 1,
  max_choices: 1,
  default_modifier_ids: [],
  modifiers: [modifier("whole"), modifier("oat", 60)],
};
/** Up to two. */
export const extras: ModifierGroup = {
  group_id: "extras",
  name: "Extras",
  min_choices: 0,
  max_choices: 2,
  default_modifier_ids: [],
  modifiers: [modifier("shot", 90), modifier("syrup", 50), modifier("no-foam", -10)],
};

export const item = (item_id: string, base: number, changes: Partial<MenuItem> = {}): MenuItem => ({
  item_id,
  category_id: "coffee",
  name: item_id,
  description: "",
  base_price_cents: cents(base),
  tax_category: "drink",
  station: "bar",
  modifier_group_ids: [],
  sort: 1,
  ...changes,
});

export const promotion = (promotion_id: string, changes: Partial<Promotion> = {}): Promotion => ({
  promotion_id,
  name: promotion_id,
  code: null,
  kind: "PERCENT",
  rate_ppm: 0,
  amount_cents: ZERO,
  item_ids: [],
  category_ids: [],
  min_subtotal_cents: ZERO,
  starts_at: null,
  ends_at: null,
  ...changes,
});

export const menu: MenuDocument = {
  store_id: "main-street",
  version: 7,
  currency: "EUR",
  published_at: "2026-05-01T00:00:00.000Z",
  categories: [
    { category_id: "coffee", name: "Coffee", sort: 1 },
    { category_id: "bakery", name: "Bakery", sort: 2 },
  ],
  items: [
    item("espresso", 250),
    item("latte", 400, { modifier_group_ids: ["size", "milk", "extras"] }),
    item("croissant", 310, { category_id: "bakery", tax_category: "food", station: "food" }),
  ],
  modifier_groups: [size, milk, extras],
  promotions: [],
};

export const available: Availability = { revision: 0, sold_out_item_ids: [], sold_out_modifier_ids: [] };

export const taxOf = (changes: Partial<TaxRules> = {}): TaxRules => ({
  inclusive: true,
  rounding: "LINE",
  rates: [
    { tax_category: "drink", rate_ppm: 190_000 },
    { tax_category: "food", rate_ppm: 70_000 },
  ],
  ...changes,
});
