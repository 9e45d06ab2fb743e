/** A menu as headquarters sends it. What is read again, from a database or a document, is MenuRows and MenuDocument. */
import { z } from "@hono/zod-openapi";
import { RequestedTime } from "../domain/kernel/clock.ts";
import { MenuCategory, MenuItem, Modifier, ModifierGroup, Promotion } from "../domain/menu/menu.ts";

/** A menu of a thousand items in any script, with all their groups and modifiers. */
export const MAX_MENU_BYTES = 4 * 1024 * 1024;

/** As they are sent: a member that this release does not know would change what is sold, so it is refused at every depth. */
export const MenuInput = z
  .strictObject({
    categories: z.array(MenuCategory.strict()).max(100),
    items: z.array(MenuItem.strict()).max(1000),
    modifier_groups: z.array(z.strictObject({ ...ModifierGroup.shape, modifiers: z.array(Modifier.strict()).min(1).max(60) })).max(300),
    promotions: z
      .array(Promotion.extend({ starts_at: RequestedTime.nullable(), ends_at: RequestedTime.nullable() }).strict())
      .max(200)
      .default([]),
  })
  .openapi("MenuInput");
