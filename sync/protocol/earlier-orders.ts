/**
 * Orders that were over before the store's present box began, which it was therefore not handed: for their receipts, and for refunds.
 * Asked for by a number or an id; a cloud of a release before it has no such path, and the till is told so.
 */
import { Id } from "@crema/shared/domain/kernel/ids";
import { z } from "zod";
import { OrderWithMoney } from "./order-with-money.ts";

export const EARLIER_ORDERS_PATH = "/v1/sync/earlier-orders";
export const MOST_EARLIER_ORDERS = 20;

export const EarlierOrdersRequest = z.union([
  /** Of a ticket, or of the receipt of a tender or refund. */
  z.object({ number: z.string().trim().min(1).max(40) }),
  z.object({ order_id: Id }),
]);
export type EarlierOrdersRequest = z.infer<typeof EarlierOrdersRequest>;

/** Latest first. `refunds`: through the provider as well. */
export const EarlierOrdersResponse = z.object({ orders: z.array(OrderWithMoney).max(MOST_EARLIER_ORDERS) });
export type EarlierOrdersResponse = z.infer<typeof EarlierOrdersResponse>;
