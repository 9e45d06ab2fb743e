/** In which order a store's events were committed, for those who read on from a cursor (reports/events.ts). */
import { bigint, boolean, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";

/** The events of a store in one sequence without holes, in the order of the commits; numbered by triggers (migration 0032). */
export const storeEvents = pgTable(
  "store_events",
  {
    store_id: text("store_id").notNull(),
    position: bigint("position", { mode: "number" }).notNull(),
    event_id: uuid("event_id").notNull(),
    /** In drawer_events; else in order_events. */
    of_drawer: boolean("of_drawer").notNull(),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.position] })],
);

/** The last position of each store; locked from an insert to its commit. */
export const storeEventHeads = pgTable("store_event_heads", {
  store_id: text("store_id").primaryKey(),
  head: bigint("head", { mode: "number" }).notNull(),
});
