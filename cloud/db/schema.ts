/**
 * The cloud's tables of stores: what headquarters edits, what goes down, and the link. Orders and money are in
 * order-schema.ts, people and tokens in identity-schema.ts. Every table that belongs to a store has store_id in its primary key, so that Postgres can be distributed by it. JSON that is only stored and given back is `json`, not `jsonb`:
 * it stays byte for byte what was written, and takes the escapes (NUL, lone surrogates) that jsonb refuses.
 */
import type { PairedDevice } from "@crema/shared/domain/store-events";
import { INBOX_GENESIS } from "@crema/sync/protocol/inbox-chain";
import { sql } from "drizzle-orm";
import { bigint, boolean, customType, index, integer, json, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
const count = (name: string) => bigint(name, { mode: "number" });
const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });

// ---------------------------------------------------------------- what headquarters edits

/** `profile`: the profile document without version and date, PINs as hashes. */
export const stores = pgTable("stores", {
  store_id: text("store_id").primaryKey(),
  name: text("name").notNull(),
  profile: json("profile").notNull(),
  /** From the profile's settings: how long an offer waits for the store's answer, in seconds. */
  accept_timeout_s: integer("accept_timeout_s").notNull(),
  /** Stores may belong to different legal owners; null until one takes money online. */
  stripe_account_id: text("stripe_account_id"),
  /** Closed for good: out of the app. */
  retired_at: at("retired_at"),
  /** By the store's own word: until then it takes no app orders for now. */
  app_orders_paused_until: at("app_orders_paused_until"),
  created_at: at("created_at").notNull(),
  updated_at: at("updated_at").notNull(),
});

const menuRow = { store_id: text("store_id").notNull(), position: integer("position").notNull(), definition: json("definition").notNull() };

export const menuCategories = pgTable("menu_categories", { ...menuRow, category_id: text("category_id").notNull() }, (t) => [
  primaryKey({ columns: [t.store_id, t.category_id] }),
]);
export const menuItems = pgTable("menu_items", { ...menuRow, item_id: text("item_id").notNull() }, (t) => [
  primaryKey({ columns: [t.store_id, t.item_id] }),
]);
export const modifierGroups = pgTable("modifier_groups", { ...menuRow, group_id: text("group_id").notNull() }, (t) => [
  primaryKey({ columns: [t.store_id, t.group_id] }),
]);
export const modifiers = pgTable(
  "modifiers",
  { ...menuRow, group_id: text("group_id").notNull(), modifier_id: text("modifier_id").notNull() },
  (t) => [primaryKey({ columns: [t.store_id, t.group_id, t.modifier_id] })],
);
export const promotions = pgTable("promotions", { ...menuRow, promotion_id: text("promotion_id").notNull() }, (t) => [
  primaryKey({ columns: [t.store_id, t.promotion_id] }),
]);
export const dayparts = pgTable("dayparts", { ...menuRow, daypart_id: text("daypart_id").notNull() }, (t) => [
  primaryKey({ columns: [t.store_id, t.daypart_id] }),
]);

/** Of items, by the sha256 of the upload; they belong to the whole chain. `named_at`: when a menu that names it was last stored or published. */
export const pictures = pgTable("pictures", {
  picture: text("picture").primaryKey(),
  uploaded_at: at("uploaded_at").notNull(),
  named_at: at("named_at").notNull(),
  small: bytes("small").notNull(),
  small_width: integer("small_width").notNull(),
  small_height: integer("small_height").notNull(),
  small_sha256: text("small_sha256").notNull(),
  large: bytes("large").notNull(),
  large_width: integer("large_width").notNull(),
  large_height: integer("large_height").notNull(),
  large_sha256: text("large_sha256").notNull(),
});

// ---------------------------------------------------------------- documents and the way down

/** The documents in force (D1). `lsn` counts every change of a document of the store, under the link row's lock. */
export const storeDocuments = pgTable(
  "store_documents",
  {
    store_id: text("store_id").notNull(),
    kind: text("kind").notNull(),
    version: integer("version").notNull(),
    document: json("document").notNull(),
    lsn: count("lsn").notNull(),
    published_at: at("published_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.kind] })],
);

/** Every document that was ever in force; (store, kind, version) names one for good. */
export const storeDocumentVersions = pgTable(
  "store_document_versions",
  {
    store_id: text("store_id").notNull(),
    kind: text("kind").notNull(),
    version: integer("version").notNull(),
    document: json("document").notNull(),
    published_at: at("published_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.kind, t.version] })],
);

/** The devices that the store has let in, for its next box. */
export const storeDevices = pgTable(
  "store_devices",
  {
    store_id: text("store_id").notNull(),
    device_id: uuid("device_id").notNull(),
    device: json("device").$type<PairedDevice>().notNull(),
    revoked_at: at("revoked_at"),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.device_id] })],
);

/** What the store has said about an item, last. The overlay's revision is the highest of the store's rows. */
export const storeAvailability = pgTable(
  "store_availability",
  {
    store_id: text("store_id").notNull(),
    item_id: text("item_id").notNull(),
    sold_out: boolean("sold_out").notNull(),
    revision: count("revision").notNull(),
    until: at("until"),
    /** null: it is not counted. How many there are now is in the last heartbeat. */
    left_qty: integer("left_qty"),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.item_id] })],
);

/** The same of a modifier. */
export const storeModifierAvailability = pgTable(
  "store_modifier_availability",
  {
    store_id: text("store_id").notNull(),
    modifier_id: text("modifier_id").notNull(),
    sold_out: boolean("sold_out").notNull(),
    revision: count("revision").notNull(),
    until: at("until"),
    left_qty: integer("left_qty"),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.modifier_id] })],
);

/** Commands to the store (D2). */
export const storeInbox = pgTable(
  "store_inbox",
  {
    store_id: text("store_id").notNull(),
    seq: count("seq").notNull(),
    id: uuid("id").notNull(),
    command: json("command").notNull(),
    /** Of this entry and all before it (sync/protocol/inbox-chain.ts). */
    chain: text("chain").notNull(),
    created_at: at("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.seq] }), index("store_inbox_created_at").on(t.created_at)],
);

// ---------------------------------------------------------------- the link

/** The row that is locked first by every write about a store. Epoch 0: no box yet. */
export const storeLinks = pgTable("store_links", {
  store_id: text("store_id").primaryKey(),
  node_id: uuid("node_id"),
  epoch: integer("epoch").notNull().default(0),
  last_seq: count("last_seq").notNull().default(0),
  last_hash: text("last_hash").notNull(),
  generation: integer("generation").notNull().default(1),
  inbox_head: count("inbox_head").notNull().default(0),
  /** At the head of the inbox. */
  inbox_chain: text("inbox_chain").notNull().default(INBOX_GENESIS),
  /** The name of the store's last join (J1); 0: none yet. */
  join_number: count("join_number").notNull().default(0),
  join_nonce: uuid("join_nonce"),
  documents_lsn: count("documents_lsn").notNull().default(0),
  inbox_handle: text("inbox_handle").notNull(),
  documents_handle: text("documents_handle").notNull(),
  /** Set while box and cloud disagree about the log (U5). */
  conflict: text("conflict"),
  /** The incarnation that froze it; null: not frozen. */
  frozen_by: uuid("frozen_by"),
  /** Up to where the box has told its log's facts whole, while the log is not heard up to there. */
  facts_until: count("facts_until"),
});

/** Orders that were told whole, and up to which number of the log. */
export const storeFacts = pgTable(
  "store_facts",
  { store_id: text("store_id").notNull(), order_id: uuid("order_id").notNull(), seq: count("seq").notNull() },
  (t) => [primaryKey({ columns: [t.store_id, t.order_id] })],
);

/** Written with every exchange, hence not in the row that is the lock. */
export const storeLinkSeen = pgTable("store_link_seen", {
  store_id: text("store_id").primaryKey(),
  last_seen_at: at("last_seen_at").notNull(),
  inbox_seq: count("inbox_seq").notNull(),
  inbox_id: uuid("inbox_id"),
  menu_version: integer("menu_version"),
  profile_version: integer("profile_version"),
  heartbeat: json("heartbeat").notNull(),
});

/** The hash of each event that was taken, for 30 days (U5). */
export const ingestedHashes = pgTable(
  "ingested_hashes",
  {
    store_id: text("store_id").notNull(),
    epoch: integer("epoch").notNull(),
    seq: count("seq").notNull(),
    hash: text("hash").notNull(),
    taken_at: at("taken_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.store_id, t.epoch, t.seq] }), index("ingested_hashes_taken_at").on(t.taken_at)],
);

/** Events that the domain refused (U6). `body` is what the store sent, byte for byte. */
export const quarantine = pgTable(
  "quarantine",
  {
    store_id: text("store_id").notNull(),
    epoch: integer("epoch").notNull(),
    seq: count("seq").notNull(),
    event_id: uuid("event_id").notNull(),
    event_type: text("event_type").notNull(),
    order_id: uuid("order_id"),
    code: text("code").notNull(),
    detail: text("detail").notNull(),
    hash: text("hash").notNull(),
    body: bytes("body").notNull(),
    received_at: at("received_at").notNull(),
    resolved_at: at("resolved_at"),
    /** Resolved by a person without being applied: who, and why. */
    set_aside_by: text("set_aside_by"),
    set_aside_reason: text("set_aside_reason"),
    /** `body` is no longer what came: name, notes and words of whoever ordered are gone by age. */
    without_person: boolean("without_person").notNull().default(false),
  },
  (t) => [
    index("quarantine_of_order").on(t.store_id, t.order_id).where(sql`order_id IS NOT NULL`),
    index("quarantine_with_person").on(t.received_at).where(sql`NOT without_person`),
    primaryKey({ columns: [t.store_id, t.epoch, t.seq] }),
    index("quarantine_waiting").on(t.store_id, t.order_id).where(sql`resolved_at IS NULL`),
  ],
);
