/** The orders of all stores that an operator may see. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { BusinessDay } from "../domain/kernel/business-day.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { OrderStatus, OrderView } from "../domain/order/order.ts";
import { acrossStores, PageLimit } from "./across-stores.ts";
import { contract, json } from "./contract.ts";

export const OrdersQuery = z.object({
  store_id: StoreId.optional(),
  status: OrderStatus.optional(),
  /** The day on which the store accepted it; for an order that no store has accepted, the day on which it was placed. */
  business_day: BusinessDay.optional(),
  /** The beginning of the order's id or of the name, or the whole ticket number. */
  q: z.string().trim().min(1).max(80).optional(),
  before: Id.optional(),
  limit: PageLimit,
});
export type OrdersQuery = z.infer<typeof OrdersQuery>;

export const listOrdersAcrossStores = contract({
  method: "get",
  path: "/v1/admin/orders",
  summary: "The orders of all stores of the operator as the cloud knows them, newest id first",
  access: acrossStores,
  refuses: ["auth.wrong_store", "store.not_found"],
  request: { query: OrdersQuery },
  responses: {
    200: json(
      z.object({ orders: z.array(OrderView), next_before: Id.nullable() }).openapi("OrderPage"),
      "A page; `next_before` is the `before` of the next one",
    ),
  },
});
