import { cents } from "@crema/shared/domain/kernel/money";
import { menu, modifier, promotion } from "@crema/shared/domain/menu/menu.test-fixture";
import { expect, test } from "vitest";
import { largestOf, timesPrices } from "./times-prices.ts";

test("every amount is multiplied, those of a choice beside another one too", () => {
  const oat = { ...modifier("oat", 60), prices: [{ with_modifier_id: "large", price_delta_cents: -9_000 }] };
  const [group] = menu.modifier_groups;
  const rows = { ...menu, modifier_groups: group ? [{ ...group, modifiers: [oat] }] : [] };
  expect(timesPrices(rows, 100).modifier_groups[0]?.modifiers).toEqual([
    { ...oat, price_delta_cents: 6_000, prices: [{ with_modifier_id: "large", price_delta_cents: -900_000 }] },
  ]);
  expect(largestOf(rows)).toBe(9_000);
  const promotions = [promotion("fixed", { kind: "FIXED_PRICE", price_cents: cents(10_000) })];
  expect(timesPrices({ ...rows, promotions }, 100).promotions).toMatchObject([{ price_cents: 1_000_000 }]);
  expect(largestOf({ ...rows, promotions })).toBe(10_000);
});
