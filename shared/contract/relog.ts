/** Entering what the disk of another box has, and the cloud does not. Served by the edge, for its own command line. */
import { z } from "@hono/zod-openapi";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { contract, json, jsonBody } from "./contract.ts";

const Count = z.number().int();

export const RelogRequest = z
  .strictObject({
    /** A whole database on the box's own machine, as `crema-edge relog` has prepared it. */
    file: z.string().min(1).max(4_096),
    /** Where it comes from, as whoever asks later knows it. */
    source: z.string().min(1).max(4_096),
    dry_run: z.boolean(),
  })
  .openapi("RelogRequest");

export const RelogReport = z
  .object({
    store_id: StoreId,
    node_id: Id,
    epoch: Count,
    /** In the log of that disk. */
    events: Count,
    /** Which the cloud has, or this box. */
    known: Count,
    /** Which were entered, or would be; by what they tell. */
    entered: z.record(z.string(), Count),
    /** Those of them that did not fit the order any more: each is an exception at headquarters. 0 where nothing was entered. */
    not_applied: Count,
    /** Orders that had to come in whole. */
    orders: Count,
    /** Money that nobody else knew of, in the smallest unit of the store's currency. */
    payments_cents: Count,
    refunds_cents: Count,
    /** Orders about which the disk has applied commands that the cloud had forgotten. null: none were handed in, or the cloud takes none. */
    handed_in: Count.nullable(),
    /** Tickets on hold. */
    drafts: Count,
    /** Events that this release cannot read: they stay on the disk alone. */
    unreadable: Count,
    /**
     * Money that could not be entered yet, and a Z report that covers some of it: the order is open in the cloud and has not come down to this
     * box. It is on the disk alone, and enters when the disk is re-logged again.
     */
    waiting: z.array(z.object({ order_id: Id, kind: z.enum(["PAYMENT", "REFUND"]), amount_cents: Count, currency: z.string() })),
    reports_waiting: z.array(z.string()),
    dry_run: z.boolean(),
  })
  .openapi("RelogReport");
export type RelogReport = z.infer<typeof RelogReport>;

export const relogDisk = contract({
  method: "post",
  path: "/v1/relog",
  summary: "Enters what the disk of another box of this store has, and the cloud does not, under the old ids; again, it changes nothing",
  access: { box_operator: true, store: "none" },
  refuses: ["disk.unreadable", "disk.newer", "disk.tampered", "disk.foreign_store", "request.too_large"],
  request: { body: jsonBody(RelogRequest) },
  responses: { 200: json(RelogReport, "What was entered") },
});
