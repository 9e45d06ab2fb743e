/**
 * The cloud's tables of orders and money. An order's row holds its whole state; the columns beside it are for
 * searching. Pitfall: whatever a store sends has to fit. Nothing that a store chooses is unique here except ids that
 * were looked up before, because a constraint that fails would stop the store's log for good.
 */
import { sql } from "drizzle-orm";
import { bigserial, boolean, index, integer, json, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** In SQL, a text in small letters as `fold` (shared/domain/kernel/fold.ts) has it. The index has the same expression. */
export const FOLDED = (text: string): string => {
  const plain = `regexp_replace(normalize(${text}, NFKD), '[\\u0300-\\u036F\\u1AB0-\\u1AFF\\u1DC0-\\u1DFF\\u20D0-\\u20FF\\uFE20-\\uFE2F]', '', 'g')`;
  return `replace(replace(replace(replace(translate(${plain}, 'łøđðħŧı', 'loddhti'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')`;
};

/** `state` is the whole order, `without_person` one that has lost its own; the columns are what is searched by. `cursor` counts its events. */
export const orders = pgTable(
  "orders",
  {
    store_id: text("store_id").notNull(),
    order_id: uuid("order_id").notNull(),
    origin: text("origin").notNull(),
    status: text("status").notNull(),
    handoff: text("handoff").notNull(),
    user_id: uuid("user_id"),
    total_cents: integer("total_cents").notNull(),
    created_at: at("created_at").notNull(),
    promised_at: at("promised_at").notNull(),
    /** When the cloud put it before the store; null for a store's own order, and while it waits for its payment. */
    offered_at: at("offered_at"),
    /** Seconds of work at each station, for the slot that an app order takes its place in; null: not reckoned. */
    work_s: json("work_s"),
    cursor: integer("cursor").notNull(),
    /** The customer's cancel request that the store has not answered yet. */
    cancel_request_id: uuid("cancel_request_id"),
    state: json("state").notNull(),
    /** On which the store took it on. Reports go by it, whenever it arrived here. */
    business_day: text("business_day"),
    /** Of its hand-over, or of its cancellation at the store; null for one of an older box, which counts on its `business_day`. */
    counts_on: text("counts_on"),
    without_person: boolean("without_person").notNull().default(false),
    /** What people search by, in lower case, as it stands in the JSON. Postgres reads them from `state`. */
    searched_name: text("searched_name").generatedAlwaysAs(
      sql`lower(substring("state"::text from '"customer_name"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"') COLLATE "pg_c_utf8")`,
    ),
    searched_ticket: text("searched_ticket").generatedAlwaysAs(
      sql`lower(substring("state"::text from '"ticket_number"\\s*:\\s*"([^"\\\\]*)"') COLLATE "pg_c_utf8")`,
    ),
    /** For reports, read from `state` as well. */
    currency: text("currency").generatedAlwaysAs(sql`substring("state"::text from '"currency"\\s*:\\s*"([A-Z]{3})"')`),
    for_later: boolean("for_later").generatedAlwaysAs(sql`"state"::text ~ '"requested_for"\\s*:\\s*"'`),
  },
  (t) => [
    primaryKey({ columns: [t.store_id, t.order_id] }),
    index("orders_by_day").on(t.business_day, t.order_id),
    index("orders_by_name").on(sql`${sql.raw(FOLDED("searched_name"))} text_pattern_ops`),
    index("orders_by_ticket").on(t.searched_ticket.op("text_pattern_ops")),
    index("orders_of_day").on(t.store_id, t.business_day),
    index("orders_by_counted_day").on(t.store_id, sql`coalesce(counts_on, business_day)`),
    index("orders_by_id").on(t.order_id),
    index("orders_open").on(t.store_id, t.promised_at).where(sql`status NOT IN ('COMPLETED', 'CANCELLED')`),
    index("orders_of_user").on(t.user_id, t.order_id).where(sql`user_id IS NOT NULL`),
    index("orders_of_customers").on(t.store_id, t.user_id).where(sql`user_id IS NOT NULL`),
    index("orders_ahead")
      .on(t.store_id, t.promised_at)
      .where(sql`origin = 'APP' AND for_later AND status NOT IN ('COMPLETED', 'CANCELLED')`),
    index("orders_held").on(t.store_id, t.promised_at).where(sql`handoff = 'HELD'`),
    index("orders_with_person").on(t.store_id, t.promised_at).where(sql`NOT without_person`),
    index("orders_offered").on(t.offered_at).where(sql`handoff = 'OFFERED'`),
  ],
);

/** Who holds an order open, for limits alone. */
export const orderAskers = pgTable("order_askers", {
  order_id: uuid("order_id").primaryKey(),
  store_id: text("store_id").notNull(),
  asker: text("asker").notNull(),
});

/** Which orders of the app that are not cancelled have which promotion, for those that are limited. */
export const promotionUses = pgTable(
  "promotion_uses",
  {
    store_id: text("store_id").notNull(),
    promotion_id: text("promotion_id").notNull(),
    order_id: uuid("order_id").notNull(),
    /** The signed-in customer; null for a guest. */
    user_id: uuid("user_id"),
  },
  (t) => [
    primaryKey({ columns: [t.store_id, t.order_id, t.promotion_id] }),
    index("promotion_uses_counted").on(t.store_id, t.promotion_id, t.user_id),
  ],
);

/**
 * Whose key made which order (U9). For an order of the cloud also what was asked (hash) and the response, byte for byte,
 * without a guest's access token, which is derived again. First come stays; the second id for a key is an exception.
 */
export const orderKeys = pgTable(
  "order_keys",
  {
    store_id: text("store_id").notNull(),
    principal: text("principal").notNull(),
    idempotency_key: text("idempotency_key").notNull(),
    order_id: uuid("order_id").notNull(),
    /** As nodes of every release compare it; it takes some requests for the same that `exact_hash` tells apart. */
    request_hash: text("request_hash"),
    /** null: a node of an older release stored it. */
    exact_hash: text("exact_hash"),
    answer: text("answer"),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.principal, t.idempotency_key] })],
);

/** Keyed by position: a line id comes from a store, and no store may stop its own log by repeating one. */
export const orderLines = pgTable(
  "order_lines",
  {
    store_id: text("store_id").notNull(),
    order_id: uuid("order_id").notNull(),
    position: integer("position").notNull(),
    line_id: uuid("line_id").notNull(),
    item_id: text("item_id").notNull(),
    name: text("name").notNull(),
    qty: integer("qty").notNull(),
    gross_cents: integer("gross_cents").notNull(),
    discount_cents: integer("discount_cents").notNull(),
    tax_cents: integer("tax_cents").notNull(),
    line_total_cents: integer("line_total_cents").notNull(),
    tax_rate_ppm: integer("tax_rate_ppm"),
    /** LineTax[]; null for one tax without a name. */
    taxes: json("taxes"),
    tax_exempt: boolean("tax_exempt"),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.order_id, t.position] })],
);

/** What happened to an order, in the order in which this cloud learnt it. Money facts may be here before their order. */
export const orderEvents = pgTable(
  "order_events",
  {
    store_id: text("store_id").notNull(),
    order_id: uuid("order_id").notNull(),
    cursor: integer("cursor").notNull(),
    event_id: uuid("event_id").notNull(),
    type: text("type").notNull(),
    order_seq: integer("order_seq"),
    at: at("at").notNull(),
    body: json("body").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.store_id, t.order_id, t.cursor] }),
    uniqueIndex("order_events_by_event").on(t.store_id, t.event_id),
    index("order_events_refund_asked").on(t.store_id, t.order_id).where(sql`type = 'refund.requested'`),
  ],
);

/** No foreign key to orders: money facts never wait. The store's receipt numbers are not unique here for the same reason. */
export const payments = pgTable(
  "payments",
  {
    store_id: text("store_id").notNull(),
    payment_id: uuid("payment_id").notNull(),
    order_id: uuid("order_id").notNull(),
    provider: text("provider").notNull(),
    /** Empty: the account of the installation. NULLs would not count as equal in the unique index. */
    account: text("account").notNull().default(""),
    provider_ref: text("provider_ref"),
    method: text("method").notNull(),
    status: text("status").notNull(),
    amount_cents: integer("amount_cents").notNull(),
    captured_at: at("captured_at"),
    business_day: text("business_day"),
    state: json("state").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.store_id, t.payment_id] }),
    index("payments_of_order").on(t.store_id, t.order_id),
    index("payments_of_day").on(t.store_id, t.business_day),
    index("payments_captured_at").on(t.captured_at).where(sql`status = 'CAPTURED'`),
    uniqueIndex("payments_by_provider_ref")
      .on(t.store_id, t.provider, t.account, t.provider_ref)
      .where(sql`provider <> 'in_store' AND provider_ref IS NOT NULL`),
    index("payments_by_receipt").on(t.store_id, t.provider_ref).where(sql`provider = 'in_store' AND provider_ref IS NOT NULL`),
  ],
);

export const refunds = pgTable(
  "refunds",
  {
    store_id: text("store_id").notNull(),
    refund_id: uuid("refund_id").notNull(),
    payment_id: uuid("payment_id").notNull(),
    order_id: uuid("order_id").notNull(),
    provider: text("provider").notNull(),
    account: text("account").notNull().default(""),
    provider_ref: text("provider_ref"),
    method: text("method").notNull(),
    status: text("status").notNull(),
    amount_cents: integer("amount_cents").notNull(),
    refunded_at: at("refunded_at").notNull(),
    business_day: text("business_day"),
    /** COUNTER, CANCELLATION (once per capture), REQUESTED. */
    cause: text("cause").notNull().default("COUNTER"),
    state: json("state").notNull(),
    /** Read from the state: GIVEN_BACK, or CORRECTION of a wrong tender. */
    kind: text("kind").generatedAlwaysAs(
      sql`CASE WHEN state::text ~ '"kind"\\s*:\\s*"CORRECTION"' THEN 'CORRECTION' ELSE 'GIVEN_BACK' END`,
    ),
    /** Read from the state as well: of a GIVEN_BACK, what is a correction all the same. */
    corrected_cents: integer("corrected_cents").generatedAlwaysAs(
      sql`coalesce(substring(state::text from '"corrected_cents"\\s*:\\s*(\\d+)')::integer, 0)`,
    ),
  },
  (t) => [
    primaryKey({ columns: [t.store_id, t.refund_id] }),
    uniqueIndex("refunds_for_cancellation").on(t.store_id, t.payment_id).where(sql`cause = 'CANCELLATION'`),
    index("refunds_of_order").on(t.store_id, t.order_id),
    index("refunds_of_day").on(t.store_id, t.business_day),
    index("refunds_refunded_at").on(t.refunded_at).where(sql`status = 'SUCCEEDED'`),
    uniqueIndex("refunds_by_provider_ref")
      .on(t.store_id, t.provider, t.account, t.provider_ref)
      .where(sql`provider <> 'in_store' AND provider_ref IS NOT NULL`),
    index("refunds_by_receipt").on(t.store_id, t.provider_ref).where(sql`provider = 'in_store' AND provider_ref IS NOT NULL`),
  ],
);

/** What happened at the stores' drawers, Z reports with it. Append-only: a row is never changed. */
export const drawerEvents = pgTable(
  "drawer_events",
  {
    store_id: text("store_id").notNull(),
    event_id: uuid("event_id").notNull(),
    type: text("type").notNull(),
    /** null: a no-sale while no session was open, or the end of a day without a drawer. */
    session_id: uuid("session_id"),
    business_day: text("business_day"),
    at: at("at").notNull(),
    body: json("body").notNull(),
    received_at: at("received_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.event_id] }), index("drawer_events_by_type").on(t.store_id, t.type, t.event_id)],
);

/** The facts of a store that no Z report covers yet, in the order of its log. */
export const storeJournal = pgTable(
  "store_journal",
  {
    store_id: text("store_id").notNull(),
    position: bigserial("position", { mode: "number" }).notNull(),
    /** SALE, PAYMENT, REFUND, MOVEMENT, VOID; and of the cloud itself REFUND_ONLINE, REFUND_ONLINE_FAILED (online-journal.ts). */
    kind: text("kind").notNull(),
    ref_id: uuid("ref_id").notNull(),
    business_day: text("business_day"),
    at: at("at").notNull(),
    /** The till's session whose Z report covers it; null: it is the store's. */
    session_id: uuid("session_id"),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.position] }), index("store_journal_at").on(t.at)],
);

/** What subscribers have to hear about. The relay takes a row away in the transaction that sends its NOTIFY. */
export const outbox = pgTable(
  "outbox",
  {
    store_id: text("store_id").notNull(),
    id: bigserial("id", { mode: "number" }).notNull(),
    /** `order`: something happened to it. `down`: inbox or documents of the store have moved. */
    topic: text("topic").notNull(),
    order_id: uuid("order_id"),
    created_at: at("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.id] }), index("outbox_by_id").on(t.id)],
);

export const exceptions = pgTable(
  "exceptions",
  {
    exception_id: uuid("exception_id").primaryKey(),
    store_id: text("store_id"),
    order_id: uuid("order_id"),
    kind: text("kind").notNull(),
    detail: text("detail").notNull(),
    what_to_do: text("what_to_do").notNull(),
    /** The operator who asked for what it tells the others. */
    asked_by: uuid("asked_by"),
    raised_at: at("raised_at").notNull(),
    resolved_at: at("resolved_at"),
    /** Actor, and what they noted. */
    resolved_by: json("resolved_by"),
    resolution: text("resolution"),
  },
  (t) => [
    index("exceptions_by_id").on(t.raised_at, t.exception_id),
    index("exceptions_of_order").on(t.order_id).where(sql`order_id IS NOT NULL`),
    index("exceptions_open").on(t.raised_at).where(sql`resolved_at IS NULL`),
  ],
);
