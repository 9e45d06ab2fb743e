/** What was sold, summed by store, day, hour or item, and how long its orders stood in each status. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { StoreId } from "../domain/kernel/ids.ts";
import { Cents, Currency } from "../domain/kernel/money.ts";
import { acrossStores, DaySpan } from "./across-stores.ts";
import { contract, json } from "./contract.ts";

export const SalesDimension = z.enum(["store", "day", "hour", "item"]);
export type SalesDimension = z.infer<typeof SalesDimension>;

const sums = {
  currency: Currency,
  orders: z.number().int(),
  /** Units sold. */
  qty: z.number().int(),
  /** What the guests owed: discounts taken off, tax included. */
  sales_cents: Cents,
  tax_cents: Cents,
  discount_cents: Cents,
};

export const Sales = z
  .object({
    by: SalesDimension,
    /** `key`: store id, business day, hour of the day ("07") or item id. Days and hours in their order, stores and items by sales. */
    rows: z.array(z.object({ key: z.string(), label: z.string(), ...sums })),
    /** One per currency. `refunded_cents`: refunded on these days, whenever it was sold. */
    totals: z.array(z.object({ ...sums, refunded_cents: Cents })),
  })
  .openapi("Sales");
export type Sales = z.infer<typeof Sales>;

export const getSales = contract({
  method: "get",
  path: "/v1/admin/sales",
  summary: "What was sold: orders that were handed over, by store, business day, hour of the day or item",
  description:
    "A sale counts whole on the business day on which the store took the order on, at the hour at which it was placed there. Currencies are never added up.",
  access: acrossStores,
  refuses: ["auth.wrong_store", "store.not_found"],
  request: { query: DaySpan.extend({ by: SalesDimension.default("day") }) },
  responses: { 200: json(Sales, "Sums") },
});

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
