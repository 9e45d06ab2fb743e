import { z } from "@hono/zod-openapi";
import { Daypart, MenuCategory, MenuItem, ModifierGroup, Promotion } from "./menu.ts";

/** The rows of a store's menu. Publishing freezes them into the next version of the document. */
export const MenuRows = z
  .object({
    categories: z.array(MenuCategory).max(100),
    items: z.array(MenuItem).max(1000),
    modifier_groups: z.array(ModifierGroup).max(300),
    promotions: z.array(Promotion).max(200).default([]),
    dayparts: z.array(Daypart).max(20).optional(),
  })
  .openapi("MenuRows");
export type MenuRows = z.infer<typeof MenuRows>;
