/** What was taken for an order and what was refunded, for the page of one order. Served by the edge. */
import { z } from "@hono/zod-openapi";
import { Payment, Refund } from "../domain/payment/payment.ts";
import { contract, json } from "./contract.ts";
import { OrderIdParam } from "./orders.ts";

export const OrderMoney = z.object({ payments: z.array(Payment), refunds: z.array(Refund) }).openapi("OrderMoney");
export type OrderMoney = z.infer<typeof OrderMoney>;

export const getOrderMoney = contract({
  method: "get",
  path: "/v1/orders/{order_id}/money",
  summary: "The order's tenders and refunds, oldest first: how much, by what, who and when",
  description:
    "The facts, for anyone at a till. What is left of each tender, and whether it can be put right: GET …/tenders, for signed-in staff.",
  access: { devices: ["pos"], staff: ["cashier", "manager"], store: "order" },
  request: { params: OrderIdParam },
  responses: { 200: json(OrderMoney, "As they are on disk") },
});
