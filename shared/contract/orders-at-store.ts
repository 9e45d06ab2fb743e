/**
 * A store's orders: placed at the counter, listed, moved on, cancelled. Served by the edge. A sale at the counter is one
 * request: the order, its discount and its first tender, all or nothing. Each request names its members one by one: a closed
 * schema that is extended can never be satisfied.
 */
import { z } from "@hono/zod-openapi";
import { BusinessDay } from "../domain/kernel/business-day.ts";
import { Id } from "../domain/kernel/ids.ts";
import { AmountCents } from "../domain/kernel/money.ts";
import { Channel } from "../domain/menu/menu.ts";
import { OrderStatus } from "../domain/order/order.ts";
import { PlaceOrderRequest, QuoteRequest } from "../domain/order/order-request.ts";
import { Payment, Refund } from "../domain/payment/payment.ts";
import { MAKERS, READING_SCREENS, SELLERS } from "./access.ts";
import { contract, IdempotencyKeyHeader, json, jsonBody, MAX_ORDER_REQUEST_BYTES, OptionalKeyHeader } from "./contract.ts";
import { TAKES_NOTHING, TenderRequest, takesSomething } from "./money.ts";
import { CancelRequest, ManagerPin, OrderIdParam, OrderResource, OrderResponse, Quote, Reason } from "./orders.ts";
import { OF_A_DECISION, OF_A_MANAGER, OF_A_TENDER, OF_PRICED_LINES } from "./refusals.ts";

const someCents = AmountCents.refine((amount) => amount > 0, "more than 0");

export const DiscountRequest = z
  .strictObject({
    discount: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("PERCENT"), rate_ppm: z.number().int().min(1).max(1_000_000) }),
      z.strictObject({ kind: z.literal("AMOUNT"), amount_cents: someCents }),
    ]),
    reason: Reason,
    /** Off this line alone; left out: off the whole order. */
    line_id: Id.optional(),
    /** The total that the screen shows: a compare-and-set. */
    expected_total_cents: AmountCents,
    manager_pin: ManagerPin,
  })
  .openapi("DiscountRequest");
export type DiscountRequest = z.infer<typeof DiscountRequest>;

export const discountOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/discount",
  summary: "Takes something off an order, or a line of it, before any tender, with a reason; a manager approves",
  description: "A compare-and-set on `expected_total_cents`: 409 `order.price_changed` carries the present `order`.",
  access: { staff: ["cashier", "manager"], store: "order" },
  refuses: [
    ...OF_A_DECISION,
    ...OF_A_MANAGER,
    "discount.after_tender",
    "discount.out_of_range",
    "order.line_not_found",
    "order.price_changed",
    "order.question_open",
  ],
  request: { params: OrderIdParam, body: jsonBody(DiscountRequest) },
  responses: { 200: json(OrderResponse, "The order at its new price") },
});

/** A discount by staff on a ticket that is not an order yet: a manager approves it each time it is sent. */
export const TicketDiscount = z
  .strictObject({
    discount: DiscountRequest.shape.discount,
    reason: DiscountRequest.shape.reason,
    /** Off that one of `items` alone, counted from 0; left out: off the whole order. */
    line_index: z.number().int().min(0).max(99).optional(),
    manager_pin: DiscountRequest.shape.manager_pin,
  })
  .openapi("TicketDiscount");
export type TicketDiscount = z.infer<typeof TicketDiscount>;

/** Like a tender of an existing order, but an order that is just placed is not handed over by it. */
const { complete: _complete, ...firstTender } = TenderRequest.shape;
export const FirstTender = z.strictObject(firstTender).refine(takesSomething, TAKES_NOTHING).openapi("FirstTender");
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
    /** The held ticket of a guest's phone that it was resumed from: the phone then follows the order. */
    guest_draft_id: Id.optional(),
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
  access: { ...SELLERS, store: "own" },
  refuses: [
    ...OF_A_MANAGER,
    ...OF_PRICED_LINES,
    "auth.wrong_store",
    "discount.out_of_range",
    "order.line_not_found",
    "order.price_changed",
    "store.not_found",
  ],
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
  access: { ...SELLERS, store: "own" },
  refuses: [
    ...OF_A_MANAGER,
    ...OF_A_TENDER,
    ...OF_PRICED_LINES,
    "auth.wrong_store",
    "discount.after_tender",
    "discount.out_of_range",
    "order.line_not_found",
    "order.price_changed",
    "payment.online_unavailable",
    "payment.tip_not_online",
    "store.not_found",
  ],
  maxBodyBytes: MAX_ORDER_REQUEST_BYTES,
  request: { headers: IdempotencyKeyHeader, body: jsonBody(CounterOrderRequest) },
  responses: { 201: json(PlacedAtCounter, "Placed; on the queue; on disk") },
});

export const OrderListQuery = z.object({
  /** A ticket number, a receipt number, or how the name begins; capitals and accents do not count. */
  q: z.string().trim().min(1).max(40).optional(),
  status: OrderStatus.optional(),
  /** Where they come from. */
  origin: Channel.optional(),
  /** OPEN: neither handed over nor cancelled. OWING: open, and to be paid here. */
  only: z.enum(["OPEN", "OWING"]).optional(),
  business_day: BusinessDay.optional(),
  /** The last order of the page before. */
  before: Id.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export type OrderListQuery = z.infer<typeof OrderListQuery>;

export const listOrders = contract({
  method: "get",
  path: "/v1/orders",
  summary: "The store's orders, latest first: by ticket or receipt number, name, status, origin, business day",
  access: { devices: ["pos", "barista", "console"], staff: ["barista", "cashier", "manager"], box_operator: true, store: "own" },
  request: { query: OrderListQuery },
  responses: { 200: json(z.object({ orders: z.array(OrderResource), next_before: Id.nullable() }).openapi("OrderList"), "A page") },
});

export const getOrder = contract({
  method: "get",
  path: "/v1/orders/{order_id}",
  summary: "One order",
  access: { ...READING_SCREENS, store: "order" },
  request: { params: OrderIdParam },
  responses: { 200: json(OrderResponse, "The order") },
});

export const TransitionRequest = z
  .strictObject({
    to_status: OrderStatus,
    expected_status: OrderStatus,
    reason: z.string().trim().min(1).max(280).nullable().default(null),
  })
  .openapi("TransitionRequest");
export type TransitionRequest = z.infer<typeof TransitionRequest>;

export const transitionOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/transition",
  summary: "Moves an order on; a compare-and-set on expected_status",
  description: "A lost race is 409 `order.status_changed`, with the present `order` in the body.",
  access: { ...MAKERS, store: "order" },
  refuses: [
    ...OF_A_DECISION,
    "auth.manager_required",
    "order.look_first",
    "order.not_paid",
    "order.question_open",
    "order.recall_expired",
    "order.status_changed",
  ],
  request: { params: OrderIdParam, body: jsonBody(TransitionRequest) },
  responses: { 200: json(OrderResponse, "The order after the step") },
});

export const CancelResponse = OrderResponse.and(
  z.object({
    /** What has to be refunded now: cash out of the drawer, a card on its terminal. */
    refunds: z.array(Refund),
  }),
).openapi("CancelledOrder");

export const cancelOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/cancel",
  summary: "Cancels an order; what was taken at the counter is given back in the same commit, what was paid online by the cloud",
  description:
    "As long as any money of it is kept a manager has to approve. Sent again with the same Idempotency-Key after a lost response it says once more what is to be handed back.",
  access: { staff: ["barista", "cashier", "manager"], store: "order" },
  refuses: [...OF_A_DECISION, ...OF_A_MANAGER, "order.status_changed"],
  request: { headers: OptionalKeyHeader, params: OrderIdParam, body: jsonBody(CancelRequest) },
  responses: { 200: json(CancelResponse, "The cancelled order, and what is to be handed back") },
});

export const DeclineRequest = z.strictObject({ reason: z.string().trim().min(1).max(280) }).openapi("DeclineRequest");

export const declineOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/decline",
  summary: "Gives up an app order that the cloud has not confirmed yet",
  access: { staff: ["barista", "cashier", "manager"], store: "order" },
  refuses: ["order.invalid_transition"],
  request: { params: OrderIdParam, body: jsonBody(DeclineRequest) },
  responses: { 200: json(OrderResponse, "The declined order") },
});

export const ReplaceRequest = z
  .strictObject({
    manager_pin: z.string().regex(/^\d{4,8}$/),
    /** Needed only for an order that this store has never received: what the guest's phone shows. */
    order: PlaceOrderRequest.nullable().default(null),
  })
  .openapi("ReplaceRequest");

export const replaceOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/replace",
  summary: "Make it anyway: declines an unconfirmed app order and places one of the store's own in its stead, in one commit",
  access: { staff: ["cashier", "manager"], store: "none" },
  refuses: [
    ...OF_A_MANAGER,
    ...OF_PRICED_LINES,
    "auth.wrong_store",
    "order.invalid_transition",
    "order.not_found",
    "order.price_changed",
    "store.not_found",
  ],
  maxBodyBytes: MAX_ORDER_REQUEST_BYTES,
  request: { headers: IdempotencyKeyHeader, params: OrderIdParam, body: jsonBody(ReplaceRequest) },
  responses: { 201: json(OrderResponse, "The store's own order; `replaces_order_id` names the declined one") },
});
