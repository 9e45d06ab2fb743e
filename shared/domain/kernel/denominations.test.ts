import { expect, test } from "vitest";
import { CURRENCIES, isCurrency } from "./currency.ts";
import { denominationsOf } from "./denominations.ts";

test("notes and coins are in minor units of the currency's own digits, the largest first", () => {
  expect(denominationsOf({ currency: "EUR" })[0]).toEqual({ kind: "note", value_cents: 50_000 });
  expect(denominationsOf({ currency: "EUR" }).at(-1)).toEqual({ kind: "coin", value_cents: 1 });
  expect(denominationsOf({ currency: "JPY" })[0]?.value_cents).toBe(10_000);
  expect(denominationsOf({ currency: "HUF", minor_digits: 2 })[0]?.value_cents).toBe(2_000_000);
  // As an older menu shows forints.
  expect(denominationsOf({ currency: "HUF" })[0]?.value_cents).toBe(20_000);
});

test("a dollar note and a dollar coin are told apart, and a currency without a table has none", () => {
  expect(denominationsOf({ currency: "USD" }).filter(({ value_cents }) => value_cents === 100)).toHaveLength(2);
  expect(denominationsOf({ currency: "KES" })).toEqual([]);
});

test("each is at most as many as a count takes, and a currency of ISO 4217", () => {
  for (const currency of CURRENCIES) expect(denominationsOf({ currency }).length).toBeLessThanOrEqual(40);
  expect(isCurrency("EUR")).toBe(true);
});
