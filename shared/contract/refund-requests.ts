/** Refunds that headquarters asks a store for: listed, and refused with a reason. One is granted by a refund (money.ts). Served by the edge. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id } from "../domain/kernel/ids.ts";
import { AmountCents } from "../domain/kernel/money.ts";
import { AskedLine } from "../domain/payment/payment.ts";
import { Actor } from "../domain/staff/actor.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { Reason } from "./orders.ts";

/** Headquarters asks for a refund of money that was taken at this store. */
export const OpenRefundRequest = z
  .object({
    request_id: Id,
    order_id: Id,
    ticket_number: z.string().nullable(),
    customer_name: z.string().nullable(),
    amount_cents: AmountCents.nullable(),
    lines: z.array(AskedLine).optional(),
    tip_cents: AmountCents.optional(),
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
