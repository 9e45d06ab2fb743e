/** A menu as headquarters sends it. What is read again, from a database or a document, is MenuRows and MenuDocument. */
import { z } from "@hono/zod-openapi";
import { RequestedTime } from "../domain/kernel/clock.ts";
import { AmountCents, RatePpm, ZERO } from "../domain/kernel/money.ts";
import {
  BundlePart,
  Daypart,
  MenuCategory,
  MenuItem,
  Modifier,
  ModifierGroup,
  ModifierPrice,
  Promotion,
  PromotionLimits,
  Translations,
} from "../domain/menu/menu.ts";
import { OpeningHours } from "../domain/store/profile.ts";

/** A menu of a thousand items in any script, with all their groups and modifiers. */
export const MAX_MENU_BYTES = 4 * 1024 * 1024;

const names = Translations.strict().optional();
const descriptions = MenuItem.shape.descriptions.unwrap().strict().optional();
const BundlePartInput = BundlePart.extend({
  item_ids: BundlePart.shape.item_ids.default([]),
  category_ids: BundlePart.shape.category_ids.default([]),
}).strict();
const ModifierInput = Modifier.extend({ names, prices: z.array(ModifierPrice.strict()).max(20).optional() }).strict();

const PromotionInput = Promotion.extend({
  names,
  rate_ppm: RatePpm.default(0),
  amount_cents: AmountCents.default(ZERO),
  item_ids: Promotion.shape.item_ids.default([]),
  category_ids: Promotion.shape.category_ids.default([]),
  bundle: z.array(BundlePartInput).min(1).max(10).optional(),
  min_subtotal_cents: AmountCents.default(ZERO),
  starts_at: RequestedTime.nullable().default(null),
  ends_at: RequestedTime.nullable().default(null),
  hours: z.array(OpeningHours.strict()).min(1).max(50).optional(),
  limits: PromotionLimits.strict().optional(),
}).strict();

/** As they are sent: a member that this release does not know would change what is sold, so it is refused at every depth. */
export const MenuInput = z
  .strictObject({
    categories: z.array(MenuCategory.extend({ names }).strict()).max(100),
    items: z.array(MenuItem.extend({ names, descriptions }).strict()).max(1000),
    modifier_groups: z.array(ModifierGroup.extend({ names, modifiers: z.array(ModifierInput).min(1).max(60) }).strict()).max(300),
    promotions: z.array(PromotionInput).max(200).default([]),
    dayparts: z
      .array(Daypart.extend({ names, spans: z.array(OpeningHours.strict()).min(1).max(50) }).strict())
      .max(20)
      .optional(),
  })
  .openapi("MenuInput");
