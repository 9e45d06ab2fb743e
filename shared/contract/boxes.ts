/** Which boxes a store has had, and taking the present one away. A code for the next one is in enrolment.ts. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { AmountCents, Currency, MinorDigits } from "../domain/kernel/money.ts";
import { OrderStatus, PayMode } from "../domain/order/order.ts";
import { ANY_OPERATOR, HEADQUARTERS } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { StoreIdParam } from "./orders.ts";

const PastBox = z.object({
  node_id: Id,
  /** Its letter on tickets and receipts: of 1 it is A. */
  epoch: z.number().int(),
  letter: z.string(),
  enrolled_at: Timestamp,
  /** null: it is the store's box. */
  ended_at: Timestamp.nullable(),
});

export const BoxHistory = z
  .object({
    store_id: StoreId,
    /** The latest first. */
    boxes: z.array(PastBox),
    /** How the present box stands with the cloud; null: the store has none. */
    state: z.enum(["JOINED", "SILENT", "CONFLICT", "NEVER_HEARD"]).nullable(),
    /** How often its box has joined since the store has a box; 0: never, or in a release that knows no joins. */
    joins: z.number().int(),
    /** Since when the store is frozen, because the cloud was set back; null: it is not. */
    frozen_since: Timestamp.nullable(),
    /** Codes for a next box that are still good, and until when. */
    codes_until: z.array(Timestamp),
    /** Orders of which somebody in the store has to find out whether they were made. */
    look_first_orders: z.number().int(),
    /** Of a store without a box: what is open there, the oldest first. Ended by headquarters, or kept for the next box. */
    open_orders: z.array(
      z.object({
        order_id: Id,
        ticket_number: z.string().nullable(),
        customer_name: z.string().nullable(),
        status: OrderStatus,
        pay_mode: PayMode,
        total_cents: AmountCents,
        paid_cents: AmountCents,
        currency: Currency,
        minor_digits: MinorDigits,
        created_at: Timestamp,
      }),
    ),
    /** In the order in which to do it. The text is for people, the code for programs. */
    to_do: z.array(
      z.object({
        code: z.enum(["enroll", "use_code", "wait_for_join", "enroll_again", "replace_or_revoke", "decide_orders", "look_first"]),
        text: z.string(),
      }),
    ),
  })
  .openapi("BoxHistory");
export type BoxHistory = z.infer<typeof BoxHistory>;

export const getBoxHistory = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}/boxes",
  summary: "The boxes that the store has had, how the present one stands with the cloud, and what is to be done",
  access: { ...ANY_OPERATOR, store: "path" },
  refuses: ["store.not_found"],
  request: { params: StoreIdParam },
  responses: { 200: json(BoxHistory, "The store's boxes") },
});

export const revokeBox = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/revoke-box",
  summary: "Takes the store's box away, without another one in its place: for a stolen one",
  access: { ...ANY_OPERATOR, store: "path" },
  refuses: ["store.not_found", "enroll.no_box", "enroll.register_away", "store.rejoining"],
  request: { params: StoreIdParam, body: jsonBody(z.strictObject({})) },
  responses: {
    200: json(z.object({ store_id: StoreId, node_id: Id, epoch: z.number().int() }).openapi("RevokedBox"), "The box that is none any more"),
  },
});

export const endOpenOrders = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/open-orders/end",
  summary: "Cancels open orders of a store that has no box now, and refunds what was paid online for them",
  description:
    "For a store whose box was revoked. What is not named here, or stays, is kept for the next box, where somebody looks first whether it was made.",
  access: { ...HEADQUARTERS, store: "path" },
  refuses: ["store.not_found", "enroll.store_has_box", "store.rejoining"],
  request: {
    params: StoreIdParam,
    body: jsonBody(z.strictObject({ order_ids: z.array(Id).min(1).max(500), reason: z.string().trim().min(1).max(280) })),
  },
  responses: {
    200: json(
      z.object({ ended: z.array(Id), stays: z.array(z.object({ order_id: Id, why: z.string() })) }).openapi("EndedOrders"),
      "What was ended, and what stays for the next box, and why",
    ),
  },
});
