import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import type { OrderLine } from "@crema/shared/domain/order/order";
import { wordsIn } from "@crema/ui/words/words.test-fixture.ts";
import { describe, expect, test } from "vitest";
import { menuOf } from "../pos/use-menu.ts";
import { whatDiffers } from "./what-differs.ts";
import en from "./words/en.json" with { type: "json" };

const t = wordsIn("en", en);

const group = (group_id: string, names: readonly string[], defaults: readonly string[], max_choices: number) => ({
  ...{ group_id, name: group_id, min_choices: 0, max_choices, default_modifier_ids: [...defaults] },
  modifiers: names.map((name) => ({ modifier_id: name, name, price_delta_cents: 0, is_available: true })),
});
const MENU = menuOf({
  ...{ store_id: "s", store_name: "S", version: 7, sold_out_revision: 0, currency: "EUR", tax_inclusive: true, promotions: [] },
  categories: [],
  items: [{ item_id: "latte", name: "Latte", modifier_group_ids: ["milk", "extras"], category_id: "c", sort: 1 }],
  modifier_groups: [group("milk", ["Whole", "Oat"], ["Whole"], 1), group("extras", ["Sugar", "Shot"], ["Sugar"], 3)],
} as unknown as MenuResponse);

const line = (...chosen: readonly (readonly [string, string, number?])[]) => ({
  item_id: "latte",
  modifiers: chosen.map(([group_id, name, qty]) => ({
    ...{ group_id, group_name: group_id, modifier_id: name, name, price_delta_cents: 0 },
    ...(qty === undefined ? {} : { qty }),
  })) as OrderLine["modifiers"],
});
const differs = (of: ReturnType<typeof line>, version = 7) => whatDiffers(of, version, MENU, t);

describe("of a line the bar is told", () => {
  test("nothing, where it is as it comes", () => expect(differs(line(["milk", "Whole"], ["extras", "Sugar"]))).toEqual([]));
  test("what stands for the default", () => expect(differs(line(["milk", "Oat"], ["extras", "Sugar"]))).toEqual(["Oat"]));
  test("what was left out", () => expect(differs(line(["milk", "Whole"], ["extras", "Shot", 2]))).toEqual(["2 × Shot", "No Sugar"]));
  test("that the one default is wanted by nobody", () => expect(differs(line(["extras", "Sugar"]))).toEqual(["No Whole"]));
  test("twice the default", () => expect(differs(line(["milk", "Whole"], ["extras", "Sugar", 2]))).toEqual(["2 × Sugar"]));
  test("all of it, where the menu is another one by now", () => expect(differs(line(["milk", "Whole"]), 6)).toEqual(["Whole"]));
  test("what the item has no group for any more", () =>
    expect(differs(line(["milk", "Whole"], ["extras", "Sugar"], ["cup", "Mug"]))).toEqual(["Mug"]));
});
