import { describe, expect, test } from "vitest";
import { cents } from "../kernel/money.ts";
import { choiceIds, choiceText } from "../order/choice-text.ts";
import { nameIn, ofGroup, unitCentsOf, withChoice, withQty } from "./choosing.ts";
import { extras, modifier } from "./menu.test-fixture.ts";

const none = { ...modifier("none"), is_none: true as const };
const group = { ...extras, modifiers: [...extras.modifiers, none] };

describe("a tap on a choice", () => {
  test("takes it, or takes it away with all its pieces", () => {
    expect(withChoice(group, ["shot", "shot"], "syrup")).toEqual(["shot", "shot", "syrup"]);
    expect(withChoice(group, ["shot", "shot", "syrup"], "shot")).toEqual(["syrup"]);
  });

  test("above the group's most drops the one that was chosen first", () => {
    expect(withChoice(group, ["shot", "shot", "syrup"], "no-foam")).toEqual(["syrup", "no-foam"]);
    expect(withChoice({ ...group, max_choices: 1 }, ["shot", "shot"], "syrup")).toEqual(["syrup"]);
  });

  test("makes room for a none, and a none for anything else", () => {
    expect(withChoice(group, ["shot", "syrup"], "none")).toEqual(["none"]);
    expect(withChoice(group, ["none"], "shot")).toEqual(["shot"]);
  });
});

test("pieces are set where the choice stands, and only where there is one", () => {
  expect(withQty(["shot", "syrup"], "shot", 3)).toEqual(["shot", "shot", "shot", "syrup"]);
  expect(withQty(["shot", "shot", "syrup"], "shot", 1)).toEqual(["shot", "syrup"]);
  expect(withQty(["syrup"], "shot", 2)).toEqual(["syrup"]);
});

test("what a group has of a list comes in the menu's order, each piece of it", () => {
  expect(ofGroup(group, ["oat", "syrup", "shot", "syrup"])).toEqual(["shot", "syrup", "syrup"]);
});

test("a name is the reader's where the menu has it, and the store's otherwise", () => {
  expect([
    nameIn({ name: "Milk", names: { de: "Milch" } }, "de"),
    nameIn({ name: "Milk", names: { de: "Milch" } }, "es"),
    nameIn({ name: "Milk" }, "de"),
  ]).toEqual(["Milch", "Milk", "Milk"]);
});

test("a line's choices are written, and named again, as often as they are there", () => {
  const shot = { modifier_id: "shot", group_id: "extras", group_name: "Extras", name: "Extra shot", price_delta_cents: 90 };
  const line = [
    { ...shot, qty: 2 },
    { ...shot, modifier_id: "oat", name: "Oat" },
  ];
  expect(line.map(choiceText)).toEqual(["2 × Extra shot", "Oat"]);
  expect(choiceIds(line)).toEqual(["shot", "shot", "oat"]);
});

test("a unit costs its item and each piece of its choices, also one that costs something else beside another", () => {
  const syrup = { ...modifier("syrup"), price_delta_cents: 60, prices: [{ with_modifier_id: "large", price_delta_cents: cents(80) }] };
  const shot = { ...modifier("shot"), price_delta_cents: 90 };
  const large = { ...modifier("large"), price_delta_cents: -20 };
  const unit = (...ids: string[]) => unitCentsOf({ base_price_cents: 450 }, [syrup, shot, large], ids);
  expect([unit(), unit("syrup"), unit("shot", "shot"), unit("large", "syrup")]).toEqual([450, 510, 630, 510]);
});
