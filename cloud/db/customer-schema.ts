/** Customers who were erased, and what operators did with customers' data. None of it says who anybody was. */
import { sql } from "drizzle-orm";
import { index, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** So that nothing which comes later brings them back. The same is outside the database (register/). */
export const erasedUsers = pgTable("erased_users", {
  /** Of a guest's order the order's id: a guest has no other. */
  user_id: uuid("user_id").primaryKey(),
  erased_at: at("erased_at").notNull(),
  /** CUSTOMER, OPERATOR, AGE. */
  asked_by: text("asked_by").notNull(),
});

export const erasedOrders = pgTable(
  "erased_orders",
  {
    store_id: text("store_id").notNull(),
    order_id: uuid("order_id").notNull(),
    /** null: the store's box says that it was erased, and this cloud has forgotten whose it was. */
    user_id: uuid("user_id"),
    blanked_at: at("blanked_at"),
    box_told_at: at("box_told_at"),
  },
  (t) => [
    primaryKey({ columns: [t.store_id, t.order_id] }),
    index("erased_orders_waiting").on(t.store_id, t.order_id).where(sql`blanked_at IS NULL OR box_told_at IS NULL`),
    index("erased_orders_of_user").on(t.user_id),
  ],
);

export const auditLog = pgTable(
  "audit_log",
  {
    entry_id: uuid("entry_id").primaryKey(),
    at: at("at").notNull(),
    /** null: an erasure by the customer themself, or by age (erased_users.asked_by). */
    operator_id: uuid("operator_id"),
    action: text("action").notNull(),
    /** A customer's id, or that of a guest's order. */
    subject_id: uuid("subject_id").notNull(),
  },
  (t) => [index("audit_log_of_subject").on(t.subject_id, t.at), index("audit_log_at").on(t.at)],
);
