/** What is sold out: items, and modifiers wherever they are offered. */
import type { Availability } from "@crema/shared/domain/menu/menu";
import type { MarkedSoldOut } from "@crema/shared/domain/order/sold-out-lines";
import type { Sellable } from "../ports.ts";
import type { Db } from "./database.ts";

type Kind = Sellable["kind"];

export interface AvailabilityTable {
  /** `revision` is stored in the box's position row, with the other counters; it counts both. */
  read(revision: number): Availability;
  isSoldOut(kind: Kind, id: string): boolean;
  /** What staff have marked as sold out. */
  markedSoldOut(): MarkedSoldOut;
  set(kind: Kind, id: string, soldOut: boolean, at: string): void;
}

export function prepareAvailability(db: Db): AvailabilityTable {
  const tables = { item: prepareKind(db, "availability", "item_id"), modifier: prepareKind(db, "modifier_availability", "modifier_id") };
  return {
    read: (revision) => ({ revision, sold_out_item_ids: tables.item.soldOut(), sold_out_modifier_ids: tables.modifier.soldOut() }),
    isSoldOut: (kind, id) => tables[kind].isSoldOut(id),
    markedSoldOut: () => ({ items: new Set(tables.item.soldOut()), modifiers: new Set(tables.modifier.soldOut()) }),
    set: (kind, id, soldOut, at) => tables[kind].set(id, soldOut, at),
  };
}

function prepareKind(db: Db, table: "availability" | "modifier_availability", column: "item_id" | "modifier_id") {
  const all = db.prepare<[], { id: string }>(`SELECT ${column} AS id FROM ${table} WHERE sold_out = 1 ORDER BY id`);
  const one = db.prepare<[string], { sold_out: number }>(`SELECT sold_out FROM ${table} WHERE ${column} = ?`);
  const upsert = db.prepare<[string, number, string]>(
    `INSERT INTO ${table} (${column}, sold_out, changed_at) VALUES (?, ?, ?)
     ON CONFLICT (${column}) DO UPDATE SET sold_out = excluded.sold_out, changed_at = excluded.changed_at`,
  );
  return {
    soldOut: () => all.all().map((row) => row.id),
    isSoldOut: (id: string) => one.get(id)?.sold_out === 1,
    set: (id: string, soldOut: boolean, at: string) => void upsert.run(id, soldOut ? 1 : 0, at),
  };
}
