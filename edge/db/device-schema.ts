/** The box's tables of devices, sign-ins and re-logged disks, as rows of TypeScript. They belong to the box, not to a history of the store. */
import type { DeviceKind } from "@crema/shared/domain/staff/actor";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const devices = sqliteTable("devices", {
  device_id: text("device_id").primaryKey(),
  kind: text("kind").$type<DeviceKind>().notNull(),
  name: text("name").notNull(),
  /** SHA-256 of the token, in hex; the token itself is never stored. Unique. */
  token_hash: text("token_hash").notNull(),
  paired_at: text("paired_at").notNull(),
  last_seen_at: text("last_seen_at"),
  revoked_at: text("revoked_at"),
  /** When headquarters was told of it, so that the store's next box lets it in; null: not yet. */
  told_at: text("told_at"),
});

export const pairings = sqliteTable("pairings", {
  pairing_id: text("pairing_id").primaryKey(),
  code: text("code").notNull(),
  claim_secret_hash: text("claim_secret_hash").notNull(),
  kind: text("kind").$type<DeviceKind>().notNull(),
  name: text("name").notNull(),
  expires_at: text("expires_at").notNull(),
  approved_at: text("approved_at"),
  approved_by: text("approved_by"),
  claimed_at: text("claimed_at"),
  /** The network (network-of.ts) that began it; empty: from before this was recorded. */
  asked_by: text("asked_by").notNull().default(""),
});

export const staffSessions = sqliteTable("staff_sessions", {
  token_hash: text("token_hash").primaryKey(),
  staff_id: text("staff_id").notNull(),
  device_id: text("device_id").notNull(),
  created_at: text("created_at").notNull(),
  expires_at: text("expires_at").notNull(),
  ended_at: text("ended_at"),
  /** Key of the PIN that was typed (principals.ts); null: from the release before. */
  pin_key: text("pin_key"),
});

export const pinAttempts = sqliteTable("pin_attempts", {
  device_id: text("device_id").primaryKey(),
  failures: integer("failures").notNull(),
  locked_until: text("locked_until"),
  /** How often in a row wrong PINs have locked the device. */
  rounds: integer("rounds").notNull().default(0),
});

/** The tablet that shows a till's ticket to its guest; one for a till. */
export const customerScreens = sqliteTable("customer_screens", {
  device_id: text("device_id").primaryKey(),
  token_hash: text("token_hash").notNull(),
  joined_at: text("joined_at").notNull(),
});

/** Which disks of boxes before were re-logged here, and what came of it, as JSON. */
export const relogs = sqliteTable("relogs", {
  file: text("file").primaryKey(),
  done_at: text("done_at").notNull(),
  report: text("report").notNull(),
});
