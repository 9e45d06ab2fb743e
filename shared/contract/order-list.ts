/** The store's orders, searched. Served by the edge. */
import { z } from "@hono/zod-openapi";
import { BusinessDay } from "../domain/kernel/business-day.ts";
import { Id } from "../domain/kernel/ids.ts";
import { OrderStatus } from "../domain/order/order.ts";
import { contract, json } from "./contract.ts";
import { OrderResource } from "./orders.ts";

export const OrderListQuery = z.object({
  /** A ticket number, a receipt number, or how the name begins; capitals and accents do not count. */
  q: z.string().trim().min(1).max(40).optional(),
  status: OrderStatus.optional(),
  business_day: BusinessDay.optional(),
  /** The last order of the page before. */
  before: Id.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export type OrderListQuery = z.infer<typeof OrderListQuery>;

export const listOrders = contract({
  method: "get",
  path: "/v1/orders",
  summary: "The store's orders, latest first: by ticket or receipt number, name, status, business day",
  access: { devices: ["pos", "barista", "console"], staff: ["barista", "cashier", "manager"], box_operator: true, store: "own" },
  request: { query: OrderListQuery },
  responses: { 200: json(z.object({ orders: z.array(OrderResource), next_before: Id.nullable() }).openapi("OrderList"), "A page") },
});
