/**
 * Orders that were over before the store's present box began: it was not handed them, and the cloud has them. A till finds one by a
 * number, and brings it onto the box for its receipt, or to refund it by line. Served by the edge, which asks the cloud.
 */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id } from "../domain/kernel/ids.ts";
import { AmountCents, Currency } from "../domain/kernel/money.ts";
import { OrderStatus } from "../domain/order/order.ts";
import { contract, json } from "./contract.ts";
import { OrderIdParam, OrderResponse } from "./orders.ts";

const cashiers = { staff: ["cashier", "manager"] } as const;

export const EarlierOrder = z
  .object({
    order_id: Id,
    ticket_number: z.string().nullable(),
    customer_name: z.string().nullable(),
    status: OrderStatus,
    created_at: Timestamp,
    total_cents: AmountCents,
    currency: Currency,
    minor_digits: z.number().int().optional(),
  })
  .openapi("EarlierOrder");
export type EarlierOrder = z.infer<typeof EarlierOrder>;

export const findEarlierOrders = contract({
  method: "get",
  path: "/v1/earlier-orders",
  summary: "Orders from before this box, by a ticket or receipt number; the cloud is asked",
  access: { ...cashiers, store: "own" },
  refuses: ["order.cloud_away"],
  request: { query: z.object({ number: z.string().trim().min(1).max(40) }) },
  responses: { 200: json(z.object({ orders: z.array(EarlierOrder) }), "Those that are not here, latest first, 20 at most") },
});

export const bringEarlierOrder = contract({
  method: "post",
  path: "/v1/earlier-orders/{order_id}",
  summary: "Brings an order from before this box onto it, with its lines and what was taken and refunded; one that is here stays as it is",
  description: "It is in no X or Z by that, since those of the box before have it; a refund of it is.",
  access: { ...cashiers, store: "order" },
  refuses: ["order.cloud_away", "order.not_found"],
  request: { params: OrderIdParam },
  responses: { 200: json(OrderResponse, "The order as it stands here") },
});
