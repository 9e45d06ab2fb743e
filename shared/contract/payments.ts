/**
 * Online payment: what the customers' app and the provider call, refunds by headquarters, and the account that a store's card
 * money goes to. Served by the cloud; a store's own refunds are in money.ts.
 */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id } from "../domain/kernel/ids.ts";
import { AmountCents, Currency } from "../domain/kernel/money.ts";
import { RefundState } from "../domain/order/order.ts";
import { AskedLine, PaymentStatus, Refund, RefundStatus } from "../domain/payment/payment.ts";
import type { Access } from "./access.ts";
import { contract, IdempotencyKeyHeader, json, jsonBody } from "./contract.ts";
import { NOT_BOTH } from "./money.ts";
import { OrderIdParam, Reason, StoreIdParam } from "./orders.ts";

export const PaymentResponse = z
  .object({
    order_id: Id,
    status: PaymentStatus,
    /** Of the order; the card is charged with the tip as well. */
    amount_cents: AmountCents,
    tip_cents: AmountCents,
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
        tip_cents: AmountCents,
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

export const OrderRefundRequest = z
  .strictObject({
    /** null: all that is left. */
    amount_cents: AmountCents.nullable().default(null),
    /** Pieces of lines, in place of an amount; each line once. Left out: the amount is spread over the lines by what each still carries. */
    lines: z.array(AskedLine.strict()).min(1).max(100).optional(),
    /** Of the tip, on top. Of a tip alone `amount_cents` is 0. */
    tip_cents: AmountCents.optional(),
    reason: Reason,
    /**
     * Refunding all of an order that nobody has started cancels it, which its store decides. true: refund it without
     * cancelling, so that the store still makes it. Refused for an order that was paid at the counter, where the till
     * does both.
     */
    without_cancelling: z.boolean().default(false),
  })
  .refine(({ lines, amount_cents }) => lines === undefined || amount_cents === null, NOT_BOTH)
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
  refuses: ["payment.not_online", "payment.nothing_to_retry", "store.rejoining"],
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
    "refund.line_exceeded",
    "refund.line_unknown",
    "refund.nothing_captured",
    "refund.store_silent",
    "refund.store_too_old",
    "store.rejoining",
  ],
  request: { headers: IdempotencyKeyHeader, params: OrderIdParam, body: jsonBody(OrderRefundRequest) },
  responses: { 201: json(OrderRefundResponse, "Begun, or asked for; committed") },
});

/** null: the installation's own account. */
export const PaymentAccount = z
  .strictObject({
    stripe_account_id: z
      .string()
      .regex(/^acct_\w{1,74}$/, "the id of a connected account, acct_…")
      .nullable(),
  })
  .openapi("PaymentAccount");

export const PaymentAccountChange = z
  .strictObject({
    ...PaymentAccount.shape,
    /** Of the refusal that asked for it. */
    confirmation: z.string().max(200).nullable().default(null),
  })
  .openapi("PaymentAccountChange");

export const putPaymentAccount = contract({
  method: "put",
  path: "/v1/admin/stores/{store_id}/payment-account",
  summary: "The provider's account to which the store's customers pay online, from the next order on",
  description:
    "Decides who gets the store's card money, so only an owner of every store may, and confirms it: the first call is refused with `payment_account.unconfirmed`, which says what would change and brings a `confirmation` to send with the second. The others hear of it by an exception. A payment, its refunds and disputes stay on the account on which the payment was made.",
  access: { operators: ["owner"], store: "path" },
  refuses: ["payment_account.unconfirmed"],
  request: { params: StoreIdParam, body: jsonBody(PaymentAccountChange) },
  responses: { 200: json(PaymentAccount, "Stored") },
});
