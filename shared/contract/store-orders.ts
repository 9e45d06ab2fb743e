/** The orders of one store as the cloud knows them, their sums and its queue. Served by the cloud. */

import { z } from "@hono/zod-openapi";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { Currency } from "../domain/kernel/money.ts";
import { OrderStatus, OrderView } from "../domain/order/order.ts";
import { ANY_OPERATOR } from "./access.ts";
import { contract, json } from "./contract.ts";
import { StoreIdParam } from "./orders.ts";
import { QueueQuery, QueueResponse } from "./queue.ts";

export const listStoreOrders = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}/orders",
  summary: "The orders of a store as the cloud knows them, in the order of their ids",
  access: { ...ANY_OPERATOR, store: "path" },
  request: {
    params: StoreIdParam,
    query: z.object({ after: Id.optional(), limit: z.coerce.number().int().min(1).max(1000).default(200), status: OrderStatus.optional() }),
  },
  responses: { 200: json(z.object({ orders: z.array(OrderView), next_after: Id.nullable() }), "A page") },
});

const moneySums = {
  currency: Currency.nullable(),
  ordered_cents: z.number().int(),
  captured_cents: z.number().int(),
  refunded_cents: z.number().int(),
  /** The part of it that went through the payment provider. */
  online_captured_cents: z.number().int(),
  online_refunded_cents: z.number().int(),
};

export const StoreTotals = z
  .object({
    store_id: StoreId,
    orders: z.number().int(),
    orders_by_status: z.record(z.string(), z.number().int()),
    payments: z.number().int(),
    refunds: z.number().int(),
    ...moneySums,
    /** Of a store that changed its currency: what was counted in others. Amounts of two currencies are never added. */
    other_currencies: z.array(z.object(moneySums)),
  })
  .openapi("StoreTotals");

export const getStoreTotals = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}/totals",
  summary: "Orders and money of a store as the cloud knows them",
  access: { ...ANY_OPERATOR, store: "path" },
  request: { params: StoreIdParam },
  responses: { 200: json(StoreTotals, "Sums over everything the store has") },
});

export const getStoreQueue = contract({
  method: "get",
  path: "/v1/stores/{store_id}/queue",
  summary: "The store's queue as the cloud knows it; the live one is the store's own. 200 orders at most",
  access: { ...ANY_OPERATOR, store: "path" },
  request: { params: StoreIdParam, query: QueueQuery },
  responses: { 200: json(QueueResponse, "The queue") },
});
