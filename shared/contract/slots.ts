/** The times for which an order can be placed ahead. Served by both sides: the app's are bound by what the store leaves it, the counter's are not. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { contract, json } from "./contract.ts";
import { StoreIdParam } from "./orders.ts";

export const PickupSlots = z
  .object({
    time_zone: z.string(),
    /** Each may stand as `requested_for`. */
    slots: z.array(Timestamp),
    /** Those in which the app's share is taken; at the counter none. */
    full: z.array(Timestamp),
    /** Days within them on which the store is closed instead of its week's hours, by its own calendar. */
    closed_days: z.array(z.object({ date: z.string(), name: z.string().nullable() })),
  })
  .openapi("PickupSlots");
export type PickupSlots = z.infer<typeof PickupSlots>;

export const listPickupSlots = contract({
  method: "get",
  path: "/v1/stores/{store_id}/slots",
  summary: "The times within the next seven days for which an order can be placed ahead",
  access: { anonymous: true, store: "none" },
  refuses: ["store.not_found", "store.not_ready"],
  request: { params: StoreIdParam },
  responses: { 200: json(PickupSlots, "Earliest first") },
});
