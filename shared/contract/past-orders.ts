/** What a customer does with a past order: read its receipt, order it again. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { AmountCents, Cents, Currency, MinorDigits, RatePpm } from "../domain/kernel/money.ts";
import { AppliedPromotion, OrderLine, OrderStatus, RefundState } from "../domain/order/order.ts";
import { RequestedLine } from "../domain/order/order-request.ts";
import { PaymentStatus, RefundStatus, TenderMethod } from "../domain/payment/payment.ts";
import { Seller } from "../domain/store/profile.ts";
import type { Access } from "./access.ts";
import { contract, json } from "./contract.ts";
import { OrderIdParam } from "./orders.ts";

const whoseOrder = { customer: true, order_holder: true, operators: ["owner", "hq", "it"], store: "order" } as const satisfies Access;

export const ReceiptFacts = z
  .object({
    order_id: Id,
    store: z.object({ store_id: StoreId, name: z.string(), address: z.string(), seller: Seller.nullable() }),
    ticket_number: z.string().nullable(),
    customer_name: z.string().nullable(),
    created_at: Timestamp,
    status: OrderStatus,
    currency: Currency,
    minor_digits: MinorDigits,
    tax_inclusive: z.boolean(),
    lines: z.array(OrderLine),
    promotions: z.array(AppliedPromotion),
    subtotal_cents: AmountCents,
    discount_cents: AmountCents,
    tax_cents: AmountCents,
    total_cents: AmountCents,
    /** By rate and name; `net_cents` is without the tax. null: a line from before rates were stored. `is_exempt`: outside of the tax. */
    taxes: z.array(
      z.object({
        rate_ppm: RatePpm.nullable(),
        name: z.string().nullable(),
        is_exempt: z.boolean(),
        net_cents: Cents,
        tax_cents: Cents,
      }),
    ),
    /** Payments taken. A tip comes on top of `amount_cents`. */
    payments: z.array(
      z.object({
        payment_id: Id,
        method: TenderMethod,
        status: PaymentStatus,
        amount_cents: AmountCents,
        tip_cents: AmountCents,
        reference: z.string().nullable(),
        captured_at: Timestamp.nullable(),
      }),
    ),
    /** Refunds made, or under way (PENDING). */
    refunds: z.array(
      z.object({
        refund_id: Id,
        payment_id: Id,
        method: TenderMethod,
        status: RefundStatus,
        amount_cents: AmountCents,
        tip_cents: AmountCents,
        /** For operators; null for whoever ordered. */
        reason: z.string().nullable(),
        refunded_at: Timestamp,
      }),
    ),
    paid_cents: AmountCents,
    refunded_cents: AmountCents,
    refund_state: RefundState,
    /** Up to when the cloud knows the order and its money. */
    as_of: Timestamp,
  })
  .openapi("Receipt");
export type ReceiptFacts = z.infer<typeof ReceiptFacts>;

export const getCustomerReceipt = contract({
  method: "get",
  path: "/v1/orders/{order_id}/receipt",
  summary: "What was ordered, tax by rate, and the money that moved, as far as the cloud knows",
  access: whoseOrder,
  refuses: ["store.not_ready"],
  request: { params: OrderIdParam, query: z.object({ format: z.enum(["json", "html"]).default("json") }) },
  responses: {
    200: {
      description: "The receipt: facts for programs, or a page to show and print",
      content: { "application/json": { schema: ReceiptFacts }, "text/html": { schema: z.string() } },
    },
  },
});

export const ReorderResponse = z
  .object({
    /** For POST /v1/orders/quote, and with the rest of an order for POST /v1/orders. null: nothing of it is sold now. */
    request: z.object({ store_id: StoreId, items: z.array(RequestedLine) }).nullable(),
    left_out: z.array(z.object({ name: z.string(), qty: z.number().int(), reason: z.enum(["NOT_SOLD", "SOLD_OUT", "CHOICE_MISSING"]) })),
    /** Lines of the request that lack choices which are gone. */
    changed: z.array(z.object({ name: z.string(), without: z.array(z.string()) })),
  })
  .openapi("Reorder");
export type ReorderResponse = z.infer<typeof ReorderResponse>;

export const reorder = contract({
  method: "get",
  path: "/v1/orders/{order_id}/reorder",
  summary: "The order's items as a request against the menu of now, and what of them is no longer sold",
  access: { customer: true, order_holder: true, store: "order" },
  refuses: ["store.not_found", "store.not_ready"],
  request: { params: OrderIdParam },
  responses: { 200: json(ReorderResponse, "The request; its price is for the quote to say") },
});
