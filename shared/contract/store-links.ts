/** How each store's box is: as it last reported, with a verdict. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { BusinessDay } from "../domain/kernel/business-day.ts";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { ANY_OPERATOR } from "./access.ts";
import { contract, json } from "./contract.ts";
import { LinkState } from "./link-status.ts";

export const StoreLink = z
  .object({
    store_id: StoreId,
    name: z.string(),
    time_zone: z.string(),
    /** Its business day now: the day of its calendar, which begins at its cut-off hour. */
    business_day: BusinessDay,
    is_online: z.boolean(),
    node_id: Id.nullable(),
    epoch: z.number().int().nullable(),
    last_seq: z.number().int(),
    last_seen_at: Timestamp.nullable(),
    /** As the box reported with its last heartbeat. */
    reported: z
      .object({
        state: LinkState.optional(),
        box_version: z.string(),
        unsent_events: z.number().int(),
        queue_length: z.number().int(),
        disk_free_bytes: z.number().nullable(),
        clock_offset_ms: z.number().nullable(),
        inbox_seq: z.number().int(),
        menu_version: z.number().int().nullable(),
        profile_version: z.number().int().nullable(),
      })
      .nullable(),
    inbox_head: z.number().int(),
    menu_version: z.number().int().nullable(),
    profile_version: z.number().int().nullable(),
    quarantined_events: z.number().int(),
    /** Set while the box and the cloud disagree about the log. */
    conflict: z.string().nullable(),
    /** Since when its app orders are neither taken nor decided, because the service was put back to an earlier state; null: they are. */
    frozen_since: Timestamp.nullable(),
    /** Until then its staff take no app orders that are wanted now; null: they take them. */
    app_orders_paused_until: Timestamp.nullable(),
    open_exceptions: z.number().int(),
    /** As the cloud knows them. */
    open_orders: z.number().int(),
    /** Orders for later that wait in the cloud until its box is there, and for when the first of them is wanted. */
    held: z.object({ orders: z.number().int(), first_at: Timestamp.nullable() }),
    /** DOWN: app orders are refused. The text is for people, the code for programs. */
    health: z.object({
      state: z.enum(["OK", "ATTENTION", "DOWN"]),
      reasons: z.array(
        z.object({
          code: z.enum([
            "no_box",
            "conflict",
            "frozen",
            "offline",
            "not_listening",
            "quarantine",
            "exceptions",
            "disk",
            "clock",
            "behind",
            "menu",
            "paused",
          ]),
          text: z.string(),
        }),
      ),
    }),
  })
  .openapi("StoreLink");
export type StoreLink = z.infer<typeof StoreLink>;

export const listStoreLinks = contract({
  method: "get",
  path: "/v1/admin/stores",
  summary: "The stores with their links and boxes",
  access: { ...ANY_OPERATOR, store: "none" },
  request: {},
  responses: { 200: json(z.object({ stores: z.array(StoreLink) }), "Stores within the operator's scope") },
});
