/**
 * The cloud's tables of what customers are told. Whom it goes to and what it says is sealed, like every contact; `*_index` are blind
 * indexes (auth/contact-cipher.ts), by which an address is known again without being read.
 */
import { sql } from "drizzle-orm";
import { bigserial, index, integer, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { sessions } from "./identity-schema.ts";

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** What was left with an order to be told about it: never in the order, its events, or anything that goes to a store. */
export const orderContacts = pgTable(
  "order_contacts",
  {
    store_id: text("store_id").notNull(),
    order_id: uuid("order_id").notNull(),
    email_sealed: text("email_sealed"),
    email_index: text("email_index"),
    phone_sealed: text("phone_sealed"),
    phone_index: text("phone_index"),
    /** In which the order was placed. Also there where no contact was left. */
    language: text("language"),
    created_at: at("created_at").notNull(),
    expires_at: at("expires_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.store_id, t.order_id] }),
    index("order_contacts_by_email").on(t.email_index).where(sql`email_index IS NOT NULL`),
    index("order_contacts_by_phone").on(t.phone_index).where(sql`phone_index IS NOT NULL`),
    index("order_contacts_expires_at").on(t.expires_at),
  ],
);

/** Browsers that want to be told: of a customer (`user_id`), or of one order of a guest. `sealed`: endpoint and keys, as JSON. */
export const pushSubscriptions = pgTable(
  "push_subscriptions",
  {
    subscription_id: uuid("subscription_id").primaryKey(),
    endpoint_index: text("endpoint_index").notNull(),
    sealed: text("sealed").notNull(),
    user_id: uuid("user_id"),
    store_id: text("store_id"),
    order_id: uuid("order_id"),
    /** Of a customer's browser, which goes with it. */
    session_id: uuid("session_id").references(() => sessions.session_id, { onDelete: "cascade" }),
    language: text("language"),
    created_at: at("created_at").notNull(),
    expires_at: at("expires_at").notNull(),
  },
  (t) => [
    uniqueIndex("push_subscriptions_of_customers_endpoint").on(t.endpoint_index).where(sql`user_id IS NOT NULL`),
    uniqueIndex("push_subscriptions_of_orders_endpoint").on(t.endpoint_index, t.order_id).where(sql`order_id IS NOT NULL`),
    index("push_subscriptions_of_user").on(t.user_id).where(sql`user_id IS NOT NULL`),
    index("push_subscriptions_of_order").on(t.order_id).where(sql`order_id IS NOT NULL`),
    index("push_subscriptions_of_session").on(t.session_id).where(sql`session_id IS NOT NULL`),
    index("push_subscriptions_expires_at").on(t.expires_at),
  ],
);

/** What somebody may have to be told of, written in the commit that it is a fact by. The planner takes it away. */
export const messageFacts = pgTable(
  "message_facts",
  {
    store_id: text("store_id").notNull(),
    id: bigserial("id", { mode: "number" }).notNull(),
    order_id: uuid("order_id").notNull(),
    event_id: uuid("event_id").notNull(),
    kind: text("kind").notNull(),
    at: at("at").notNull(),
    /** How often it could not be told, when it is tried again, and since when. */
    tries: integer("tries").notNull().default(0),
    due_at: at("due_at"),
    failed_at: at("failed_at"),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.id] }), index("message_facts_by_id").on(t.id)],
);

/** One for each fact, channel and recipient. The row stays for 30 days, so that nobody is told the same twice. */
export const messages = pgTable(
  "messages",
  {
    message_id: uuid("message_id").primaryKey(),
    store_id: text("store_id").notNull(),
    order_id: uuid("order_id").notNull(),
    kind: text("kind").notNull(),
    channel: text("channel").notNull(),
    /** Of the address or number; null where it goes to a browser. */
    contact_index: text("contact_index"),
    subscription_id: uuid("subscription_id"),
    /** Recipient and text; null once nobody needs them. */
    sealed: text("sealed"),
    state: text("state", { enum: ["WAITING", "SENT", "DEAD", "DROPPED"] }).notNull(),
    tries: integer("tries").notNull().default(0),
    due_at: at("due_at").notNull(),
    expires_at: at("expires_at").notNull(),
    created_at: at("created_at").notNull(),
    settled_at: at("settled_at"),
    /** Why it was not sent, without any contact. */
    failure: text("failure"),
  },
  (t) => [
    index("messages_due").on(t.channel, t.due_at).where(sql`state = 'WAITING'`),
    index("messages_dead").on(t.settled_at, t.message_id).where(sql`state = 'DEAD'`),
    index("messages_of_order").on(t.store_id, t.order_id),
    index("messages_by_contact").on(t.contact_index).where(sql`contact_index IS NOT NULL`),
    index("messages_created_at").on(t.created_at),
  ],
);

/** Whom nothing is sent to any more: they said so (UNSUBSCRIBED, STOPPED), or what was sent did not arrive (BOUNCED). */
export const suppressions = pgTable(
  "suppressions",
  {
    channel: text("channel").notNull(),
    contact_index: text("contact_index").notNull(),
    why: text("why", { enum: ["UNSUBSCRIBED", "BOUNCED", "STOPPED"] }).notNull(),
    at: at("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.channel, t.contact_index] })],
);
