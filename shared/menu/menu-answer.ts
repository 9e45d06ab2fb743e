/** The menu as customers and screens read it. A promotion with a code is not shown: its name alone would give it away. */
import type { MenuAnswer } from "../api/orders.ts";
import type { ProfileDocument } from "../profile.ts";
import type { Availability, MenuDocument } from "./menu.ts";

export function menuAnswer(menu: MenuDocument, profile: Pick<ProfileDocument, "name" | "tax">, availability: Availability): MenuAnswer {
  const soldOut = new Set(availability.sold_out_item_ids);
  return {
    store_id: menu.store_id,
    store_name: profile.name,
    version: menu.version,
    sold_out_revision: availability.revision,
    currency: menu.currency,
    minor_digits: menu.minor_digits,
    tax_inclusive: profile.tax.inclusive,
    categories: menu.categories,
    items: menu.items.map((item) => ({ ...item, is_available: !soldOut.has(item.item_id) })),
    modifier_groups: menu.modifier_groups,
    promotions: menu.promotions.flatMap(({ promotion_id, name, code }) => (code === null ? [{ promotion_id, name }] : [])),
  };
}
