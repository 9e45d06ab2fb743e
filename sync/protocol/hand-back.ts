/**
 * What a box hands back: to a cloud that was set back, its own history (*rebuild*); for a disk whose history has ended, what that disk
 * applied and the cloud has forgotten (*hand in*, for the effects alone).
 */
import { DrawerMovement, DrawerSession } from "@crema/shared/domain/drawer/drawer";
import { ZReport } from "@crema/shared/domain/drawer/report";
import { Timestamp } from "@crema/shared/domain/kernel/clock";
import { Id, StoreId } from "@crema/shared/domain/kernel/ids";
import { Availability } from "@crema/shared/domain/menu/menu";
import { Order } from "@crema/shared/domain/order/order";
import { Payment, Refund } from "@crema/shared/domain/payment/payment";
import { PairedDevice } from "@crema/shared/domain/store-events";
import { z } from "zod";
import { ChainedEntry } from "./inbox-chain.ts";
import { JoinRequest } from "./join.ts";
import { OrderWithMoney } from "./order-with-money.ts";
import { Snapshot } from "./snapshot.ts";

export const REBUILD_PATH = "/v1/sync/rebuild";
export const FACTS_PATH = "/v1/sync/facts";
export const HAND_IN_PATH = "/v1/sync/hand-in";
export const KNOWN_PATH = "/v1/sync/known";

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A run of the inbox as a disk has applied it, after the place `after`. `chain` is null where the disk did not keep it. */
export const InboxRun = z.object({
  after: z.object({ seq: z.number().int().min(0), chain: Hash.nullable() }),
  entries: z.array(ChainedEntry).max(100_000),
  /** The disk stores nothing before it any more (30 days). */
  is_all: z.boolean().default(false),
});
export type InboxRun = z.infer<typeof InboxRun>;

/** In one commit under the link row's lock; the response is that of the join which follows. */
export const RebuildRequest = z.object({
  join: JoinRequest,
  inbox: InboxRun,
  /** The snapshot of the box's enrolment, as it came, where the cloud does not know the epoch; else null. */
  snapshot: z.string().nullable(),
});
export type RebuildRequest = z.infer<typeof RebuildRequest>;

/** Whose disk it was, as its certificate says. */
export const HandIn = z.object({
  store_id: StoreId,
  node_id: Id,
  epoch: z.number().int().min(1),
  epoch_certificate: z.string().max(2_000),
  inbox: InboxRun,
});
export type HandIn = z.infer<typeof HandIn>;

/** How many of the entries the cloud had forgotten, and the orders that they are about. */
export const HandInResponse = z.object({ forgotten: z.number().int().min(0), order_ids: z.array(Id) });
export type HandInResponse = z.infer<typeof HandInResponse>;

/** What a box has of the store itself, whole: every drawer with its report, what is sold out, the devices, and what no Z report covers. */
export const StoreFacts = z.object({
  drawers: z.array(z.object({ session: DrawerSession, report: ZReport.nullable() })),
  /** Of days that ended without a drawer, from version 6 on. */
  day_reports: z.array(ZReport).default([]),
  movements: z.array(DrawerMovement),
  availability: Availability,
  /** Since version 7; null or absent: app orders are not paused. */
  app_orders_paused_until: Timestamp.nullable().optional(),
  devices: z.array(PairedDevice),
  uncovered: Snapshot.shape.uncovered,
});
export type StoreFacts = z.infer<typeof StoreFacts>;

/**
 * Orders and money as a disk has them at the head of the join's log, where that log no longer reaches back to what the cloud lacks. In
 * pages; `store` comes with the last one, whose join says the hash at the place before the oldest event.
 */
export const FactsPage = z.object({
  /** The last order of the page before; null: this is the first one. */
  after: Id.nullable(),
  orders: z.array(Order).max(500),
  /** Of the counter. */
  payments: z.array(Payment),
  refunds: z.array(Refund),
  store: StoreFacts.nullable(),
});
export type FactsPage = z.infer<typeof FactsPage>;
export const FactsRequest = z.object({ join: JoinRequest, page: FactsPage });
export type FactsRequest = z.infer<typeof FactsRequest>;

/** Which of these events the cloud has, applied or in quarantine; and an order of the store, as it stands there. */
export const KnownRequest = z.object({ event_ids: z.array(Id).max(1_000), order_id: Id.nullable().default(null) });
export const KnownResponse = z.object({ known: z.array(Id), order: OrderWithMoney.nullable().default(null) });
export type KnownResponse = z.infer<typeof KnownResponse>;
