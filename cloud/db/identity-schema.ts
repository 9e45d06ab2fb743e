/**
 * The cloud's tables of who is asking: boxes, people, their tokens, and the installation's own keys. Tokens, codes and
 * nonces are kept as SHA-256 only (hex): whoever reads the database cannot sign in with what is in it.
 */
import { sql } from "drizzle-orm";
import { index, integer, json, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const edgeNodes = pgTable(
  "edge_nodes",
  {
    store_id: text("store_id").notNull(),
    node_id: uuid("node_id").notNull(),
    epoch: integer("epoch").notNull(),
    /** Ed25519, SPKI in base64url. */
    public_key: text("public_key").notNull(),
    certificate: text("certificate").notNull(),
    enrolled_at: at("enrolled_at").notNull(),
    revoked_at: at("revoked_at"),
    /** What it began with (sync/protocol/snapshot.ts), as it was handed out; null: a store's first box, or one before the present. */
    snapshot: text("snapshot"),
  },
  (t) => [
    primaryKey({ columns: [t.store_id, t.node_id] }),
    index("edge_nodes_by_id").on(t.node_id),
    uniqueIndex("edge_nodes_by_epoch").on(t.store_id, t.epoch),
  ],
);

export const enrollCodes = pgTable(
  "enroll_codes",
  {
    store_id: text("store_id").notNull(),
    code_hash: text("code_hash").notNull(),
    created_at: at("created_at").notNull(),
    expires_at: at("expires_at").notNull(),
    used_at: at("used_at"),
    /** The epoch of the box that another one may replace by it; null: for a store that has no box. */
    replaces_epoch: integer("replaces_epoch"),
  },
  (t) => [
    primaryKey({ columns: [t.store_id, t.code_hash] }),
    index("enroll_codes_by_hash").on(t.code_hash),
    index("enroll_codes_expires_at").on(t.expires_at),
  ],
);

/** Nonces that a box has still to sign: deleted by the exchange that uses one. */
export const syncChallenges = pgTable(
  "sync_challenges",
  {
    nonce_hash: text("nonce_hash").primaryKey(),
    node_id: uuid("node_id").notNull(),
    expires_at: at("expires_at").notNull(),
  },
  (t) => [index("sync_challenges_expires_at").on(t.expires_at)],
);

export const syncTokens = pgTable(
  "sync_tokens",
  {
    token_hash: text("token_hash").primaryKey(),
    node_id: uuid("node_id").notNull(),
    store_id: text("store_id").notNull(),
    epoch: integer("epoch").notNull(),
    expires_at: at("expires_at").notNull(),
  },
  (t) => [index("sync_tokens_expires_at").on(t.expires_at)],
);

/** Contact data is encrypted (AES-256-GCM, key by id); `email_index` is an HMAC, to find an address without reading any. */
export const users = pgTable(
  "users",
  {
    user_id: uuid("user_id").primaryKey(),
    role: text("role", { enum: ["customer", "owner", "hq", "it"] }).notNull(),
    /** null: a customer who has not told one. */
    first_name: text("first_name"),
    email_ciphertext: text("email_ciphertext"),
    email_key_id: text("email_key_id"),
    email_index: text("email_index"),
    /** Operators: the stores they may reach; null is every store. */
    store_ids: text("store_ids").array(),
    created_at: at("created_at").notNull(),
    /** When a code sent to the address was first typed in; null: nobody has shown yet that it is theirs. */
    email_proved_at: at("email_proved_at"),
    /** Customers: when they signed in last; null: not since this is kept. */
    signed_in_at: at("signed_in_at"),
    /** Customers: in which they are written to; null: as the order was placed. Operators: in which headquarters is shown to them. */
    language: text("language"),
    phone_ciphertext: text("phone_ciphertext"),
    phone_key_id: text("phone_key_id"),
    phone_index: text("phone_index"),
    /** What they want to hear of by which channel; null: what is told by default. */
    preferences: json("preferences"),
  },
  (t) => [
    uniqueIndex("users_by_email").on(t.email_index).where(sql`email_index IS NOT NULL`),
    index("users_by_age").on(t.created_at).where(sql`role = 'customer'`),
    index("users_by_email_key").on(t.email_key_id).where(sql`email_key_id IS NOT NULL`),
    index("users_by_phone").on(t.phone_index).where(sql`phone_index IS NOT NULL`),
    index("users_by_phone_key").on(t.phone_key_id).where(sql`phone_key_id IS NOT NULL`),
  ],
);

export const sessions = pgTable(
  "sessions",
  {
    token_hash: text("token_hash").primaryKey(),
    session_id: uuid("session_id").notNull().defaultRandom(),
    user_id: uuid("user_id").notNull(),
    created_at: at("created_at").notNull(),
    expires_at: at("expires_at").notNull(),
    /** A browser's: the session of the token that it was opened with, and ends with. */
    opened_by: uuid("opened_by"),
  },
  (t) => [
    index("sessions_expires_at").on(t.expires_at),
    index("sessions_of_user").on(t.user_id),
    uniqueIndex("sessions_by_id").on(t.session_id),
    index("sessions_opened_by").on(t.opened_by).where(sql`opened_by IS NOT NULL`),
  ],
);

/**
 * Codes that customers sign in with, each a challenge of its own: whoever asked for it has its id. `code_hash` and `asked_by`
 * are MACs under CREMA_SECRET, `email_index` that of users. They are kept for a day, to count them; used ones for longer, to
 * know an asker again.
 */
export const signInCodes = pgTable(
  "sign_in_codes",
  {
    code_id: uuid("code_id").primaryKey(),
    email_index: text("email_index").notNull(),
    code_hash: text("code_hash").notNull(),
    tries: integer("tries").notNull().default(0),
    created_at: at("created_at").notNull(),
    expires_at: at("expires_at").notNull(),
    used_at: at("used_at"),
    /** null: of the release before. */
    asked_by: text("asked_by"),
  },
  (t) => [index("sign_in_codes_of_email").on(t.email_index, t.created_at), index("sign_in_codes_created_at").on(t.created_at)],
);

/** Mails that wait to be sent, each sealed as a whole. */
export const mails = pgTable(
  "mails",
  {
    mail_id: uuid("mail_id").primaryKey(),
    sealed: text("sealed").notNull(),
    /** The blind index of its address; null: of a release before. */
    recipient_index: text("recipient_index"),
    tries: integer("tries").notNull().default(0),
    due_at: at("due_at").notNull(),
    expires_at: at("expires_at").notNull(),
  },
  (t) => [
    index("mails_due").on(t.due_at),
    index("mails_expires_at").on(t.expires_at),
    index("mails_of_recipient").on(t.recipient_index).where(sql`recipient_index IS NOT NULL`),
  ],
);

/** The installation's own values, made once by whichever node comes first: signing key, token secret, e-mail keys. */
export const settings = pgTable("settings", { name: text("name").primaryKey(), value: json("value").notNull() });
