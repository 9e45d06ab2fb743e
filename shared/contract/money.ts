/**
 * Money at the counter: tenders and their corrections, refunds, receipts. Served by the edge. Who approves by PIN is decided in
 * the domain; `manager_pin` is null where a manager is signed in already.
 */
import { z } from "@hono/zod-openapi";
import { Id } from "../domain/kernel/ids.ts";
import { AmountCents, ZERO } from "../domain/kernel/money.ts";
import { AskedLine, Payment, Refund } from "../domain/payment/payment.ts";
import { contract, IdempotencyKeyHeader, json, jsonBody } from "./contract.ts";
import { ManagerPin, OrderIdParam, OrderResponse, Reason } from "./orders.ts";
import { OF_A_DECISION, OF_A_MANAGER, OF_A_TENDER } from "./refusals.ts";

/** Of a tender: an amount, or a tip alone. */
export const takesSomething = ({
  amount_cents,
  tip_cents,
}: {
  readonly amount_cents: number | null;
  readonly tip_cents: number;
}): boolean => amount_cents !== 0 || tip_cents > 0;
export const TAKES_NOTHING = { path: ["amount_cents"], message: "more than 0, or a tip" };

export const TenderRequest = z
  .strictObject({
    method: z.enum(["CASH", "EXTERNAL_CARD"]),
    /** What this tender pays; null: all that is owed. 0: a tip alone, on an order that is paid or costs nothing. */
    amount_cents: AmountCents.nullable().default(null),
    /** On top, for the staff; recorded apart from the sale. All tips of an order: at most twice its total, or the store's `tip_limit_cents`. */
    tip_cents: AmountCents.default(ZERO),
    /** Cash handed over; null: exactly the amount and the tip. The difference is change. */
    tendered_cents: AmountCents.nullable().default(null),
    reference: z.string().trim().min(1).max(64).nullable().default(null),
    /** Hand the order over in the same commit if it is READY and this pays the rest of it. */
    complete: z.boolean().default(true),
  })
  .refine(takesSomething, TAKES_NOTHING)
  .openapi("TenderRequest");
export type TenderRequest = z.infer<typeof TenderRequest>;

export const TenderResponse = z.object({ payment: Payment, order: OrderResponse, balance_cents: z.number().int() }).openapi("TenderAnswer");

export const tenderOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/tenders",
  summary: "Takes money at the counter; the last tender of a READY order hands it over in the same commit",
  description:
    "The status says how far the drink is, not the money: an order that is paid before it is made stays PLACED until it is started. `paid_cents` and `balance_cents` say what is paid. PAID is a status of orders that are paid online.",
  access: { staff: ["cashier", "manager"], store: "order" },
  refuses: [...OF_A_DECISION, ...OF_A_TENDER],
  request: { headers: IdempotencyKeyHeader, params: OrderIdParam, body: jsonBody(TenderRequest) },
  responses: { 201: json(TenderResponse, "Taken, on disk") },
});

export const CorrectTenderRequest = z
  .strictObject({
    /** Of the right tender, as for any tender. */
    method: z.enum(["CASH", "EXTERNAL_CARD"]),
    /** null: what is left of the wrong one. */
    amount_cents: AmountCents.refine((amount) => amount > 0, "more than 0")
      .nullable()
      .default(null),
    /** null: the tip that is left of the wrong one. */
    tip_cents: AmountCents.nullable().default(null),
    tendered_cents: AmountCents.nullable().default(null),
    reference: z.string().trim().min(1).max(64).nullable().default(null),
    reason: Reason,
    manager_pin: ManagerPin,
  })
  .openapi("CorrectTenderRequest");
export type CorrectTenderRequest = z.infer<typeof CorrectTenderRequest>;

export const CorrectTenderResponse = z
  .object({
    /** Of kind CORRECTION: the whole of what was left of the wrong tender. */
    correction: Refund,
    payment: Payment,
    order: OrderResponse,
  })
  .openapi("CorrectTenderAnswer");

const TenderParam = OrderIdParam.extend({ payment_id: Id });

export const correctTender = contract({
  method: "post",
  path: "/v1/orders/{order_id}/tenders/{payment_id}/correct",
  summary: "Puts a wrong tender right: its correction and the right tender, in one commit; a manager approves",
  description:
    "Until the Z report that covers the tender (in a store that opens no drawer: until its business day ends), also after the hand-over. A corrected tender reopens the debt that the right one pays; a refund never does.",
  access: { staff: ["cashier", "manager"], store: "order" },
  refuses: [...OF_A_DECISION, ...OF_A_MANAGER, ...OF_A_TENDER, "payment.not_correctable", "payment.not_found"],
  request: { headers: IdempotencyKeyHeader, params: TenderParam, body: jsonBody(CorrectTenderRequest) },
  responses: { 201: json(CorrectTenderResponse, "Put right, on disk, with a receipt number for each of the two") },
});

export const Tender = z
  .object({
    payment: Payment,
    /** What was neither refunded nor corrected of the tender and its tip. */
    left_cents: AmountCents,
    left_tip_cents: AmountCents,
    /** It can still be corrected, by a manager. */
    is_correctable: z.boolean(),
  })
  .openapi("Tender");
export type Tender = z.infer<typeof Tender>;

export const listTenders = contract({
  method: "get",
  path: "/v1/orders/{order_id}/tenders",
  summary: "What was taken at the counter for the order, oldest first, and which of it can still be put right",
  access: { staff: ["cashier", "manager"], store: "order" },
  request: { params: OrderIdParam },
  responses: { 200: json(z.object({ tenders: z.array(Tender) }), "The order's tenders") },
});

/** Of a refund that says an amount and lines as well. */
export const NOT_BOTH = { path: ["amount_cents"], message: "lines come to an amount of their own: leave it out" };

export const RefundRequest = z
  .strictObject({
    /** One capture; null: the order's captures at the counter, the oldest first. */
    payment_id: Id.nullable().default(null),
    /** Of the sale; null: all that is left of it. */
    amount_cents: AmountCents.nullable().default(null),
    /** Pieces of lines, in place of an amount; each line once. Left out: the amount is spread over the lines by what each still carries. */
    lines: z.array(AskedLine.strict()).min(1).max(100).optional(),
    tip_cents: AmountCents.default(ZERO),
    reason: Reason,
    /** Headquarters' request that this answers; it takes the place of a manager's approval. */
    request_id: Id.nullable().default(null),
    manager_pin: ManagerPin,
  })
  .refine(({ lines, amount_cents }) => lines === undefined || amount_cents === null, NOT_BOTH)
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
    "refund.line_exceeded",
    "refund.line_unknown",
    "refund.nothing_captured",
    "refund.request_not_open",
    "refund.under_way",
  ],
  request: { headers: IdempotencyKeyHeader, params: OrderIdParam, body: jsonBody(RefundRequest) },
  responses: { 201: json(RefundResponse, "Given back, on disk, one refund per capture that it touches; or asked for") },
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

export const OrderMoney = z
  .object({
    payments: z.array(Payment),
    refunds: z.array(Refund),
    /** What 1, 2, 3 … of the pieces of each line come to that are left to refund. */
    refundable: z.array(z.object({ line_id: Id, pieces_cents: z.array(AmountCents) })),
  })
  .openapi("OrderMoney");
export type OrderMoney = z.infer<typeof OrderMoney>;

export const getOrderMoney = contract({
  method: "get",
  path: "/v1/orders/{order_id}/money",
  summary: "The order's tenders and refunds, oldest first: how much, by what, who and when",
  description:
    "The facts, for anyone at a till. What is left of each tender, and whether it can be put right: GET …/tenders, for signed-in staff.",
  access: { devices: ["pos"], staff: ["cashier", "manager"], store: "order" },
  request: { params: OrderIdParam },
  responses: { 200: json(OrderMoney, "As they are on disk") },
});
