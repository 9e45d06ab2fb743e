/** What headquarters looks at across stores: orders, sales, how long orders take, exceptions. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { BusinessDay } from "../domain/kernel/business-day.ts";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { Cents, Currency } from "../domain/kernel/money.ts";
import { OrderStatus, OrderView } from "../domain/order/order.ts";
import { Actor } from "../domain/staff/actor.ts";
import type { Access } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";

const hq = { operators: ["owner", "hq", "it"], store: "none" } as const satisfies Access;
const Limit = z.coerce.number().int().min(1).max(200).default(50);
/** Half-open, in each store's own business days: `from` belongs to it, `to` does not. */
const Days = z.object({ from: BusinessDay, to: BusinessDay, store_id: StoreId.optional() });

export const OrdersQuery = z.object({
  store_id: StoreId.optional(),
  status: OrderStatus.optional(),
  /** The day on which the store accepted it; for an order that no store has accepted, the day on which it was placed. */
  business_day: BusinessDay.optional(),
  /** The beginning of the order's id or of the name, or the whole ticket number. */
  q: z.string().trim().min(1).max(80).optional(),
  before: Id.optional(),
  limit: Limit,
});
export type OrdersQuery = z.infer<typeof OrdersQuery>;

export const listOrders = contract({
  method: "get",
  path: "/v1/admin/orders",
  summary: "The orders of all stores of the operator as the cloud knows them, newest id first",
  access: hq,
  refuses: ["auth.wrong_store", "store.not_found"],
  request: { query: OrdersQuery },
  responses: {
    200: json(
      z.object({ orders: z.array(OrderView), next_before: Id.nullable() }).openapi("OrderPage"),
      "A page; `next_before` is the `before` of the next one",
    ),
  },
});

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
  access: hq,
  refuses: ["auth.wrong_store", "store.not_found"],
  request: { query: Days.extend({ by: SalesDimension.default("day") }) },
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
  access: hq,
  refuses: ["auth.wrong_store", "store.not_found"],
  request: { query: Days },
  responses: { 200: json(StatusTimes, "Seconds, by store and for all together") },
});

export const HqException = z
  .object({
    exception_id: Id,
    store_id: StoreId.nullable(),
    order_id: Id.nullable(),
    kind: z.string(),
    /** What happened. */
    detail: z.string(),
    /** What can be done. */
    what_to_do: z.string(),
    /** The operator who asked for what it tells the others; another one ends it. */
    asked_by: Id.nullable(),
    raised_at: Timestamp,
    /** NOTE: by saying what was done. CONFLICT: by resolving the store's conflict, which writes its own note. */
    resolve_by: z.enum(["NOTE", "CONFLICT"]),
    resolved_at: Timestamp.nullable(),
    resolved_by: Actor.nullable(),
    resolution: z.string().nullable(),
  })
  .openapi("Exception");
export type HqException = z.infer<typeof HqException>;

export const ExceptionsQuery = z.object({
  state: z.enum(["OPEN", "RESOLVED"]).default("OPEN"),
  store_id: StoreId.optional(),
  before: Id.optional(),
  limit: Limit,
});
export type ExceptionsQuery = z.infer<typeof ExceptionsQuery>;

export const listExceptions = contract({
  method: "get",
  path: "/v1/admin/exceptions",
  summary: "Whatever a person must look at, newest first; never silently resolved",
  access: hq,
  refuses: ["auth.wrong_store", "store.not_found"],
  request: { query: ExceptionsQuery },
  responses: {
    200: json(
      z.object({ exceptions: z.array(HqException), next_before: Id.nullable() }).openapi("ExceptionPage"),
      "Exceptions within the operator's scope",
    ),
  },
});

export const resolveException = contract({
  method: "post",
  path: "/v1/admin/exceptions/{exception_id}/resolve",
  summary: "Says what was done about an exception; it stays on record with the note and who wrote it",
  access: hq,
  refuses: ["exception.not_found", "exception.resolved", "exception.open_conflict"],
  request: {
    params: z.object({ exception_id: Id }),
    body: jsonBody(z.strictObject({ note: z.string().trim().min(3).max(500) }).openapi("ExceptionResolution")),
  },
  responses: { 200: json(HqException, "Resolved") },
});
