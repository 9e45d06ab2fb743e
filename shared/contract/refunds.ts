/** Refunds by headquarters. Served by the cloud; a store's own refunds are in store-money.ts. */
import { z } from "@hono/zod-openapi";
import { Id } from "../domain/kernel/ids.ts";
import { AmountCents } from "../domain/kernel/money.ts";
import { Refund } from "../domain/payment/payment.ts";
import { contract, IdempotencyKeyHeader, json, jsonBody } from "./contract.ts";
import { OrderIdParam } from "./orders.ts";
import { Reason } from "./store-money.ts";

export const OrderRefundRequest = z
  .strictObject({
    /** null: all that is left. */
    amount_cents: AmountCents.nullable().default(null),
    reason: Reason,
    /**
     * Refunding all of an order that nobody has started cancels it, which its store decides. true: refund it without
     * cancelling, so that the store still makes it. Refused for an order that was paid at the counter, where the till
     * does both.
     */
    without_cancelling: z.boolean().default(false),
  })
  .openapi("OrderRefundRequest");
export type OrderRefundRequest = z.infer<typeof OrderRefundRequest>;

export const OrderRefundResponse = z
  .object({
    /** PENDING until the provider has refunded it; null where the store was asked. */
    refund: Refund.nullable(),
    request_id: Id,
    /** The store was asked to cancel the order; once it has, all of its money is refunded automatically. */
    cancel_requested: z.boolean(),
  })
  .openapi("OrderRefundAnswer");

export const retryPayment = contract({
  method: "post",
  path: "/v1/admin/orders/{order_id}/payment/retry",
  summary: "Has what the provider has not answered for 20 hours tried under a new key",
  description: "For a person who has looked at the provider and seen that nothing was done there (exception `payment.outcome_unknown`).",
  access: { operators: ["owner", "hq"], store: "order" },
  refuses: ["payment.not_online", "payment.nothing_to_retry"],
  request: { params: OrderIdParam },
  responses: { 200: json(z.object({ retried: z.number().int() }).openapi("PaymentRetry"), "Tried again, now") },
});

export const refundByHeadquarters = contract({
  method: "post",
  path: "/v1/admin/orders/{order_id}/refunds",
  summary: "Gives back what was paid online, or asks the store for what was taken at its counter",
  description:
    "Once per Idempotency-Key. The store's answer is a refund of its own, or an exception `refund.refused`. All of an order that was paid online and that nobody has started: its store is asked to cancel it, and the cancellation gives the money back. Where the order has begun meanwhile, nothing is given back and `refund.refused` says so; where the store is silent, 409 `refund.store_silent`. Both ways out are `without_cancelling`.",
  access: { operators: ["owner", "hq"], store: "order" },
  refuses: [
    "payment.amount_not_payable",
    "refund.exceeds_captured",
    "refund.nothing_captured",
    "refund.store_silent",
    "refund.store_too_old",
  ],
  request: { headers: IdempotencyKeyHeader, params: OrderIdParam, body: jsonBody(OrderRefundRequest) },
  responses: { 201: json(OrderRefundResponse, "Begun, or asked for; committed") },
});
