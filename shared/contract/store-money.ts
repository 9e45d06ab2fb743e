/**
 * Money at the counter other than tenders: discounts, refunds, receipts. Served by the edge. Who approves by PIN is decided in
 * the domain; `manager_pin` is null where a manager is signed in already.
 */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id } from "../domain/kernel/ids.ts";
import { AmountCents, ZERO } from "../domain/kernel/money.ts";
import { Refund } from "../domain/payment/payment.ts";
import { Actor } from "../domain/staff/actor.ts";
import { contract, IdempotencyKeyHeader, json, jsonBody } from "./contract.ts";
import { OrderIdParam, OrderResponse } from "./orders.ts";
import { OF_A_DECISION, OF_A_MANAGER } from "./refusals.ts";

const someCents = AmountCents.refine((amount) => amount > 0, "more than 0");
export const Reason = z.string().trim().min(1).max(280);
export const ManagerPin = z
  .string()
  .regex(/^\d{4,8}$/)
  .nullable()
  .default(null);

export const DiscountRequest = z
  .strictObject({
    discount: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("PERCENT"), rate_ppm: z.number().int().min(1).max(1_000_000) }),
      z.strictObject({ kind: z.literal("AMOUNT"), amount_cents: someCents }),
    ]),
    reason: Reason,
    /** The total that the screen shows: a compare-and-set. */
    expected_total_cents: AmountCents,
    manager_pin: ManagerPin,
  })
  .openapi("DiscountRequest");
export type DiscountRequest = z.infer<typeof DiscountRequest>;

export const discountOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/discount",
  summary: "Takes something off an order before any tender, with a reason; a manager approves",
  description: "A compare-and-set on `expected_total_cents`: 409 `order.price_changed` carries the present `order`.",
  access: { staff: ["cashier", "manager"], store: "order" },
  refuses: [...OF_A_DECISION, ...OF_A_MANAGER, "discount.after_tender", "discount.out_of_range", "order.price_changed"],
  request: { params: OrderIdParam, body: jsonBody(DiscountRequest) },
  responses: { 200: json(OrderResponse, "The order at its new price") },
});

export const RefundRequest = z
  .strictObject({
    /** One capture; null: the order's captures at the counter, the oldest first. */
    payment_id: Id.nullable().default(null),
    /** Of the sale; null: all that is left of it. */
    amount_cents: AmountCents.nullable().default(null),
    tip_cents: AmountCents.default(ZERO),
    reason: Reason,
    /** Headquarters' request that this answers; it takes the place of a manager's approval. */
    request_id: Id.nullable().default(null),
    manager_pin: ManagerPin,
  })
  .openapi("RefundRequest");
export type RefundRequest = z.infer<typeof RefundRequest>;

export const RefundResponse = z
  .object({
    refunds: z.array(Refund),
    /** For an order that was paid online: the cloud was asked, and refunds it through the provider. */
    requested: z.object({ request_id: Id, amount_cents: AmountCents.nullable() }).nullable(),
    order: OrderResponse,
  })
  .openapi("RefundAnswer");
export type RefundResponse = z.infer<typeof RefundResponse>;

export const refundOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/refunds",
  summary: "Gives back what was taken at the counter, or asks the cloud for what was paid online",
  description:
    "The order's status does not move, but where nobody has started it: then refunding all of it is its cancellation, tips go back too, and what was paid online goes back by the cancellation, without a request.",
  access: { staff: ["cashier", "manager"], store: "order" },
  refuses: [
    ...OF_A_DECISION,
    ...OF_A_MANAGER,
    "payment.not_found",
    "refund.exceeds_captured",
    "refund.nothing_captured",
    "refund.request_not_open",
    "refund.under_way",
  ],
  request: { headers: IdempotencyKeyHeader, params: OrderIdParam, body: jsonBody(RefundRequest) },
  responses: { 201: json(RefundResponse, "Given back, on disk, one refund per capture that it touches; or asked for") },
});

/** Headquarters asks for a refund of money that was taken at this store. */
export const OpenRefundRequest = z
  .object({
    request_id: Id,
    order_id: Id,
    ticket_number: z.string().nullable(),
    customer_name: z.string().nullable(),
    amount_cents: AmountCents.nullable(),
    reason: z.string(),
    asked_by: Actor,
    asked_at: Timestamp,
  })
  .openapi("OpenRefundRequest");
export type OpenRefundRequest = z.infer<typeof OpenRefundRequest>;

export const listRefundRequests = contract({
  method: "get",
  path: "/v1/refund-requests",
  summary: "What headquarters asks this store to give back, oldest first",
  access: { devices: ["pos"], staff: ["cashier", "manager"], store: "own" },
  request: {},
  responses: { 200: json(z.object({ requests: z.array(OpenRefundRequest) }), "Those that are not answered") },
});

export const refuseRefundRequest = contract({
  method: "post",
  path: "/v1/refund-requests/{request_id}/refuse",
  summary: "The store does not give it back, and says why",
  access: { staff: ["cashier", "manager"], store: "own" },
  refuses: ["refund.request_not_open"],
  request: { params: z.object({ request_id: Id }), body: jsonBody(z.strictObject({ reason: Reason })) },
  responses: { 204: { description: "Headquarters is told" } },
});

export const ReceiptQuery = z.object({
  format: z.enum(["html", "text"]).default("text"),
  /** For text: characters in a line of the paper. */
  columns: z.enum(["32", "48"]).default("32"),
});

export const getReceipt = contract({
  method: "get",
  path: "/v1/orders/{order_id}/receipt",
  summary: "The order's receipt, from what is on disk: lines, discounts, tax by rate, tenders, tips, refunds",
  access: { devices: ["pos"], staff: ["cashier", "manager"], store: "order" },
  refuses: ["store.not_ready"],
  request: { params: OrderIdParam, query: ReceiptQuery },
  responses: {
    200: { description: "The receipt", content: { "text/html": { schema: z.string() }, "text/plain": { schema: z.string() } } },
  },
});
