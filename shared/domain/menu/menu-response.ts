/** The menu as customers and screens read it. A promotion with a code is not shown: its name alone would give it away. */
import { z } from "@hono/zod-openapi";
import { StoreId } from "../kernel/ids.ts";
import { Currency, MinorDigits } from "../kernel/money.ts";
import type { ProfileDocument } from "../store/profile.ts";
import { type Availability, MenuCategory, type MenuDocument, MenuItem, ModifierGroup, Promotion } from "./menu.ts";

export const MenuResponse = z
  .object({
    store_id: StoreId,
    store_name: z.string(),
    version: z.number().int(),
    sold_out_revision: z.number().int(),
    currency: Currency,
    minor_digits: MinorDigits,
    tax_inclusive: z.boolean(),
    categories: z.array(MenuCategory),
    items: z.array(MenuItem.extend({ is_available: z.boolean() })),
    modifier_groups: z.array(ModifierGroup),
    promotions: z.array(Promotion.pick({ promotion_id: true, name: true })),
  })
  .openapi("Menu");
export type MenuResponse = z.infer<typeof MenuResponse>;

export function menuResponse(menu: MenuDocument, profile: Pick<ProfileDocument, "name" | "tax">, availability: Availability): MenuResponse {
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
