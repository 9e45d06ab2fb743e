import { Allergen } from "@crema/shared/domain/menu/menu";
import { expect, test } from "vitest";
import { wordsIn } from "../words/words.test-fixture.ts";
import { allergenText } from "./menu-words.ts";

const ALL = (["en", "de", "es"] as const).map((language) => wordsIn(language));

test("what is in an item is said in the language of its name, and nothing where the menu says nothing", () => {
  const said = ALL.map((t) => allergenText(["MILK", "NUTS"], t));
  expect(said).toEqual(["Contains milk, nuts", "Enthält Milch, Schalenfrüchte", "Contiene leche, nueces"]);
  expect([allergenText([], wordsIn("de")), allergenText(undefined, wordsIn("de"))]).toEqual([null, null]);
});

test("each of the fourteen has a word of its own in each language", () => {
  for (const t of ALL) {
    expect(new Set(Allergen.options.map((one) => t(`menu.allergen.${one}`).trim())).size).toBe(Allergen.options.length);
  }
});
