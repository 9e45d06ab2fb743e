import { describe, expect, test } from "vitest";
import type { LineModifier } from "../order/order.ts";
import { available, extras, menu, milk, size } from "./menu.test-fixture.ts";
import { reorderOf } from "./reorder.ts";

const choice = (modifier_id: string): LineModifier => ({
  modifier_id,
  group_id: "g",
  group_name: "G",
  name: modifier_id.toUpperCase(),
  price_delta_cents: 0,
});
const line = (item_id: string, modifiers: string[] = [], qty = 1) => ({
  item_id,
  name: `old ${item_id}`,
  qty,
  note: "hot",
  modifiers: modifiers.map(choice),
});

describe("an earlier order again", () => {
  test("is the same request while everything is still sold", () => {
    expect(reorderOf([line("latte", ["large", "oat", "shot"], 2), line("espresso")], menu, available)).toEqual({
      items: [
        { item_id: "latte", qty: 2, modifier_ids: ["large", "oat", "shot"], fill_defaults: false, note: "hot" },
        { item_id: "espresso", qty: 1, modifier_ids: [], fill_defaults: false, note: "hot" },
      ],
      left_out: [],
      changed: [],
    });
  });

  test("names what is no longer sold, what is sold out, and a choice that was needed", () => {
    const soldOut = { revision: 1, sold_out_item_ids: ["croissant"], sold_out_modifier_ids: [] };
    const again = reorderOf([line("flat-white", [], 3), line("croissant"), line("latte", ["medium", "almond"])], menu, soldOut);
    expect(again).toEqual({
      items: [],
      left_out: [
        { name: "old flat-white", qty: 3, reason: "NOT_SOLD" },
        { name: "old croissant", qty: 1, reason: "SOLD_OUT" },
        { name: "old latte", qty: 1, reason: "CHOICE_MISSING" },
      ],
      changed: [],
    });
  });

  test("keeps a line without an extra that is gone, and says so", () => {
    const again = reorderOf([line("latte", ["medium", "oat", "vanilla", "shot"])], menu, available);
    expect(again.items).toEqual([{ item_id: "latte", qty: 1, modifier_ids: ["medium", "oat", "shot"], fill_defaults: false, note: "hot" }]);
    expect(again.changed).toEqual([{ name: "latte", without: ["VANILLA"] }]);
  });

  test("a choice that another item has now is none of this one's", () => {
    const again = reorderOf([line("espresso", ["shot"])], menu, available);
    expect([again.items[0]?.modifier_ids, again.changed]).toEqual([[], [{ name: "espresso", without: ["SHOT"] }]]);
  });

  test("keeps as many of a choice as may be had now, without what is sold out, and says so", () => {
    const shots = { ...extras, modifiers: extras.modifiers.map((one) => ({ ...one, ...(one.modifier_id === "shot" && { max_qty: 2 }) })) };
    const now = { ...menu, modifier_groups: [size, milk, shots] };
    const before = line("latte", ["medium", "oat", "shot", "syrup"]);
    const lines = [{ ...before, modifiers: before.modifiers.map((one) => (one.modifier_id === "shot" ? { ...one, qty: 3 } : one)) }];
    const soldOut = { revision: 1, sold_out_item_ids: [], sold_out_modifier_ids: ["syrup"] };
    const again = reorderOf(lines, now, soldOut);
    expect(again.items[0]?.modifier_ids).toEqual(["medium", "oat", "shot", "shot"]);
    expect(again.changed).toEqual([{ name: "latte", without: ["SHOT", "SYRUP"] }]);
    expect(reorderOf(lines, now, { ...soldOut, sold_out_modifier_ids: ["oat"] }).left_out).toMatchObject([{ reason: "CHOICE_MISSING" }]);
    const small = reorderOf([line("latte", ["small", "oat"])], now, { ...soldOut, sold_out_modifier_ids: ["small", "medium"] });
    expect(small.left_out).toMatchObject([{ reason: "SOLD_OUT" }]);
  });

  test("an optional default that had been taken off is not put on again", () => {
    const cream = { ...extras, default_modifier_ids: ["syrup"] };
    const again = reorderOf([line("latte", ["medium", "oat"])], { ...menu, modifier_groups: [size, milk, cream] }, available);
    expect(again.items).toMatchObject([{ modifier_ids: ["medium", "oat"], fill_defaults: false }]);
  });
});
