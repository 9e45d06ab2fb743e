import { describe, expect, test } from "vitest";
import type { TaxRate } from "./profile.ts";
import { taxFaults } from "./tax-rates.ts";

const drink: TaxRate = { tax_category: "drink", rate_ppm: 190_000 };
const fields = (rates: TaxRate[], categories: string[] = []) => taxFaults({ rates }, categories).map(({ field }) => field);

describe("tax rates are refused with", () => {
  test.each<[what: string, rates: TaxRate[], fields: string[]]>([
    ["a category twice", [drink, drink], ["/tax/rates/1/tax_category"]],
    [
      "two of one day",
      [drink, { ...drink, valid_from: "2026-07-01" }, { ...drink, rate_ppm: 0, valid_from: "2026-07-01" }],
      ["/tax/rates/2/valid_from"],
    ],
    ["no rate for what is eaten in", [{ ...drink, fulfillment_type: "PICKUP" }], ["/tax/rates/0/tax_category"]],
    ["no rate from the beginning", [{ ...drink, valid_from: "2026-07-01" }], ["/tax/rates/0/tax_category"]],
    [
      "no rate from the beginning for one kind of sale",
      [
        { ...drink, fulfillment_type: "PICKUP" },
        { ...drink, fulfillment_type: "IN_STORE", valid_from: "2026-07-01" },
      ],
      ["/tax/rates/1/tax_category"],
    ],
    [
      "components of another sum",
      [
        {
          ...drink,
          components: [
            { name: "GST", rate_ppm: 50_000 },
            { name: "QST", rate_ppm: 99_750 },
          ],
        },
      ],
      ["/tax/rates/0/rate_ppm"],
    ],
    [
      "a component twice",
      [
        {
          ...drink,
          rate_ppm: 100_000,
          components: [
            { name: "GST", rate_ppm: 50_000 },
            { name: "GST", rate_ppm: 50_000 },
          ],
        },
      ],
      ["/tax/rates/0/components/1/name"],
    ],
    ["an exemption that has a rate", [{ ...drink, is_exempt: true }], ["/tax/rates/0/is_exempt"]],
  ])("%s", (_what, rates, expected) => expect(fields(rates)).toEqual(expected));

  test("none for a category of the menu", () => expect(fields([drink], ["drink", "food"])).toEqual(["/tax/rates"]));
});

test("rates by kind of sale and day that leave no gap are right", () => {
  const rates: TaxRate[] = [
    drink,
    { ...drink, valid_from: "2026-07-01" },
    { ...drink, fulfillment_type: "PICKUP", valid_from: "2026-07-01" },
    { tax_category: "food", fulfillment_type: "PICKUP", rate_ppm: 0 },
    { tax_category: "food", fulfillment_type: "IN_STORE", rate_ppm: 200_000 },
    { tax_category: "book", rate_ppm: 0, is_exempt: true },
  ];
  expect(fields(rates, ["drink", "food", "book"])).toEqual([]);
});
