/** How full the slots are that the app orders for at one store. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { StationWork } from "../domain/order/capacity.ts";
import { ANY_OPERATOR } from "./access.ts";
import { contract, json } from "./contract.ts";
import { StoreIdParam } from "./orders.ts";

const Seconds = z.number().int().nullable();

export const StoreSlots = z
  .object({
    time_zone: z.string(),
    slot_minutes: z.number().int(),
    /** The app's share of a slot, in orders and in seconds of work at each station; null: without a bound. */
    capacity: z.object({ orders: z.number().int().nullable(), work_s: z.object({ bar: Seconds, cold: Seconds, food: Seconds }) }),
    /** Those that something is ordered for, from the present one on, earliest first. */
    slots: z.array(z.object({ from: Timestamp, orders: z.number().int(), work_s: StationWork, is_full: z.boolean() })),
  })
  .openapi("StoreSlots");
export type StoreSlots = z.infer<typeof StoreSlots>;

export const getStoreSlots = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}/slots",
  summary: "How full the slots are that the app orders for",
  access: { ...ANY_OPERATOR, store: "path" },
  refuses: ["store.not_found", "store.not_ready"],
  request: { params: StoreIdParam },
  responses: { 200: json(StoreSlots, "As it is now") },
});
