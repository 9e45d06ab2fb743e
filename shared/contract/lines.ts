/** An order between its placing and its hand-over: its lines changed and checked off, its place on the queue. Served by the edge. */
import { z } from "@hono/zod-openapi";
import { Id } from "../domain/kernel/ids.ts";
import { AmountCents } from "../domain/kernel/money.ts";
import { Station } from "../domain/menu/menu.ts";
import { OrderStatus } from "../domain/order/order.ts";
import { QuoteRequest } from "../domain/order/order-request.ts";
import { contract, json, jsonBody, MAX_ORDER_REQUEST_BYTES } from "./contract.ts";
import { OrderIdParam, OrderResponse, Quote } from "./orders.ts";
import { OF_A_DECISION, OF_PRICED_LINES } from "./refusals.ts";

const { items, promotion_codes } = QuoteRequest.shape;
const NewLines = z.strictObject({ items, promotion_codes }).openapi("NewLines");

export const AmendRequest = z
  .strictObject({
    items,
    promotion_codes,
    /** The order as the screen shows it: a compare-and-set. */
    shown: z.strictObject({ amendments: z.number().int().min(0), total_cents: AmountCents }),
    /** The new total that the screen shows; if it is not the price now, the response is 409 order.price_changed with `quote`. */
    expected_total_cents: AmountCents.nullable().default(null),
  })
  .openapi("AmendRequest");
export type AmendRequest = z.infer<typeof AmendRequest>;

export const amendOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/amend",
  summary: "Changes the lines of an order before it is started and before any tender; priced again",
  description:
    "All lines are sent, the kept ones too. Items that the order has already may be sold out by now. What promotions took off stays off the lines that stay, without their codes; `promotion_codes` are new ones. A discount of the counter has to be given again. A lost race is 409 `order.lines_changed` with the present `order`.",
  access: { devices: ["pos"], staff: ["cashier", "manager"], store: "order" },
  refuses: [...OF_A_DECISION, ...OF_PRICED_LINES, "order.lines_changed", "order.money_taken", "order.price_changed", "order.question_open"],
  maxBodyBytes: MAX_ORDER_REQUEST_BYTES,
  request: { params: OrderIdParam, body: jsonBody(AmendRequest) },
  responses: { 200: json(OrderResponse, "The changed order") },
});

export const quoteAmendment = contract({
  method: "post",
  path: "/v1/orders/{order_id}/amend/quote",
  summary: "Prices changed lines of an order without changing it; what the order has already is not sold out for it",
  access: amendOrder.access,
  refuses: [...OF_A_DECISION, ...OF_PRICED_LINES, "order.money_taken", "order.question_open"],
  maxBodyBytes: MAX_ORDER_REQUEST_BYTES,
  request: { params: OrderIdParam, body: jsonBody(NewLines) },
  responses: { 200: json(Quote, "The price now") },
});

export const StationDoneRequest = z
  .strictObject({
    done: z.boolean(),
    /** The order as the screen shows it: a compare-and-set. */
    expected_status: OrderStatus,
  })
  .openapi("StationDoneRequest");
export type StationDoneRequest = z.infer<typeof StationDoneRequest>;

export const markStationDone = contract({
  method: "put",
  path: "/v1/orders/{order_id}/stations/{station}/done",
  summary: "A station has made its part: its lines are checked off, and the last station's word makes the order READY, in one commit",
  description:
    "`done: false` takes that back; a READY order is recalled with it, within the store's recall window. A lost race is 409 `order.status_changed` with the present `order`.",
  access: { devices: ["pos", "barista"], staff: ["barista", "cashier", "manager"], store: "order" },
  refuses: [...OF_A_DECISION, "order.line_not_found", "order.not_paid", "order.recall_expired", "order.status_changed"],
  request: { params: OrderIdParam.extend({ station: Station }), body: jsonBody(StationDoneRequest) },
  responses: { 200: json(OrderResponse, "The order") },
});

export const LineMadeRequest = z.strictObject({ made: z.boolean() }).openapi("LineMadeRequest");

export const markLineMade = contract({
  method: "put",
  path: "/v1/orders/{order_id}/lines/{line_id}/made",
  summary: "Checks a line off while the order is made, or takes that back; saying what is so already changes nothing",
  access: { devices: ["pos", "barista"], staff: ["barista", "cashier", "manager"], store: "order" },
  refuses: [...OF_A_DECISION, "order.line_not_found"],
  request: { params: OrderIdParam.extend({ line_id: Id }), body: jsonBody(LineMadeRequest) },
  responses: { 200: json(OrderResponse, "The order") },
});

export const LookRequest = z
  .strictObject({
    /** true: it was made, and is ready. */
    made: z.boolean(),
  })
  .openapi("LookRequest");

export const lookAtOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/look",
  summary: "Says whether an order was made that the box before this one may have begun (`look_first`)",
  description:
    "Not made, it can be started as any other; made, it is READY in the same commit. Until then starting it is 409 `order.look_first`. A lost race is 409 `order.status_changed` with the present `order`.",
  access: { devices: ["pos", "barista"], staff: ["barista", "cashier", "manager"], store: "order" },
  refuses: [...OF_A_DECISION, "order.not_paid", "order.status_changed"],
  request: { params: OrderIdParam, body: jsonBody(LookRequest) },
  responses: { 200: json(OrderResponse, "The order") },
});

export const RushRequest = z
  .strictObject({
    /** false: back where its promise is. */
    is_rush: z.boolean(),
  })
  .openapi("RushRequest");

export const rushOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/rush",
  summary: "Puts an order before the others on the queue, or back where its promise is; saying what is so already changes nothing",
  description:
    "Until the order is READY. Of several such orders the oldest promise comes first. The promise, the number and what the guest was told stay.",
  access: { devices: ["pos", "barista"], staff: ["barista", "cashier", "manager"], store: "order" },
  refuses: OF_A_DECISION,
  request: { params: OrderIdParam, body: jsonBody(RushRequest) },
  responses: { 200: json(OrderResponse, "The order") },
});
