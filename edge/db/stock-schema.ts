/** The tables of what is sold out and how much is left. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const availability = sqliteTable("availability", {
  item_id: text("item_id").primaryKey(),
  sold_out: integer("sold_out").notNull(),
  changed_at: text("changed_at").notNull(),
  until: text("until"),
  /** null: it is not counted; below 0: sold beyond the count. */
  balance: integer("balance"),
});

export const modifierAvailability = sqliteTable("modifier_availability", {
  modifier_id: text("modifier_id").primaryKey(),
  sold_out: integer("sold_out").notNull(),
  changed_at: text("changed_at").notNull(),
  until: text("until"),
  balance: integer("balance"),
});

export const countedTakes = sqliteTable(
  "counted_takes",
  {
    order_id: text("order_id").notNull(),
    kind: text("kind").$type<"item" | "modifier">().notNull(),
    id: text("id").notNull(),
    qty: integer("qty").notNull(),
  },
  (table) => [primaryKey({ columns: [table.order_id, table.kind, table.id] })],
);

/** Orders for another day, which count when their time has come. */
export const countsLater = sqliteTable("counts_later", { order_id: text("order_id").primaryKey() });
