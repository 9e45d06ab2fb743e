/** The lives of this database, and what is under way after it was put back (incarnation/, freeze/). */

import { sql } from "drizzle-orm";
import { index, integer, json, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const incarnations = pgTable("incarnations", {
  incarnation_id: uuid("incarnation_id").primaryKey(),
  number: integer("number").notNull().unique(),
  begun_at: at("begun_at").notNull(),
  /** FIRST, DATABASE (a node found it out), OPERATOR. */
  cause: text("cause").notNull(),
  detail: text("detail").notNull(),
  system_identifier: text("system_identifier").notNull(),
  timeline: integer("timeline").notNull(),
  /** The one that the node which began it remembered. */
  succeeds: uuid("succeeds"),
  /** The last moment that is known of the life before. */
  lost_from: at("lost_from"),
});

export const storeFreezes = pgTable(
  "store_freezes",
  {
    store_id: text("store_id").notNull(),
    incarnation_id: uuid("incarnation_id").notNull(),
    begun_at: at("begun_at").notNull(),
    lost_from: at("lost_from"),
    provider_read_at: at("provider_read_at"),
    /** A person was told that it lasts. */
    overdue_at: at("overdue_at"),
    /** To which the provider admits us no more: what became of their payments could not be read. */
    closed_accounts: text("closed_accounts").array().notNull().default([]),
    ended_at: at("ended_at"),
    ended_by: text("ended_by"),
    /** What came back. */
    report: json("report"),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.incarnation_id] }), index("store_freezes_open").on(t.begun_at).where(sql`ended_at IS NULL`)],
);

/** What the provider showed during a freeze. */
export const freezeReadings = pgTable(
  "freeze_readings",
  {
    store_id: text("store_id").notNull(),
    intent_id: text("intent_id").notNull(),
    incarnation_id: uuid("incarnation_id").notNull(),
    account: text("account").notNull(),
    order_id: uuid("order_id").notNull(),
    snapshot: json("snapshot").notNull(),
    read_at: at("read_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.intent_id] })],
);
