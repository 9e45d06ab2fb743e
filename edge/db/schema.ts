/**
 * The box's tables, as rows of TypeScript; those of money, devices and stock are in money-schema.ts, device-schema.ts, stock-schema.ts.
 * The SQL that makes them is migrations/*.sql, written by hand because drizzle-kit does not know STRICT tables.
 * Every write, to any table, goes through executor.ts. Money is INTEGER cents, times are ISO 8601 TEXT.
 */

import type { Station } from "@crema/shared/domain/menu/menu";
import type { Authority, Handoff, OrderBase, OrderStatus, PayMode } from "@crema/shared/domain/order/order";
import type { DocumentKind, ShapeTable } from "@crema/sync/protocol/down";
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The box's identity and what it knows about its cloud. One row, there from the first migration on; null until enrolled. */
export const box = sqliteTable("box", {
  id: integer("id").primaryKey(),
  node_id: text("node_id"),
  store_id: text("store_id"),
  epoch: integer("epoch"),
  epoch_certificate: text("epoch_certificate"),
  cloud_url: text("cloud_url"),
  /** Ed25519, PKCS #8 in PEM. */
  private_key: text("private_key"),
  generation: integer("generation").notNull(),
  /** The store's time − the machine's clock as last known. */
  clock_offset_ms: integer("clock_offset_ms"),
  last_exchange_at: text("last_exchange_at"),
  /** When the cloud said that this box has been replaced; survives a restart (I5). */
  fenced_at: text("fenced_at"),
  /** The newest time that was trusted (box-clock.ts). */
  trusted_at: text("trusted_at"),
  /** The name of the last join (J1); null: none yet in this epoch. */
  join_number: integer("join_number"),
  join_nonce: text("join_nonce"),
  /** Of the join that is being asked for; on the disk before the cloud hears of it. */
  next_nonce: text("next_nonce"),
  /** When the cloud said that the history of this disk has ended; survives a restart. */
  forked_at: text("forked_at"),
  /** When this disk was put back from a backup; enrolment ends it. */
  restored_at: text("restored_at"),
  /** With which the box is being enrolled; on the disk before the cloud hears of it. */
  next_key: text("next_key"),
  /** Letters that the numbers of a disk end with that was put back from a backup and not enrolled since; empty for any other. */
  restore_mark: text("restore_mark").notNull(),
  /** Until then no app orders for now are taken; null, or a time that has passed: they are. */
  app_orders_paused_until: text("app_orders_paused_until"),
  /** What the printed sheet lets a guest's phone in by; null: no sheet was ever made. */
  guest_code: text("guest_code"),
});

/** Events of other disks that are in this log under their old ids. */
export const reloggedEvents = sqliteTable("relogged_events", { event_id: text("event_id").primaryKey() });

/** The box's positions: log, streams, inbox. One row, written with every commit that moves it. */
export const position = sqliteTable("position", {
  id: integer("id").primaryKey(),
  /** The last change that screens could hear about. */
  cursor: integer("cursor").notNull(),
  head_seq: integer("head_seq").notNull(),
  head_hash: text("head_hash").notNull(),
  acked_seq: integer("acked_seq").notNull(),
  inbox_seq: integer("inbox_seq").notNull(),
  inbox_id: text("inbox_id"),
  availability_revision: integer("availability_revision").notNull(),
  /** At the last applied inbox entry (sync/protocol/inbox-chain.ts); null for one that was applied before the box knew of chains. */
  inbox_chain: text("inbox_chain"),
});

export const documents = sqliteTable("documents", {
  kind: text("kind").$type<DocumentKind>().primaryKey(),
  version: integer("version").notNull(),
  /** The bytes that came. */
  document: text("document").notNull(),
  /** Of those bytes; null for what an older release has stored otherwise. */
  sha256: text("sha256"),
});

/** Until both documents of another currency are in force. */
export const olderDocuments = sqliteTable("older_documents", {
  kind: text("kind").$type<DocumentKind>().primaryKey(),
  version: integer("version").notNull(),
  document: text("document").notNull(),
  sha256: text("sha256"),
});

/** An order's header. Lines are rows of their own; `state` is the JSON of the fields that no query needs. */
export const orders = sqliteTable("orders", {
  order_id: text("order_id").primaryKey(),
  store_id: text("store_id").notNull(),
  origin: text("origin").$type<OrderBase["origin"]>().notNull(),
  status: text("status").$type<OrderStatus>().notNull(),
  handoff: text("handoff").$type<Handoff>().notNull(),
  authority: text("authority").$type<Authority>().notNull(),
  order_seq: integer("order_seq").notNull(),
  pay_mode: text("pay_mode").$type<PayMode>().notNull(),
  promised_at: text("promised_at").notNull(),
  business_day: text("business_day"),
  ticket_number: text("ticket_number"),
  created_at: text("created_at").notNull(),
  updated_at: text("updated_at").notNull(),
  currency: text("currency").notNull(),
  subtotal_cents: integer("subtotal_cents").notNull(),
  discount_cents: integer("discount_cents").notNull(),
  tax_cents: integer("tax_cents").notNull(),
  total_cents: integer("total_cents").notNull(),
  paid_cents: integer("paid_cents").notNull(),
  refunded_cents: integer("refunded_cents").notNull(),
  /** The cursor of the order's last change. */
  cursor: integer("cursor").notNull(),
  principal: text("principal").notNull(),
  idempotency_key: text("idempotency_key").notNull(),
  /** Hash of the request that made the order here; null for one that came down from the cloud. */
  request_hash: text("request_hash"),
  /** The first response to that request, byte for byte. */
  answer: text("answer"),
  state: text("state").notNull(),
  /** The customer's name as it is searched for (order-search.ts). */
  name_key: text("name_key"),
  /** 1: name, notes and words of whoever ordered are gone; 2: they go once the order is over. */
  without_person: integer("without_person").notNull(),
});

export const orderLines = sqliteTable(
  "order_lines",
  {
    order_id: text("order_id").notNull(),
    position: integer("position").notNull(),
    line_id: text("line_id").notNull(),
    item_id: text("item_id").notNull(),
    name: text("name").notNull(),
    station: text("station").$type<Station>().notNull(),
    tax_category: text("tax_category").notNull(),
    qty: integer("qty").notNull(),
    unit_price_cents: integer("unit_price_cents").notNull(),
    /** JSON of LineModifier[]. */
    modifiers: text("modifiers").notNull(),
    note: text("note"),
    gross_cents: integer("gross_cents").notNull(),
    discount_cents: integer("discount_cents").notNull(),
    tax_cents: integer("tax_cents").notNull(),
    line_total_cents: integer("line_total_cents").notNull(),
    tax_rate_ppm: integer("tax_rate_ppm"),
    /** JSON of LineTax[]; null for one tax without a name. */
    taxes: text("taxes"),
    tax_exempt: integer("tax_exempt"),
  },
  (table) => [primaryKey({ columns: [table.order_id, table.position] })],
);

/** The log and the outbox in one (U1). `body` goes up verbatim. */
export const events = sqliteTable(
  "events",
  {
    epoch: integer("epoch").notNull(),
    seq: integer("seq").notNull(),
    event_id: text("event_id").notNull(),
    type: text("type").notNull(),
    order_id: text("order_id"),
    at: text("at").notNull(),
    prev_hash: text("prev_hash").notNull(),
    hash: text("hash").notNull(),
    body: text("body").notNull(),
  },
  (table) => [primaryKey({ columns: [table.epoch, table.seq] })],
);

/** The seq that the cloud had acknowledged in an hour ("2026-03-01T09"): log rows are deleted 30 days after that. */
export const acknowledgements = sqliteTable(
  "acknowledgements",
  { epoch: integer("epoch").notNull(), hour: text("hour").notNull(), seq: integer("seq").notNull() },
  (table) => [primaryKey({ columns: [table.epoch, table.hour] })],
);

/** The inbox entries of the last 30 days, by id (D2). Chain and bytes are null for those that were applied before the box stored them. */
export const inboxApplied = sqliteTable("inbox_applied", {
  seq: integer("seq").primaryKey(),
  id: text("id").notNull(),
  applied_at: text("applied_at").notNull(),
  chain: text("chain"),
  command: text("command"),
});

export const shapePositions = sqliteTable("shape_positions", {
  table_name: text("table_name").$type<ShapeTable>().primaryKey(),
  handle: text("handle").notNull(),
  offset: text("offset").notNull(),
});

/** ("ticket", business day), ("receipt", epoch), ("z", epoch) and ("guest", ""): the last number that was given. */
export const counters = sqliteTable(
  "counters",
  { name: text("name").$type<CounterName>().notNull(), scope: text("scope").notNull(), value: integer("value").notNull() },
  (table) => [primaryKey({ columns: [table.name, table.scope] })],
);

export type CounterName = "ticket" | "receipt" | "z" | "guest";

/** Orders that were declined before their offer ever arrived: the offer then does nothing. */
export const declinedOffers = sqliteTable("declined_offers", {
  order_id: text("order_id").primaryKey(),
  declined_at: text("declined_at").notNull(),
});

/** Refused cancel requests of customers. */
export const cancelRefusals = sqliteTable("cancel_refusals", {
  request_id: text("request_id").primaryKey(),
  order_id: text("order_id").notNull(),
  code: text("code").notNull(),
  refused_at: text("refused_at").notNull(),
  cursor: integer("cursor").notNull(),
});

/** Remembered responses of writes that do not create an order. An order's row has its own. */
export const idempotency = sqliteTable(
  "idempotency",
  {
    store_id: text("store_id").notNull(),
    principal: text("principal").notNull(),
    key: text("key").notNull(),
    request_hash: text("request_hash").notNull(),
    status: integer("status").notNull(),
    body: text("body").notNull(),
    created_at: text("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.store_id, table.principal, table.key] })],
);

/** Refunds that headquarters asks the store for, and their outcome. */
export const refundRequests = sqliteTable("refund_requests", {
  request_id: text("request_id").primaryKey(),
  order_id: text("order_id").notNull(),
  /** null: all that is left. */
  amount_cents: integer("amount_cents"),
  reason: text("reason").notNull(),
  /** Actor as JSON. */
  asked_by: text("asked_by").notNull(),
  asked_at: text("asked_at").notNull(),
  state: text("state").$type<"OPEN" | "DONE" | "REFUSED">().notNull(),
  answered_at: text("answered_at"),
  /** AskedLine[] as JSON. */
  lines: text("lines"),
  tip_cents: integer("tip_cents"),
});

/** What the box began with, where it followed another one (sync/protocol/snapshot.ts), as it came. */
export const enrolmentSnapshots = sqliteTable("enrolment_snapshots", {
  epoch: integer("epoch").primaryKey(),
  /** What screens heard before is of another history. */
  cursor: integer("cursor").notNull(),
  snapshot: text("snapshot").notNull(),
});

/** Requests that the box before has answered. `facts`: JSON of the events that they made. */
export const earlierRequests = sqliteTable(
  "earlier_requests",
  {
    principal: text("principal").notNull(),
    key: text("key").notNull(),
    request_hash: text("request_hash").notNull(),
    order_id: text("order_id"),
    is_birth: integer("is_birth").notNull(),
    facts: text("facts").notNull(),
  },
  (table) => [primaryKey({ columns: [table.principal, table.key] })],
);

/** Tickets on hold. `draft` is JSON, `taken_by` too. */
export const drafts = sqliteTable("drafts", {
  draft_id: text("draft_id").primaryKey(),
  store_id: text("store_id").notNull(),
  draft: text("draft").notNull(),
  held_at: text("held_at").notNull(),
  taken_at: text("taken_at"),
  taken_by: text("taken_by"),
});

/** Of those that guests hold by phone: how the phone knows its ticket, and what became of it. `response` is JSON. */
export const guestDrafts = sqliteTable("guest_drafts", {
  draft_id: text("draft_id").primaryKey(),
  number: text("number").notNull(),
  key_hash: text("key_hash").notNull(),
  token_hash: text("token_hash").notNull(),
  request_hash: text("request_hash").notNull(),
  response: text("response").notNull(),
  network: text("network").notNull(),
  held_at: text("held_at").notNull(),
  /** null: it waits. */
  ended: text("ended").$type<"RESUMED" | "DISCARDED" | "WITHDRAWN" | "EXPIRED">(),
  ended_at: text("ended_at"),
  /** What it became, once it was resumed and sent. */
  order_id: text("order_id"),
});

/** Orders for later. */
export const releases = sqliteTable("releases", {
  order_id: text("order_id").primaryKey(),
  releases_at: text("releases_at").notNull(),
  promised_at: text("promised_at").notNull(),
  released_at: text("released_at"),
});
