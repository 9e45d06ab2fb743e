/**
 * Tickets on hold at the counter. A draft is not an order: it has no number, is on no queue and never leaves the store;
 * its lines are priced when it is sent as an order. Served by the edge.
 */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id } from "../domain/kernel/ids.ts";
import { AmountCents } from "../domain/kernel/money.ts";
import { PlaceOrderRequest } from "../domain/order/order-request.ts";
import { Actor } from "../domain/staff/actor.ts";
import type { Access } from "./access.ts";
import { contract, IdempotencyKeyHeader, json, jsonBody, MAX_ORDER_REQUEST_BYTES } from "./contract.ts";

const sellers = { devices: ["pos"], staff: ["cashier", "manager"] } as const satisfies Partial<Access>;

const { fulfillment_type, items, promotion_codes, customer_name, note, requested_for } = PlaceOrderRequest.shape;
const ticket = { fulfillment_type, items, promotion_codes, customer_name, note, requested_for };

/** `guest_draft_id`: what the guest's phone goes by, where it is a ticket that a guest has held and a till puts back on hold. */
export const HoldRequest = z.strictObject({ ...ticket, guest_draft_id: Id.optional() }).openapi("HoldRequest");
export type HoldRequest = z.infer<typeof HoldRequest>;

export const Draft = z
  .object({
    ...ticket,
    draft_id: Id,
    held_at: Timestamp,
    held_by: Actor,
    /** What it cost when it was held; null if it could not be priced then. */
    total_cents: AmountCents.nullable(),
    /** There where a guest holds it by phone, or has: the number that the phone shows. */
    guest_number: z.string().optional(),
    /** There where a till has put such a ticket back on hold. */
    guest_draft_id: Id.optional(),
  })
  .openapi("Draft");
export type Draft = z.infer<typeof Draft>;

export const holdDraft = contract({
  method: "post",
  path: "/v1/drafts",
  summary: "Puts a ticket on hold",
  description: "Its lines may be sold out, or gone from the menu: that is found out when it is sent.",
  access: { ...sellers, store: "own" },
  refuses: ["draft.too_many", "store.not_ready"],
  maxBodyBytes: MAX_ORDER_REQUEST_BYTES,
  request: { headers: IdempotencyKeyHeader, body: jsonBody(HoldRequest) },
  responses: { 201: json(Draft, "On hold, on disk") },
});

export const listDrafts = contract({
  method: "get",
  path: "/v1/drafts",
  summary: "The tickets on hold, latest first; the queue's stream says when there are more or fewer",
  access: { ...sellers, store: "own" },
  request: {},
  responses: { 200: json(z.object({ drafts: z.array(Draft) }), "On hold") },
});

const byId = { params: z.object({ draft_id: Id }), body: jsonBody(z.strictObject({})) };

export const resumeDraft = contract({
  method: "post",
  path: "/v1/drafts/{draft_id}/resume",
  summary: "Takes a ticket off hold; of two screens one gets it",
  description: "The same device may ask again, if the response was lost. Any other is refused, with `taken_by` and `taken_at` in the body.",
  access: { ...sellers, store: "own" },
  refuses: ["draft.not_found", "draft.taken"],
  request: byId,
  responses: { 200: json(Draft, "The ticket; it is on hold no longer") },
});

export const discardDraft = contract({
  method: "post",
  path: "/v1/drafts/{draft_id}/discard",
  summary: "Throws a ticket on hold away",
  access: { ...sellers, store: "own" },
  refuses: ["draft.not_found", "draft.taken"],
  request: byId,
  responses: { 204: { description: "Gone" } },
});
