import { expect, test } from "vitest";
import { quickCash } from "./quick-cash.ts";

test("quick cash is what the currency's notes make up above the amount, the least first", () => {
  expect(quickCash(1143, { currency: "EUR" })).toEqual([1500, 2000, 5000, 10_000]);
  expect(quickCash(2000, { currency: "EUR" })).toEqual([5000, 10_000, 20_000, 50_000]);
  expect(quickCash(1143, { currency: "USD" }).slice(0, 3)).toEqual([1200, 1500, 2000]);
  expect(quickCash(860, { currency: "JPY" })).toEqual([1000, 2000, 5000, 10_000]);
  expect(quickCash(1143, { currency: "XTS" })).toEqual([2000, 5000, 10_000, 20_000]);
});
