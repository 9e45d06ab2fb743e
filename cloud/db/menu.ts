/** The rows of a store's menu as headquarters edits them: replaced together, read together. */

import type { Daypart, MenuCategory, MenuItem, Modifier, ModifierGroup, Promotion } from "@crema/shared/domain/menu/menu";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import type pg from "pg";
import { type Insert, insertInto, insertRows, int, json, text } from "./insert.ts";

interface At<T> {
  readonly store_id: string;
  readonly position: number;
  readonly row: T;
}

const base = <T>() => ({
  store_id: text<At<T>>((at) => at.store_id),
  position: int<At<T>>((at) => at.position),
});

type GroupHead = Omit<ModifierGroup, "modifiers">;
interface ModifierOf {
  readonly group_id: string;
  readonly modifier: Modifier;
}

const CATEGORIES = insertInto<At<MenuCategory>>("menu_categories", {
  ...base<MenuCategory>(),
  category_id: text((at) => at.row.category_id),
  definition: json((at) => at.row),
});
const ITEMS = insertInto<At<MenuItem>>("menu_items", {
  ...base<MenuItem>(),
  item_id: text((at) => at.row.item_id),
  definition: json((at) => at.row),
});
const GROUPS = insertInto<At<GroupHead>>("modifier_groups", {
  ...base<GroupHead>(),
  group_id: text((at) => at.row.group_id),
  definition: json((at) => at.row),
});
const MODIFIERS = insertInto<At<ModifierOf>>("modifiers", {
  ...base<ModifierOf>(),
  group_id: text((at) => at.row.group_id),
  modifier_id: text((at) => at.row.modifier.modifier_id),
  definition: json((at) => at.row.modifier),
});
const PROMOTIONS = insertInto<At<Promotion>>("promotions", {
  ...base<Promotion>(),
  promotion_id: text((at) => at.row.promotion_id),
  definition: json((at) => at.row),
});

const DAYPARTS = insertInto<At<Daypart>>("dayparts", {
  ...base<Daypart>(),
  daypart_id: text((at) => at.row.daypart_id),
  definition: json((at) => at.row),
});

/** Ids must be unique within their kind (checkMenu). Inside a transaction. */
export async function replaceMenuRows(client: pg.ClientBase, storeId: string, rows: MenuRows): Promise<void> {
  for (const table of ["menu_categories", "menu_items", "modifier_groups", "modifiers", "promotions", "dayparts"]) {
    await client.query(`DELETE FROM ${table} WHERE store_id = $1`, [storeId]);
  }
  const write = <T>(insert: Insert<At<T>>, list: readonly T[]) =>
    insertRows(
      client,
      insert,
      list.map((row, position) => ({ store_id: storeId, position, row })),
    );
  await write(CATEGORIES, rows.categories);
  await write(ITEMS, rows.items);
  await write(
    GROUPS,
    rows.modifier_groups.map(({ modifiers: _modifiers, ...head }) => head),
  );
  await write(
    MODIFIERS,
    rows.modifier_groups.flatMap(({ group_id, modifiers }) => modifiers.map((modifier) => ({ group_id, modifier }))),
  );
  await write(PROMOTIONS, rows.promotions);
  await write(DAYPARTS, rows.dayparts ?? []);
}

export async function readMenuRows(client: pg.ClientBase | pg.Pool, storeId: string): Promise<MenuRows> {
  const read = async <T>(table: string, column = "definition") =>
    (await client.query<{ row: T }>(`SELECT ${column} AS row FROM ${table} WHERE store_id = $1 ORDER BY position`, [storeId])).rows.map(
      ({ row }) => row,
    );
  const categories = await read<MenuCategory>("menu_categories");
  const items = await read<MenuItem>("menu_items");
  const heads = await read<GroupHead>("modifier_groups");
  const modifiers = await read<ModifierOf>("modifiers", "json_build_object('group_id', group_id, 'modifier', definition)");
  const promotions = await read<Promotion>("promotions");
  const dayparts = await read<Daypart>("dayparts");
  const modifier_groups = heads.map((head) => ({
    ...head,
    modifiers: modifiers.filter((one) => one.group_id === head.group_id).map((one) => one.modifier),
  }));
  return { categories, items, modifier_groups, promotions, ...(dayparts.length > 0 && { dayparts }) };
}
