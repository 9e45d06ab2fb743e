import { cents } from "@crema/shared/domain/kernel/money";
import type { Promotion } from "@crema/shared/domain/menu/menu";
import { item, milk, modifier, promotion } from "@crema/shared/domain/menu/menu.test-fixture";
import type { Language } from "@crema/shared/domain/store/profile";
import { wordsIn } from "@crema/ui/words/words.test-fixture.ts";
import { describe, expect, test } from "vitest";
import { cardText, coveredNames, isOver, needsTexts, type Reader, whatText, whenText } from "./promotion-text.ts";
import de from "./words/de.json" with { type: "json" };
import en from "./words/en.json" with { type: "json" };
import es from "./words/es.json" with { type: "json" };

const shown: Reader["menu"] = {
  ...{
    currency: "EUR",
    minor_digits: 2,
    modifier_groups: [{ ...milk, modifiers: [modifier("whole"), { ...modifier("oat"), name: "Oat milk" }] }],
  },
  categories: [
    { category_id: "coffee", name: "Coffee", sort: 1, names: { de: "Kaffee", es: "Café" } },
    { category_id: "bakery", name: "Bakery", sort: 2, names: { de: "Gebäck" } },
  ],
  items: [item("latte", 400, { name: "Latte" }), item("muffin", 300, { name: "Muffins", category_id: "bakery" })].map((one) => ({
    ...one,
    is_available: true,
  })),
} as Reader["menu"];
const TEXTS = { en, de, es };
const reader = (language: Language = "en", locale: string = language): Reader => ({
  ...{
    t: wordsIn(language, TEXTS[language], locale),
    menu: shown,
    timeZone: "Europe/Berlin",
    nowMs: Date.parse("2026-05-04T08:00:00.000Z"),
  },
});
const rule = (changes: Partial<Promotion>) => promotion("p", changes);
const days = (weekdays: number[], open: string, close: string) => weekdays.map((weekday) => ({ weekday, open, close }));
/** Spaces that do not break are as good as others. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");
const all = (changes: Partial<Promotion>) =>
  (["en", "de", "es"] as const).map((language) => plain(whatText(rule(changes), reader(language))));

describe("what a promotion takes off is said in the reader's language", () => {
  const part = (category: string, qty: number) => ({ item_ids: [], category_ids: [category], qty });
  test.each<[string, Partial<Promotion>, string[]]>([
    ["a share", { rate_ppm: 125_000 }, ["12.5% off everything", "12,5 % Rabatt auf alles", "12,5 % de descuento en todo"]],
    [
      "an amount",
      { kind: "AMOUNT", amount_cents: cents(200), category_ids: ["coffee"] },
      ["€2.00 off Coffee", "2,00 € Rabatt auf Kaffee", "2,00 € de descuento en Café"],
    ],
    [
      "a price, with a choice",
      { kind: "FIXED_PRICE", price_cents: cents(250), item_ids: ["latte"], modifier_ids: ["oat"] },
      ["Latte with Oat milk for €2.50 each", "Latte mit Oat milk für je 2,50 €", "Latte con Oat milk a 2,50 € cada uno"],
    ],
    [
      "units",
      { kind: "BUY_X_GET_Y", buy_qty: 1, get_qty: 1, item_ids: ["muffin"] },
      ["2 for 1 on Muffins", "2 für 1 auf Muffins", "2 por 1 en Muffins"],
    ],
    [
      "a bundle",
      { kind: "BUNDLE", price_cents: cents(600), bundle: [part("coffee", 1), part("bakery", 2)] },
      ["Coffee + 2 × Bakery for €6.00", "Kaffee + 2 × Gebäck für 6,00 €", "Café + 2 × Bakery por 6,00 €"],
    ],
  ])("%s", (_what, changes, said) => expect(all(changes)).toEqual(said));
});

describe("when it counts", () => {
  const when = (changes: Partial<Promotion>, of = reader()) => plain(whenText(rule(changes), of));
  test("is its days from Monday on, by the reader's names, and the store's times", () => {
    const weekdays = { hours: days([1, 2, 3, 4, 5], "17:00", "19:00") };
    expect([when(weekdays), when(weekdays, reader("de")), when(weekdays, reader("es"))]).toEqual([
      ...["Mon–Fri 5:00 PM–7:00 PM", "Mo–Fr 17:00–19:00", "lun–vie 17:00–19:00"],
    ]);
    expect(when({ hours: [...days([0, 6], "08:00", "10:00"), ...days([2], "22:00", "01:00")] })).toBe(
      "Sat, Sun 8:00 AM–10:00 AM, Tue 10:00 PM–1:00 AM",
    );
    expect(when({ hours: days([0, 1, 2, 3, 4, 5, 6], "15:00", "16:00") }, reader("de"))).toBe("täglich 15:00–16:00");
    expect(when({})).toBe("");
  });

  test("names its last day, and its first as long as that is to come, by the store's calendar", () => {
    const may = { starts_at: "2026-05-09T22:00:00.000Z", ends_at: "2026-05-31T22:00:00.000Z" };
    expect(when(may, reader("en", "en-GB"))).toBe("from 10 May, until 31 May");
    expect(when({ ...may, starts_at: "2026-05-01T00:00:00.000Z" }, reader("de"))).toBe("bis 31. Mai");
    expect([isOver(rule(may), Date.parse("2026-05-31T22:00:00.000Z")), isOver(rule(may), Date.parse("2026-05-31T21:59:59.999Z"))]).toEqual([
      ...[true, false],
    ]);
  });
});

test("what it needs is said, and nothing where it needs nothing", () => {
  const changes: Partial<Promotion> = {
    ...{ min_subtotal_cents: cents(1000), fulfillment_types: ["IN_STORE"], is_exclusive: true },
    limits: { first_order: true, per_customer: 2, in_all: 100 },
  };
  expect(needsTexts(rule(changes), reader()).map(plain)).toEqual([
    "for orders of €10.00 or more",
    "to eat in",
    "for your first order here, signed in",
    "2 times for each customer, signed in",
    "while supplies last",
    "not with other offers",
  ]);
  expect(needsTexts(rule({ fulfillment_types: ["PICKUP", "IN_STORE"] }), reader())).toEqual([]);
});

test("a card says before any tap what the promotion needs", () => {
  const bakery = rule({ rate_ppm: 100_000, category_ids: ["bakery"], min_subtotal_cents: cents(500) });
  expect((["en", "de", "es"] as const).map((language) => plain(cardText(bakery, reader(language))))).toEqual([
    "10% off Bakery · for orders of €5.00 or more",
    "10 % Rabatt auf Gebäck · ab 5,00 € Bestellwert",
    "10 % de descuento en Bakery · en pedidos desde 5,00 €",
  ]);
  expect(plain(cardText(rule({ rate_ppm: 100_000 }), reader()))).toBe("10% off everything");
});

test("which items it is for is said by name, and nothing where it is for all", () => {
  expect(coveredNames(rule({ category_ids: ["bakery"], item_ids: ["latte"] }), reader())).toEqual(["Latte", "Muffins"]);
  expect(coveredNames(rule({ modifier_ids: ["oat"] }), reader())).toEqual([]);
  expect(coveredNames(rule({ kind: "BUNDLE", bundle: [{ item_ids: [], category_ids: ["bakery"], qty: 1 }] }), reader())).toEqual([
    "Muffins",
  ]);
});
