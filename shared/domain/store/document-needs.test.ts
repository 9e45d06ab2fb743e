import { expect, test } from "vitest";
import { menu } from "../menu/menu.test-fixture.ts";
import { needsOf } from "./document-needs.ts";
import type { ProfileDocument, TaxRate } from "./profile.ts";

test("[L8] a menu whose digits an older release did not show needs a box that reads them; any other needs nothing new", () => {
  expect(needsOf(menu)).toBe(3);
  expect(needsOf({ ...menu, currency: "HUF", minor_digits: 2 })).toBe(4);
  expect(needsOf({ ...menu, currency: "HUF" })).toBe(3);
  expect(needsOf({ ...menu, currency: "EUR", minor_digits: 2 })).toBe(3);
});

test("[L8] a profile with one rate for a category needs nothing new; one that says more of it would be sold by wrongly", () => {
  const drink = { tax_category: "drink", rate_ppm: 190_000 };
  const needsWith = (rate: TaxRate) => needsOf({ tax: { inclusive: true, rounding: "LINE", rates: [rate] } } as ProfileDocument);
  const more: Partial<TaxRate>[] = [
    { fulfillment_type: "PICKUP" },
    { valid_from: "2026-07-01" },
    { name: "VAT" },
    { components: [] },
    { is_exempt: true },
  ];
  expect(needsWith(drink)).toBe(3);
  expect(more.map((members) => needsWith({ ...drink, ...members }))).toEqual(more.map(() => 6));
});
