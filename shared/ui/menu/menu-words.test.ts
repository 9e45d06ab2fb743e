import { Allergen } from "@crema/shared/domain/menu/menu";
import { expect, test } from "vitest";
import { MENU_MARK_WORDS } from "./menu-mark-words.ts";
import { allergenText } from "./menu-words.ts";

test("what is in an item is said in the language of its name, and nothing where the menu says nothing", () => {
  const said = Object.values(MENU_MARK_WORDS).map((words) => allergenText(["MILK", "NUTS"], words));
  expect(said).toEqual(["Contains milk, nuts", "Enthält Milch, Schalenfrüchte", "Contiene leche, frutos de cáscara"]);
  expect([allergenText([], MENU_MARK_WORDS.de), allergenText(undefined, MENU_MARK_WORDS.de)]).toEqual([null, null]);
});

test("each of the fourteen has a word of its own in each language", () => {
  for (const { allergens } of Object.values(MENU_MARK_WORDS)) {
    expect(new Set(Allergen.options.map((one) => allergens[one].trim())).size).toBe(Allergen.options.length);
  }
});
