/** Online payment: the routes that the customer's app and the provider call. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id } from "../domain/kernel/ids.ts";
import { AmountCents, Currency } from "../domain/kernel/money.ts";
import { RefundState } from "../domain/order/order.ts";
import { PaymentStatus, RefundStatus } from "../domain/payment/payment.ts";
import type { Access } from "./access.ts";
import { contract, json } from "./contract.ts";
import { OrderIdParam } from "./orders.ts";

export const PaymentResponse = z
  .object({
    order_id: Id,
    status: PaymentStatus,
    amount_cents: AmountCents,
    currency: Currency,
    /** Pays this intent and no other; null once there is nothing to pay, and until the provider has answered. */
    client_secret: z.string().nullable(),
    /** For the provider's form; null where the sandbox's is used. */
    publishable_key: z.string().nullable(),
    /** The payment sandbox, which takes test cards there; null: the provider itself. */
    sandbox_url: z.string().nullable(),
    /** The provider's account that is paid; null for the installation's own. */
    account: z.string().nullable(),
    /** Unpaid then, the order is cancelled. */
    pay_by: Timestamp,
    refund_state: RefundState,
    refunds: z.array(
      z.object({
        refund_id: Id,
        status: RefundStatus,
        amount_cents: AmountCents,
        /** For operators; null for whoever ordered. */
        reason: z.string().nullable(),
        /** When it was requested, or when it ended. */
        refunded_at: Timestamp,
      }),
    ),
  })
  .openapi("OnlinePayment");
export type PaymentResponse = z.infer<typeof PaymentResponse>;

const ofTheCustomer = { customer: true, order_holder: true, operators: ["owner", "hq", "it"], store: "order" } as const satisfies Access;

export const getPayment = contract({
  method: "get",
  path: "/v1/orders/{order_id}/payment",
  summary: "How an order's online payment stands, and what a browser needs to make it",
  access: ofTheCustomer,
  refuses: ["payment.not_online"],
  request: { params: OrderIdParam },
  responses: { 200: json(PaymentResponse, "The payment") },
});

export const checkPayment = contract({
  method: "post",
  path: "/v1/orders/{order_id}/payment/check",
  summary: "Asks the provider how the payment stands, and answers with that",
  description:
    "For an app whose customer has just paid: a webhook that is late or lost need not be waited for. What the app says counts for nothing.",
  access: ofTheCustomer,
  refuses: ["payment.not_online", "payment.provider_unavailable", "request.rate_limited"],
  request: { params: OrderIdParam },
  responses: { 200: json(PaymentResponse, "The payment, as the provider has it now") },
});

/** The provider's webhook: signed, raw, answered with 200 once the event is stored. */
export const PAYMENT_WEBHOOK_PATH = "/v1/payments/webhook";
