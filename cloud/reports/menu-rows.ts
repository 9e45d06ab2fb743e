/** The rows of a store's menu as they are edited. Modifiers stand in rows of their own and come back inside their group. */

import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import type { Pool } from "pg";

export async function menuRows(pool: Pool, storeId: string): Promise<Result<MenuRows>> {
  const found = await pool.query<{
    known: boolean;
    categories: unknown[];
    items: unknown[];
    groups: Record<string, unknown>[];
    modifiers: { group_id: string; definition: unknown }[];
    promotions: unknown[];
    dayparts: unknown[];
  }>(
    `SELECT EXISTS (SELECT 1 FROM stores WHERE store_id = $1) AS known,
            ${listOf("menu_categories")} AS categories, ${listOf("menu_items")} AS items, ${listOf("modifier_groups")} AS groups,
            (SELECT coalesce(json_agg(json_build_object('group_id', group_id, 'definition', definition) ORDER BY position), '[]')
             FROM modifiers WHERE store_id = $1) AS modifiers,
            ${listOf("promotions")} AS promotions, ${listOf("dayparts")} AS dayparts`,
    [storeId],
  );
  const row = found.rows[0];
  if (!row?.known) return refuse("store.not_found", `There is no store ${storeId} here.`);
  const { categories, items, groups, modifiers, promotions, dayparts } = row;
  const modifier_groups = groups.map((group) => ({
    ...group,
    modifiers: modifiers.filter((one) => one.group_id === group.group_id).map((one) => one.definition),
  }));
  return ok(MenuRows.parse({ categories, items, modifier_groups, promotions, ...(dayparts.length > 0 && { dayparts }) }));
}

function listOf(table: "menu_categories" | "menu_items" | "modifier_groups" | "promotions" | "dayparts"): string {
  return `(SELECT coalesce(json_agg(definition ORDER BY position), '[]') FROM ${table} WHERE store_id = $1)`;
}
