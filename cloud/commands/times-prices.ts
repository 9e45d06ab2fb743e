/** Every amount of a menu, multiplied. */

import { cents } from "@crema/shared/domain/kernel/money";
import type { Modifier } from "@crema/shared/domain/menu/menu";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";

export function timesPrices<T extends MenuRows>(rows: T, times: number): T {
  const more = (amount: number) => cents(amount * times);
  return {
    ...rows,
    items: rows.items.map((item) => ({ ...item, base_price_cents: more(item.base_price_cents) })),
    modifier_groups: rows.modifier_groups.map((group) => ({
      ...group,
      modifiers: group.modifiers.map((modifier) => ({
        ...modifier,
        price_delta_cents: more(modifier.price_delta_cents),
        ...(modifier.prices && {
          prices: modifier.prices.map((price) => ({ ...price, price_delta_cents: more(price.price_delta_cents) })),
        }),
      })),
    })),
    promotions: rows.promotions.map((promotion) => ({
      ...promotion,
      amount_cents: more(promotion.amount_cents),
      min_subtotal_cents: more(promotion.min_subtotal_cents),
      ...(promotion.price_cents !== undefined && { price_cents: more(promotion.price_cents) }),
    })),
  };
}

const amountsOf = ({ price_delta_cents, prices = [] }: Modifier): number[] =>
  [price_delta_cents, ...prices.map((price) => price.price_delta_cents)].map(Math.abs);

export function largestOf(rows: MenuRows): number {
  return Math.max(
    0,
    ...rows.items.map((item) => item.base_price_cents),
    ...rows.modifier_groups.flatMap((group) => group.modifiers.flatMap(amountsOf)),
    ...rows.promotions.flatMap((promotion) => [promotion.amount_cents, promotion.min_subtotal_cents, promotion.price_cents ?? 0]),
  );
}
