import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CURRENCIES, digitsOf, isCurrency, minorDigits, unitOf } from "./currency.ts";
import { moneyText } from "./money-text.ts";

const minor = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

test("prices in forint, rupiah, lek and pesos print with the digits that they have", () => {
  expect(["HUF", "IDR", "ALL", "COP", "PKR"].map((currency) => moneyText(149_000, currency))).toEqual([
    "1490.00 HUF",
    "1490.00 IDR",
    "1490.00 ALL",
    "1490.00 COP",
    "1490.00 PKR",
  ]);
  expect(["ISK", "UGX", "JPY", "KWD", "IQD", "EUR"].map((currency) => moneyText(1490, currency))).toEqual([
    "1490 ISK",
    "1490 UGX",
    "1490 JPY",
    "1.490 KWD",
    "1.490 IQD",
    "14.90 EUR",
  ]);
});

describe("every currency", () => {
  test.each([0, 2, 3])("with %i digits: the text has them, and says the amount exactly", (digits) => {
    const currencies = CURRENCIES.filter((currency) => minorDigits(currency) === digits);
    fc.assert(
      fc.property(fc.constantFrom(...currencies), minor, (currency, amount) => {
        const [text = "", code] = moneyText(amount, currency).split(" ");
        expect(code).toBe(currency);
        expect(text).toMatch(digits === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${digits}}$`));
        expect(BigInt(text.replace(".", ""))).toBe(BigInt(amount));
      }),
    );
  });

  test("is known, and nothing else is", () => {
    expect(CURRENCIES).toHaveLength(new Set(CURRENCIES).size);
    expect(CURRENCIES.every(isCurrency)).toBe(true);
    expect(["ABC", "eur", "", "EURO"].some(isCurrency)).toBe(false);
  });
});

test("amounts from before the table are shown as they were, new ones with their digits", () => {
  expect(moneyText(1490, { currency: "HUF" })).toBe("1490 HUF");
  expect(moneyText(149_000, unitOf("HUF"))).toBe("1490.00 HUF");
  for (const currency of ["EUR", "JPY", "KWD", "ISK"]) {
    expect(unitOf(currency)).toEqual({ currency });
    expect(digitsOf({ currency })).toBe(minorDigits(currency));
  }
});
