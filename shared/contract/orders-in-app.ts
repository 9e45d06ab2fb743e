/** Orders of the customers' app. Served by the cloud, with the same paths and fields as the store's routes. */
import { z } from "@hono/zod-openapi";
import { Id } from "../domain/kernel/ids.ts";
import { PlaceOrderRequest, QuoteRequest } from "../domain/order/order-request.ts";
import { contract, IdempotencyKeyHeader, json, jsonBody, MAX_ORDER_REQUEST_BYTES } from "./contract.ts";
import { OrderContact } from "./messages.ts";
import { CancelRequest, OrderIdParam, OrderResponse, Quote } from "./orders.ts";
import { OF_PRICED_LINES } from "./refusals.ts";

export const quoteAppOrder = contract({
  method: "post",
  path: "/v1/orders/quote",
  summary: "Prices an order without placing it",
  description:
    "Who is signed in is told by its promotions that are limited per customer, or to a first order; anyone else may ask as well.",
  access: { anonymous: true, customer: true, store: "none" },
  refuses: [...OF_PRICED_LINES, "item.not_now", "store.not_found"],
  maxBodyBytes: MAX_ORDER_REQUEST_BYTES,
  request: { body: jsonBody(QuoteRequest) },
  responses: { 200: json(Quote, "The price now") },
});

/** With what the cloud keeps to itself. */
export const PlaceAppOrderRequest = z
  .strictObject({
    ...PlaceOrderRequest.shape,
    contact: OrderContact.nullish().openapi({
      description:
        "Where to tell about this order: it stays in the cloud, sealed, and is gone after 30 days. `language`: of what is told; left out, as Accept-Language says.",
    }),
  })
  .openapi("PlaceAppOrderRequest");

export const placeAppOrder = contract({
  method: "post",
  path: "/v1/orders",
  summary: "Places an order from the app, as a signed-in customer or a guest",
  description:
    "A guest's response carries `access_token`: send it as a bearer token to read, stream and cancel the order. Guests send an Idempotency-Key of at least 16 characters.",
  access: { anonymous: true, customer: true, store: "none" },
  refuses: [
    ...OF_PRICED_LINES,
    "item.not_now",
    "order.price_changed",
    "order.pay_ahead",
    "order.too_many_open",
    "order.unpaid_limit",
    "payment.amount_not_payable",
    "payment.amount_too_large",
    "payment.amount_too_small",
    "payment.currency_not_taken",
    "payment.nothing_due",
    "payment.not_online",
    "payment.online_unavailable",
    "payment.provider_refused",
    "payment.provider_unavailable",
    "payment.tip_not_online",
    "payment.tip_too_large",
    "payment.tip_unavailable",
    "request.rate_limited",
    "slot.full",
    "store.closed",
    "store.not_found",
    "store.offline",
    "store.rejoining",
    "store.retired",
  ],
  maxBodyBytes: MAX_ORDER_REQUEST_BYTES,
  request: { headers: IdempotencyKeyHeader, body: jsonBody(PlaceAppOrderRequest) },
  responses: { 201: json(OrderResponse, "Placed and put before the store") },
});

export const getAppOrder = contract({
  method: "get",
  path: "/v1/orders/{order_id}",
  summary: "One order, as fresh as the store's link",
  access: { customer: true, order_holder: true, operators: ["owner", "hq", "it"], store: "order" },
  request: { params: OrderIdParam },
  responses: { 200: json(OrderResponse, "The order") },
});

export const cancelAppOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/cancel",
  summary: "The customer changes their mind, before the store has begun",
  description:
    "200 when it is cancelled; 409 `order.already_started` when the store refused; 202 with `cancel: REQUESTED` when the store has not answered within 2 s: the outcome comes by the stream, as `order.cancel_unanswered` after ten minutes of silence.",
  access: { customer: true, order_holder: true, store: "order" },
  refuses: ["order.already_started", "order.cancel_unanswered", "order.invalid_transition", "order.paid_at_store", "order.status_changed"],
  request: { params: OrderIdParam, body: jsonBody(CancelRequest.pick({ reason: true, expected_status: true })) },
  responses: { 200: json(OrderResponse, "Cancelled"), 202: json(OrderResponse, "Asked the store; the outcome comes by the stream") },
});

export const listMyOrders = contract({
  method: "get",
  path: "/v1/me/orders",
  summary: "The signed-in customer's orders, newest first",
  access: { customer: true, store: "none" },
  request: { query: z.object({ before: Id.optional(), limit: z.coerce.number().int().min(1).max(100).default(20) }) },
  responses: {
    200: json(
      z.object({ orders: z.array(OrderResponse), next_before: Id.nullable() }),
      "A page; `next_before` is the `before` of the next one",
    ),
  },
});
