/** How long orders stay in each status. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { StoreId } from "../domain/kernel/ids.ts";
import { acrossStores, DaySpan } from "./across-stores.ts";
import { contract, json } from "./contract.ts";

export const StatusTimes = z
  .object({
    rows: z.array(
      z.object({
        /** null: all stores together. */
        store_id: StoreId.nullable(),
        /** PLACED: until it was started, paid meanwhile or not. */
        status: z.enum(["PLACED", "IN_PROGRESS", "READY"]),
        orders: z.number().int(),
        p50_s: z.number(),
        p95_s: z.number(),
      }),
    ),
  })
  .openapi("StatusTimes");
export type StatusTimes = z.infer<typeof StatusTimes>;

export const getStatusTimes = contract({
  method: "get",
  path: "/v1/admin/status-times",
  summary: "How long orders stood in each status: the middle one, and the one that only a twentieth exceeds",
  description: "Of orders that were handed over and were wanted at once. A recalled order's times in a status are added up.",
  access: acrossStores,
  refuses: ["auth.wrong_store", "store.not_found"],
  request: { query: DaySpan },
  responses: { 200: json(StatusTimes, "Seconds, by store and for all together") },
});
