/**
 * The box's money tables, as rows of TypeScript: captures, refunds, the drawer, and what reports count. All but
 * drawer_sessions hold facts, whose rows are inserted and never changed. Money is INTEGER cents.
 */
import type { DrawerStatus, MovementKind } from "@crema/shared/domain/drawer/drawer";
import type { Payment, PaymentStatus, Provider, RefundKind, RefundStatus, TenderMethod } from "@crema/shared/domain/payment/payment";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Money taken. A fact: rows are never changed. `account` is '' where the fact has none, so that UNIQUE holds. */
export const payments = sqliteTable("payments", {
  payment_id: text("payment_id").primaryKey(),
  order_id: text("order_id").notNull(),
  store_id: text("store_id").notNull(),
  provider: text("provider").$type<Provider>().notNull(),
  account: text("account").notNull(),
  provider_ref: text("provider_ref"),
  method: text("method").$type<TenderMethod>().notNull(),
  status: text("status").$type<PaymentStatus>().notNull(),
  intent_id: text("intent_id"),
  amount_cents: integer("amount_cents").notNull(),
  currency: text("currency").$type<Payment["currency"]>().notNull(),
  tendered_cents: integer("tendered_cents"),
  change_cents: integer("change_cents"),
  reference: text("reference"),
  /** JSON of Actor. */
  captured_by: text("captured_by"),
  captured_at: text("captured_at"),
  business_day: text("business_day"),
  created_at: text("created_at").notNull(),
  tip_cents: integer("tip_cents").notNull().default(0),
  drawer_session_id: text("drawer_session_id"),
  rounding_cents: integer("rounding_cents"),
});

/** Money refunded or corrected. A fact like a payment. */
export const refunds = sqliteTable("refunds", {
  refund_id: text("refund_id").primaryKey(),
  payment_id: text("payment_id").notNull(),
  order_id: text("order_id").notNull(),
  store_id: text("store_id").notNull(),
  provider: text("provider").$type<Provider>().notNull(),
  account: text("account").notNull(),
  provider_ref: text("provider_ref"),
  method: text("method").$type<TenderMethod>().notNull(),
  status: text("status").$type<RefundStatus>().notNull(),
  amount_cents: integer("amount_cents").notNull(),
  currency: text("currency").notNull(),
  reason: text("reason").notNull(),
  /** JSON of Actor. */
  actor: text("actor").notNull(),
  refunded_at: text("refunded_at").notNull(),
  business_day: text("business_day"),
  tip_cents: integer("tip_cents").notNull().default(0),
  drawer_session_id: text("drawer_session_id"),
  kind: text("kind").$type<RefundKind>().notNull().default("GIVEN_BACK"),
  /** JSON of RefundedLine[]; null where an older release did not say. */
  lines: text("lines"),
  rounding_cents: integer("rounding_cents"),
});

/** One row per session. The expected amount is not stored: it is the sum of the movements. */
export const drawerSessions = sqliteTable("drawer_sessions", {
  session_id: text("session_id").primaryKey(),
  store_id: text("store_id").notNull(),
  status: text("status").$type<DrawerStatus>().notNull(),
  /** JSON of DrawerSession. */
  state: text("state").notNull(),
  /** The till that the drawer is of; '': the store's one. */
  till: text("till").notNull().default(""),
});

/** Cash that moved without an order. A fact like a payment. */
export const drawerMovements = sqliteTable("drawer_movements", {
  movement_id: text("movement_id").primaryKey(),
  store_id: text("store_id").notNull(),
  session_id: text("session_id"),
  kind: text("kind").$type<MovementKind>().notNull(),
  amount_cents: integer("amount_cents").notNull(),
  currency: text("currency").notNull(),
  reason: text("reason").notNull(),
  /** JSON of Actor. */
  actor: text("actor").notNull(),
  at: text("at").notNull(),
  business_day: text("business_day"),
});

/** Every fact that a Z report counts, in the order in which it became one, with the till's session whose Z covers it; null: the store's. */
export const journal = sqliteTable("journal", {
  position: integer("position").primaryKey(),
  kind: text("kind").$type<JournalKind>().notNull(),
  ref_id: text("ref_id").notNull(),
  business_day: text("business_day"),
  session_id: text("session_id"),
});
/** REFUND_ONLINE: a refund of a sale that was paid online, when it has succeeded; REFUND_ONLINE_FAILED takes it off again. */
export type JournalKind = "SALE" | "PAYMENT" | "REFUND" | "MOVEMENT" | "VOID" | OnlineJournalKind;
export type OnlineJournalKind = "REFUND_ONLINE" | "REFUND_ONLINE_FAILED";

/** `journal_to`: up to where the store's facts are covered by this report and those before it. */
export const zReports = sqliteTable("z_reports", {
  number: integer("number").primaryKey(),
  z_number: text("z_number").notNull(),
  /** null: the day of a store without cash. */
  session_id: text("session_id"),
  journal_to: integer("journal_to").notNull(),
  /** JSON of ZReport. */
  report: text("report").notNull(),
});

/** Refunds through the provider as the cloud last reported them. `counts_from`: not null where a report from before they entered the journal, or of the box before, counts it. */
export const onlineRefunds = sqliteTable("online_refunds", {
  refund_id: text("refund_id").primaryKey(),
  order_id: text("order_id").notNull(),
  refunded_at: text("refunded_at").notNull(),
  business_day: text("business_day"),
  /** JSON of RefundedLine[]. */
  lines: text("lines"),
  counts_from: integer("counts_from"),
  /** JSON of Refund. */
  state: text("state").notNull(),
  /** As of how many amendments of the order the cloud reported it. */
  amendments: integer("amendments").notNull().default(0),
});
