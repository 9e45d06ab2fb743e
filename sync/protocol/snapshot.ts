/**
 * What a store's next box begins with (D8): everything of the store's present that the box before knew and the cloud was told. It
 * stands for an inbox position: what was commanded up to there is in it.
 */
import { DrawerMovement, DrawerSession } from "@crema/shared/domain/drawer/drawer";
import { EventRequest } from "@crema/shared/domain/event-envelope";
import { BusinessDay } from "@crema/shared/domain/kernel/business-day";
import { Timestamp } from "@crema/shared/domain/kernel/clock";
import { Id } from "@crema/shared/domain/kernel/ids";
import { AmountCents } from "@crema/shared/domain/kernel/money";
import { Availability } from "@crema/shared/domain/menu/menu";
import { Order } from "@crema/shared/domain/order/order";
import { AskedLine, Payment, Refund } from "@crema/shared/domain/payment/payment";
import { Actor } from "@crema/shared/domain/staff/actor";
import { PairedDevice } from "@crema/shared/domain/store-events";
import { z } from "zod";
import { DocumentKind } from "./down.ts";
import { JoinName } from "./join.ts";

/** A document as the bytes that are served. */
const SnapshotDocument = z.object({ kind: DocumentKind, version: z.number().int().min(1), document: z.string() });

/** A request that the box before has answered: the same key gets the order or fact as it stands, and another body is refused. */
const AnsweredRequest = EventRequest.extend({
  order_id: Id.nullable(),
  /** It made the order. */
  is_birth: z.boolean(),
  /** What else it made: the events of money and drawer, each as JSON. */
  facts: z.array(z.string()),
});
export type AnsweredRequest = z.infer<typeof AnsweredRequest>;

export const Snapshot = z.object({
  taken_at: Timestamp,
  inbox: z.object({ seq: z.number().int().min(0), id: Id.nullable(), chain: z.string().regex(/^[0-9a-f]{64}$/) }),
  documents: z.array(SnapshotDocument),
  availability: Availability,
  /** Since version 7; null or absent: app orders are not paused. */
  app_orders_paused_until: Timestamp.nullable().optional(),
  /**
   * Open and scheduled ones, and those with money that no Z report covers. One with `look_first` was confirmed to the box before and is
   * not known to be started.
   */
  orders: z.array(Order),
  payments: z.array(Payment),
  refunds: z.array(Refund),
  /** Every sale, payment, refund and movement that no Z report covers, in the order in which the cloud heard of them. */
  uncovered: z.array(
    z.object({
      kind: z.enum(["SALE", "PAYMENT", "REFUND", "MOVEMENT", "VOID"]),
      ref_id: Id,
      business_day: BusinessDay.nullable(),
      /** The till's session whose Z report covers it, from version 6 on; absent: it is the store's. */
      session_id: Id.optional(),
    }),
  ),
  /** Refunds through the provider of those orders, as they stand; and which of them no Z report counts, or counts off again. */
  online_refunds: z.array(Refund).optional(),
  online_uncovered: z.array(z.object({ kind: z.enum(["REFUND_ONLINE", "REFUND_ONLINE_FAILED"]), ref_id: Id })).optional(),
  drawer: z.object({
    session: DrawerSession.nullable(),
    /** Of the other tills, from version 6 on. */
    others: z.array(DrawerSession).max(100).default([]),
    movements: z.array(DrawerMovement),
  }),
  refund_requests: z.array(
    z.object({
      request_id: Id,
      order_id: Id,
      amount_cents: AmountCents.nullable(),
      lines: z.array(AskedLine).max(100).optional(),
      tip_cents: AmountCents.optional(),
      reason: z.string(),
      asked_by: Actor,
      asked_at: Timestamp,
    }),
  ),
  /** Offers that were declined for good, as far back as an offer may still come. */
  declined_order_ids: z.array(Id),
  devices: z.array(PairedDevice),
  requests: z.array(AnsweredRequest),
  /** The name that the new box's first join has to give as the one before. */
  join: JoinName,
});
export type Snapshot = z.infer<typeof Snapshot>;
