/** What goes down: whole documents, and the inbox of commands. Rules D1 to D8. */

import { Timestamp } from "@crema/shared/domain/kernel/clock";
import { Id } from "@crema/shared/domain/kernel/ids";
import { AmountCents } from "@crema/shared/domain/kernel/money";
import { MenuDocument } from "@crema/shared/domain/menu/menu";
import { CancelCause, CancelRequestCause, Order, RefundState } from "@crema/shared/domain/order/order";
import { SubstituteChoice } from "@crema/shared/domain/order/substitute";
import { AskedLine, Refund } from "@crema/shared/domain/payment/payment";
import { Actor } from "@crema/shared/domain/staff/actor";
import { ProfileDocument } from "@crema/shared/domain/store/profile";
import { z } from "zod";
import { OrderWithMoney } from "./order-with-money.ts";

export const DocumentKind = z.enum(["menu", "profile"]);
export type DocumentKind = z.infer<typeof DocumentKind>;

/** One row of the `store_documents` shape, after parsing (D1). */
export const DownDocument = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("menu"), version: z.number().int().min(1), document: MenuDocument }),
  z.object({ kind: z.literal("profile"), version: z.number().int().min(1), document: ProfileDocument }),
]);
export type DownDocument = z.infer<typeof DownDocument>;
/** With the bytes that came: what this release does not know of a document stays in them. */
export type ReceivedDocument = DownDocument & { readonly text?: string };

/** Orders in one `customer.erased`. */
export const MAX_ERASED = 100;

/** The commands in the inbox. Each is self-contained: none needs a document (D3). */
export const InboxCommand = z.discriminatedUnion("kind", [
  /** The whole order with prices, names, stations, key and intent id. */
  z.object({ kind: z.literal("order.offered"), at: Timestamp, order: Order }),
  z.object({
    kind: z.literal("order.confirmed"),
    at: Timestamp,
    event_id: Id,
    order_id: Id,
    order_seq: z.number().int().min(1),
    status: z.enum(["PLACED", "PAID"]),
    /** An earlier box may have had it and begun it. From version 5 of the wire on. */
    look_first: z.literal(true).optional(),
  }),
  z.object({
    kind: z.literal("order.revoked"),
    at: Timestamp,
    event_id: Id,
    order_id: Id,
    order_seq: z.number().int().min(2),
    cause: CancelCause,
    reason: z.string().nullable(),
    actor: Actor,
  }),
  z.object({
    kind: z.literal("order.cancel_requested"),
    at: Timestamp,
    order_id: Id,
    request_id: Id,
    actor: Actor,
    /** Who asks; OPERATOR and the reason from version 4 of the wire on. */
    cause: CancelRequestCause.default("CUSTOMER"),
    reason: z.string().nullable().default(null),
  }),
  /** Headquarters asks for a refund of money that was taken at the counter. From version 3 of the wire on. */
  z.object({
    kind: z.literal("refund.requested"),
    at: Timestamp,
    order_id: Id,
    request_id: Id,
    amount_cents: AmountCents.nullable(),
    /** From version 6 on, as the tip is. */
    lines: z.array(AskedLine).max(100).optional(),
    tip_cents: AmountCents.optional(),
    reason: z.string(),
    actor: Actor,
    /** An order that is over, for a box that was not handed it. */
    earlier: OrderWithMoney.optional(),
  }),
  /** The state of the refunds of an order that was paid online. From version 4 of the wire on. */
  z.object({
    kind: z.literal("refund.reported"),
    at: Timestamp,
    event_id: Id,
    order_id: Id,
    refunded_cents: AmountCents,
    refund_pending_cents: AmountCents,
    refund_state: RefundState,
    /** From version 6 on. */
    refunds: z.array(Refund).max(100).optional(),
    earlier: OrderWithMoney.optional(),
    /** How far the cloud had this box's log at that time. null: not given. */
    heard_seq: z.number().int().min(0).nullable().default(null),
    /** From version 7 on: captured less corrected. */
    paid_cents: AmountCents.optional(),
    /** How many amendments of the order the cloud had heard of: which part of a refund is a correction goes by them. Absent: an older cloud. */
    amendments: z.number().int().min(0).optional(),
  }),
  /** The customer's wish in answer to the store's question. From version 7 of the wire on. */
  z.object({
    kind: z.literal("order.substitute_chosen"),
    at: Timestamp,
    order_id: Id,
    question_id: Id,
    choice: SubstituteChoice,
    actor: Actor,
  }),
  /** Whoever ordered these is erased: their names, notes and words leave what the box shows and stores of them. From version 7 of the wire on. */
  z.object({ kind: z.literal("customer.erased"), at: Timestamp, order_ids: z.array(Id).min(1).max(MAX_ERASED) }),
]);
export type InboxCommand = z.infer<typeof InboxCommand>;

/** One row of the `store_inbox` shape, after parsing (D2). */
export const InboxEntry = z.object({ seq: z.number().int().min(1), id: Id, command: InboxCommand });
export type InboxEntry = z.infer<typeof InboxEntry>;
/** With the bytes of the command as they came, which the inbox's chain is over. */
export type ReceivedEntry = InboxEntry & { readonly text?: string };

/** The `columns` that the edge requests and the cloud serves, in this order. */
export const SHAPE_COLUMNS = {
  store_documents: ["store_id", "kind", "version", "document"],
  store_inbox: ["store_id", "seq", "id", "command"],
} as const;
export type ShapeTable = keyof typeof SHAPE_COLUMNS;
