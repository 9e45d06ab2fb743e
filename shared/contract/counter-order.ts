/**
 * A sale at the counter in one request: the order, its discount and its first tender, all or nothing. Served by the
 * edge. Each request names its members one by one: a closed schema that is extended can never be satisfied.
 */
import { z } from "@hono/zod-openapi";
import { PlaceOrderRequest, QuoteRequest } from "../domain/order/order-request.ts";
import { Payment } from "../domain/payment/payment.ts";
import { contract, IdempotencyKeyHeader, json, jsonBody, MAX_ORDER_REQUEST_BYTES } from "./contract.ts";
import { OrderResponse, Quote } from "./orders.ts";
import { OF_A_MANAGER, OF_A_TENDER, OF_PRICED_LINES } from "./refusals.ts";
import { sellers, TenderRequest } from "./staff.ts";
import { DiscountRequest } from "./store-money.ts";

/** A discount by staff on a ticket that is not an order yet: a manager approves it each time it is sent. */
export const TicketDiscount = z
  .strictObject({
    discount: DiscountRequest.shape.discount,
    reason: DiscountRequest.shape.reason,
    manager_pin: DiscountRequest.shape.manager_pin,
  })
  .openapi("TicketDiscount");
export type TicketDiscount = z.infer<typeof TicketDiscount>;

/** Like a tender of an existing order, but an order that is just placed is not handed over by it. */
export const FirstTender = z.strictObject(TenderRequest.omit({ complete: true }).shape).openapi("FirstTender");
export type FirstTender = z.infer<typeof FirstTender>;

export const CounterQuoteRequest = z
  .strictObject({ ...QuoteRequest.shape, discount: TicketDiscount.nullish() })
  .openapi("CounterQuoteRequest");
export type CounterQuoteRequest = z.infer<typeof CounterQuoteRequest>;

export const CounterOrderRequest = z
  .strictObject({
    ...PlaceOrderRequest.shape,
    /** `expected_total_cents` is the total after it. */
    discount: TicketDiscount.nullish(),
    /** Without one the order is on the queue to be paid at pickup. */
    tender: FirstTender.nullish(),
  })
  .openapi("CounterOrderRequest");
export type CounterOrderRequest = z.infer<typeof CounterOrderRequest>;

export const PlacedAtCounter = z
  .intersection(
    OrderResponse,
    /** Only in the response to an order that was placed with its first tender. */
    z.object({ payment: Payment.optional() }),
  )
  .openapi("PlacedAtCounter");
export type PlacedAtCounter = z.infer<typeof PlacedAtCounter>;

export const quoteOrder = contract({
  method: "post",
  path: "/v1/orders/quote",
  summary: "Prices an order without placing it, with the discount that a manager gives on it",
  access: { ...sellers, store: "own" },
  refuses: [...OF_A_MANAGER, ...OF_PRICED_LINES, "auth.wrong_store", "discount.out_of_range", "order.price_changed", "store.not_found"],
  maxBodyBytes: MAX_ORDER_REQUEST_BYTES,
  request: { body: jsonBody(CounterQuoteRequest) },
  responses: { 200: json(Quote, "The price now") },
});

export const placeOrder = contract({
  method: "post",
  path: "/v1/orders",
  summary: "Places an order at the counter, with its first tender or to be paid at pickup",
  description:
    "Order, `discount` and `tender` are one act: if one of them is refused, nothing is placed and no money is taken. Without `tender` it is paid at pickup. A discount or a tender needs a cashier or a manager who is signed in. The status says how far the drink is, not the money: an order that is paid here stays PLACED until it is started, and once it is READY a step to COMPLETED hands it over.",
  access: { ...sellers, store: "own" },
  refuses: [
    ...OF_A_MANAGER,
    ...OF_A_TENDER,
    ...OF_PRICED_LINES,
    "auth.wrong_store",
    "discount.after_tender",
    "discount.out_of_range",
    "order.price_changed",
    "payment.online_unavailable",
    "store.not_found",
  ],
  maxBodyBytes: MAX_ORDER_REQUEST_BYTES,
  request: { headers: IdempotencyKeyHeader, body: jsonBody(CounterOrderRequest) },
  responses: { 201: json(PlacedAtCounter, "Placed; on the queue; on disk") },
});
