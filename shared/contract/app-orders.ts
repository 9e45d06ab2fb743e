/** Whether the store takes app orders for now, as its staff say at the queue. Served by the edge. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { StoreId } from "../domain/kernel/ids.ts";
import { MAKERS } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { StoreIdParam } from "./orders.ts";

export const PauseFor = z.enum(["10_MINUTES", "20_MINUTES", "30_MINUTES", "UNTIL_TOMORROW"]);
export type PauseFor = z.infer<typeof PauseFor>;

export const AppOrdersRequest = z
  .strictObject({
    /** From now on; UNTIL_TOMORROW: until the store's next business day begins. null: they are taken again. */
    paused_for: PauseFor.nullable(),
  })
  .openapi("AppOrdersRequest");
export type AppOrdersRequest = z.infer<typeof AppOrdersRequest>;

export const AppOrders = z
  .object({
    store_id: StoreId,
    /** null: they are taken. */
    paused_until: Timestamp.nullable(),
  })
  .openapi("AppOrders");

export const setAppOrders = contract({
  method: "put",
  path: "/v1/stores/{store_id}/app-orders",
  summary: "Pauses app orders that are wanted now, or takes them again",
  description:
    "A pause ends by itself, also while the line is down. What was ordered before the cloud heard of it is made; what is wanted after it can be ordered.",
  access: { ...MAKERS, store: "path" },
  refuses: ["store.not_ready"],
  request: { params: StoreIdParam, body: jsonBody(AppOrdersRequest) },
  responses: { 200: json(AppOrders, "As it is now") },
});
