/** Corrects a tender that was recorded wrongly. Served by the edge. */
import { z } from "@hono/zod-openapi";
import { Id } from "../domain/kernel/ids.ts";
import { AmountCents } from "../domain/kernel/money.ts";
import { Payment, Refund } from "../domain/payment/payment.ts";
import { contract, IdempotencyKeyHeader, json, jsonBody } from "./contract.ts";
import { OrderIdParam, OrderResponse } from "./orders.ts";
import { OF_A_DECISION, OF_A_MANAGER, OF_A_TENDER } from "./refusals.ts";
import { ManagerPin, Reason } from "./store-money.ts";

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
