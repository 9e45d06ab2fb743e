/** What people order: baskets picked from a store's own menu, the same ones for the same seed. */

import type { RandomFraction } from "@crema/shared/domain/kernel/clock";
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";

const NAMES = ["Ada", "Bo", "Chiara", "Dmitri", "Esra", "Femi", "Greta", "Hugo", "Inès", "Jonas", "Kim", "Lola"];

/** Between one and three lines, with modifiers of their groups, sometimes with the promotion's code. */
export function basket(menu: MenuResponse, random: RandomFraction): Omit<PlaceOrderRequest, "store_id"> {
  const pick = <T>(from: readonly T[]): T => {
    const one = from[Math.floor(random() * from.length)];
    if (one === undefined) throw new Error("The menu is empty.");
    return one;
  };
  // What is sold in a part of the day only, the app may refuse by the time it is ordered.
  const available = menu.items.filter((item) => item.is_available && !item.daypart_ids?.length);
  let subtotal = 0;
  let hasFood = false;
  const items = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
    const item = pick(available);
    subtotal += item.base_price_cents;
    hasFood ||= item.category_id === "food";
    const groups = menu.modifier_groups.filter((group) => item.modifier_group_ids.includes(group.group_id));
    const modifiers = groups
      .filter(() => random() < 0.4)
      .flatMap((group) => {
        const { modifier_id, max_qty = 1 } = pick(group.modifiers);
        return Array<string>(max_qty > 1 && random() < 0.5 ? 2 : 1).fill(modifier_id);
      });
    return { item_id: item.item_id, qty: random() < 0.8 ? 1 : 2, modifier_ids: modifiers, note: null };
  });
  return {
    fulfillment_type: random() < 0.6 ? "PICKUP" : "IN_STORE",
    payment_method: "AT_STORE",
    items,
    // A code that takes nothing off is refused: it needs something of the bakery, and 5.00 in all.
    promotion_codes: random() < 0.15 && hasFood && subtotal >= 500 ? ["BAKERY10"] : [],
    customer_name: pick(NAMES),
    note: null,
    requested_for: null,
    expected_total_cents: null,
  };
}
