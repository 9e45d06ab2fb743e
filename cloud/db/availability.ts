/**
 * What a store has said to be sold out, until when, and how much is left: of items, and of modifiers wherever they are offered. What it
 * said last of each counts. How much is left of what it counts comes with every heartbeat, and only with an event where nothing is left.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { type Availability, Counted, MAX_STOCK_SAID } from "@crema/shared/domain/menu/menu";
import type pg from "pg";
import type { Asks } from "./batch.ts";
import { bigint, boolean, insertInto, insertRows, int, text, timestamptz } from "./insert.ts";
import type { PendingRows, SaidOfStock } from "./pending-rows.ts";

interface Said {
  readonly kind: "item" | "modifier";
  readonly id: string;
  readonly sold_out: boolean;
  readonly revision: number;
  readonly until: Date | null;
  readonly left_qty: number | null;
}

/** What the store has said, less nothing: also of what is past its `until` here. No more than a snapshot takes. */
export async function readAvailability(client: pg.ClientBase | pg.Pool, storeId: string): Promise<Availability> {
  const found = await client.query<Said>({
    name: "read_availability",
    text: `SELECT 'item' AS kind, item_id AS id, sold_out, revision, until, left_qty FROM store_availability WHERE store_id = $1
           UNION ALL SELECT 'modifier', modifier_id, sold_out, revision, until, left_qty FROM store_modifier_availability
           WHERE store_id = $1 ORDER BY kind, id`,
    values: [storeId],
  });
  const heard = await client.query<{ counted: unknown }>({
    name: "read_counted",
    text: "SELECT heartbeat -> 'counted' AS counted FROM store_link_seen WHERE store_id = $1",
    values: [storeId],
  });
  const rows = found.rows;
  const ends = rows.flatMap(({ kind, id, sold_out, until }) => (sold_out && until ? [{ kind, id, until: iso(until.getTime()) }] : []));
  const soldOut = (kind: Said["kind"]) => rows.flatMap((row) => (row.kind === kind && row.sold_out ? [row.id] : []));
  return {
    revision: rows.reduce((highest, row) => Math.max(highest, row.revision), 0),
    sold_out_item_ids: soldOut("item"),
    sold_out_modifier_ids: soldOut("modifier"),
    until: ends.slice(0, MAX_STOCK_SAID),
    counted: countedNow(rows, Counted.array().safeParse(heard.rows[0]?.counted).data).slice(0, MAX_STOCK_SAID),
  };
}

/** `heard`: with the last heartbeat; undefined: nothing was, so what was said last by events. What staff have marked is not counted. */
function countedNow(rows: readonly Said[], heard: Counted[] | undefined): Counted[] {
  const marked = new Set(rows.flatMap(({ kind, id, sold_out, left_qty }) => (sold_out && left_qty === null ? [`${kind} ${id}`] : [])));
  const said = heard ?? rows.flatMap(({ kind, id, left_qty }) => (left_qty === null ? [] : [{ kind, id, left: left_qty }]));
  return said.filter(({ kind, id }) => !marked.has(`${kind} ${id}`));
}

/** Before what was heard of the store's box is forgotten: its next one counts on from there. */
export async function keepCounted(client: pg.ClientBase, storeId: string): Promise<void> {
  for (const [table, kind, id] of KINDS)
    await client.query(
      `UPDATE ${table} SET left_qty = (
         SELECT (one ->> 'left')::int FROM store_link_seen n, json_array_elements(n.heartbeat -> 'counted') AS one
         WHERE n.store_id = $1 AND one ->> 'kind' = '${kind}' AND one ->> 'id' = ${id})
       WHERE store_id = $1 AND left_qty IS NOT NULL
         AND EXISTS (SELECT 1 FROM store_link_seen n WHERE n.store_id = $1 AND json_typeof(n.heartbeat -> 'counted') = 'array')`,
      [storeId],
    );
}

const KINDS = [
  ["store_availability", "item", "item_id"],
  ["store_modifier_availability", "modifier", "modifier_id"],
] as const;

export async function writeAvailability(client: Asks, storeId: string, pending: PendingRows): Promise<void> {
  const rowsOf = (said: PendingRows["availability"]) => [...said].map(([id, one]) => ({ ...one, id, store_id: storeId }));
  await Promise.all([
    insertRows(client, UPSERT_ITEMS, rowsOf(pending.availability)),
    insertRows(client, UPSERT_MODIFIERS, rowsOf(pending.modifierAvailability)),
  ]);
}

interface Row extends SaidOfStock {
  readonly store_id: string;
  readonly id: string;
}

const store_id = text<Row>((row) => row.store_id);
const said = {
  sold_out: boolean<Row>((row) => row.sold_out),
  revision: bigint<Row>((row) => row.revision),
  until: timestamptz<Row>((row) => row.until),
  left_qty: int<Row>((row) => row.left),
};
const SET = "sold_out = excluded.sold_out, revision = excluded.revision, until = excluded.until, left_qty = excluded.left_qty";

const UPSERT_ITEMS = insertInto<Row>(
  "store_availability",
  { store_id, item_id: text((row) => row.id), ...said },
  `ON CONFLICT (store_id, item_id) DO UPDATE SET ${SET} WHERE excluded.revision > store_availability.revision`,
);
const UPSERT_MODIFIERS = insertInto<Row>(
  "store_modifier_availability",
  { store_id, modifier_id: text((row) => row.id), ...said },
  `ON CONFLICT (store_id, modifier_id) DO UPDATE SET ${SET} WHERE excluded.revision > store_modifier_availability.revision`,
);
