/**
 * The cloud's tables of online payment besides the facts themselves (payments, refunds): what has to be asked of the
 * provider, until when, and what the provider has said. A provider's event does not say which store it belongs to, so
 * psp_events is keyed by the provider's account.
 */
import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** One row per online payment: the provider's intent, and the deadlines that the sweepers go by. */
export const paymentIntents = pgTable(
  "payment_intents",
  {
    store_id: text("store_id").notNull(),
    payment_id: uuid("payment_id").notNull(),
    order_id: uuid("order_id").notNull(),
    /** Empty: the account of the installation. */
    account: text("account").notNull().default(""),
    intent_id: text("intent_id"),
    /** Lets its holder pay this one intent, and nothing else. */
    client_secret: text("client_secret"),
    /** The payment's status. */
    status: text("status").notNull(),
    /** Unpaid then: the intent is cancelled, and the order with it. */
    pay_by: at("pay_by").notNull(),
    /** Set by the store's acceptance; not captured then: the order is withdrawn. */
    capture_by: at("capture_by"),
    /** Until when the provider holds the money, where it has said so. */
    hold_ends_at: at("hold_ends_at"),
    /** When the intent is read next, whatever the webhooks say; null: nothing about it is open. */
    check_at: at("check_at"),
    checks: integer("checks").notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.store_id, t.payment_id] }),
    index("payment_intents_of_order").on(t.store_id, t.order_id),
    index("payment_intents_by_intent").on(t.intent_id).where(sql`intent_id IS NOT NULL`),
    index("payment_intents_to_check").on(t.check_at).where(sql`check_at IS NOT NULL`),
    index("payment_intents_unpaid").on(t.pay_by).where(sql`status = 'REQUIRES_PAYMENT'`),
    index("payment_intents_held").on(t.hold_ends_at).where(sql`status = 'AUTHORIZED'`),
    index("payment_intents_to_capture").on(t.capture_by).where(sql`capture_by IS NOT NULL`),
  ],
);

/** What the provider is asked to do. The row is committed before the first call; its key is made of it. */
export const paymentOperations = pgTable(
  "payment_operations",
  {
    store_id: text("store_id").notNull(),
    operation_id: uuid("operation_id").notNull(),
    order_id: uuid("order_id").notNull(),
    payment_id: uuid("payment_id").notNull(),
    /** Of a REFUND. */
    refund_id: uuid("refund_id"),
    /** CREATE, CAPTURE, RELEASE, REFUND. */
    kind: text("kind").notNull(),
    /** OPEN, DONE, REFUSED (by the provider, for good), DROPPED (not wanted any more). */
    state: text("state").notNull(),
    /** The last part of the idempotency key. */
    attempt: integer("attempt").notNull().default(1),
    tries: integer("tries").notNull().default(0),
    /** Of this attempt: the provider keeps a key for 24 h. */
    first_tried_at: at("first_tried_at"),
    /** The provider's response to the key is settled (a stored 5xx, a refusal): a reading begun after that decides about a new key. */
    read_first: boolean("read_first").notNull().default(false),
    due_at: at("due_at").notNull(),
    /** A node is at it until then. */
    leased_until: at("leased_until"),
    last_answer: text("last_answer"),
    created_at: at("created_at").notNull(),
    closed_at: at("closed_at"),
  },
  (t) => [
    primaryKey({ columns: [t.store_id, t.operation_id] }),
    index("payment_operations_of_order").on(t.store_id, t.order_id),
    index("payment_operations_due").on(t.due_at).where(sql`state = 'OPEN'`),
    uniqueIndex("payment_operations_once").on(t.store_id, t.payment_id, t.kind).where(sql`kind <> 'REFUND'`),
    uniqueIndex("payment_operations_of_refund").on(t.store_id, t.refund_id).where(sql`refund_id IS NOT NULL`),
  ],
);

/** The provider's events, each once, however often and by whichever way it came. What they say is not kept: it is read again. */
export const pspEvents = pgTable(
  "psp_events",
  {
    account: text("account").notNull(),
    event_id: text("event_id").notNull(),
    type: text("type").notNull(),
    object_id: text("object_id"),
    intent_id: text("intent_id"),
    /** WEBHOOK or LISTING. */
    came_by: text("came_by").notNull(),
    /** WAITING, DONE, IGNORED. */
    state: text("state").notNull(),
    outcome: text("outcome"),
    tries: integer("tries").notNull().default(0),
    due_at: at("due_at").notNull(),
    created_at: at("created_at").notNull(),
    received_at: at("received_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.account, t.event_id] }),
    index("psp_events_waiting").on(t.due_at).where(sql`state = 'WAITING'`),
    index("psp_events_received_at").on(t.received_at),
  ],
);

/** Up to when the events of an account that no webhook delivered have been listed. */
export const pspListings = pgTable("psp_listings", {
  account: text("account").primaryKey(),
  listed_until: at("listed_until").notNull(),
  /** Of a listing that takes more than one run; null: none is under way. */
  began_at: at("began_at"),
  back_to: at("back_to"),
  after_event: text("after_event"),
  /** When it was asked for them last, whatever came of it. */
  asked_at: at("asked_at"),
  /** Since when the provider is known not to admit us to it. */
  not_admitted_at: at("not_admitted_at"),
});

export const paymentDisputes = pgTable(
  "payment_disputes",
  {
    store_id: text("store_id").notNull(),
    dispute_id: text("dispute_id").notNull(),
    payment_id: uuid("payment_id").notNull(),
    order_id: uuid("order_id").notNull(),
    amount_cents: integer("amount_cents").notNull(),
    currency: text("currency").notNull(),
    reason: text("reason").notNull(),
    /** The provider's word, e.g. needs_response, won, lost. */
    status: text("status").notNull(),
    opened_at: at("opened_at").notNull(),
    updated_at: at("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.dispute_id] })],
);
