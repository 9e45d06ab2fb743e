/** What a store has said to be sold out: items, and modifiers wherever they are offered. What it said last of each counts. */
import type { Availability } from "@crema/shared/domain/menu/menu";
import type pg from "pg";
import { bigint, boolean, insertInto, insertRows, text } from "./insert.ts";
import type { PendingRows } from "./pending-rows.ts";

/** What the store has said to be sold out. */
export async function readAvailability(client: pg.ClientBase | pg.Pool, storeId: string): Promise<Availability> {
  const found = await client.query<{ of: "item" | "modifier"; id: string; sold_out: boolean; revision: number }>({
    name: "read_availability",
    text: `SELECT 'item' AS of, item_id AS id, sold_out, revision FROM store_availability WHERE store_id = $1
           UNION ALL SELECT 'modifier', modifier_id, sold_out, revision FROM store_modifier_availability WHERE store_id = $1 ORDER BY of, id`,
    values: [storeId],
  });
  const soldOut = (kind: "item" | "modifier") => found.rows.flatMap((row) => (row.of === kind && row.sold_out ? [row.id] : []));
  return {
    revision: found.rows.reduce((highest, row) => Math.max(highest, row.revision), 0),
    sold_out_item_ids: soldOut("item"),
    sold_out_modifier_ids: soldOut("modifier"),
  };
}

export async function writeAvailability(client: pg.ClientBase, storeId: string, pending: PendingRows): Promise<void> {
  const rowsOf = (said: PendingRows["availability"]) => [...said].map(([id, one]) => ({ ...one, id, store_id: storeId }));
  await insertRows(client, UPSERT_ITEMS, rowsOf(pending.availability));
  await insertRows(client, UPSERT_MODIFIERS, rowsOf(pending.modifierAvailability));
}

interface Row {
  readonly store_id: string;
  readonly id: string;
  readonly sold_out: boolean;
  readonly revision: number;
}

const store_id = text<Row>((row) => row.store_id);
const said = { sold_out: boolean<Row>((row) => row.sold_out), revision: bigint<Row>((row) => row.revision) };

const UPSERT_ITEMS = insertInto<Row>(
  "store_availability",
  { store_id, item_id: text((row) => row.id), ...said },
  `ON CONFLICT (store_id, item_id) DO UPDATE SET sold_out = excluded.sold_out, revision = excluded.revision
   WHERE excluded.revision > store_availability.revision`,
);
const UPSERT_MODIFIERS = insertInto<Row>(
  "store_modifier_availability",
  { store_id, modifier_id: text((row) => row.id), ...said },
  `ON CONFLICT (store_id, modifier_id) DO UPDATE SET sold_out = excluded.sold_out, revision = excluded.revision
   WHERE excluded.revision > store_modifier_availability.revision`,
);
