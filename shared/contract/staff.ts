/** What the store's own screens and programs on its LAN call: orders, queue, money, what is sold out. Served by the edge. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, Slug, StoreId } from "../domain/kernel/ids.ts";
import { AmountCents, ZERO } from "../domain/kernel/money.ts";
import { MenuResponse } from "../domain/menu/menu-response.ts";
import { OrderStatus } from "../domain/order/order.ts";
import { PlaceOrderRequest } from "../domain/order/order-request.ts";
import { Payment, Refund } from "../domain/payment/payment.ts";
import { DeviceKind, StaffRole } from "../domain/staff/actor.ts";
import type { Access } from "./access.ts";
import { contract, IdempotencyKeyHeader, json, jsonBody, MAX_ORDER_REQUEST_BYTES } from "./contract.ts";
import { CancelRequest, OrderIdParam, OrderResponse, QueueQuery, QueueResponse, StoreIdParam } from "./orders.ts";
import { OF_A_DECISION, OF_A_MANAGER, OF_A_PIN, OF_A_TENDER, OF_PRICED_LINES } from "./refusals.ts";

const anyScreen = {
  devices: ["pos", "barista", "board", "console"],
  staff: ["barista", "cashier", "manager"],
  box_operator: true,
} as const satisfies Partial<Access>;
/** The board gets its part of the queue by the stream, and may read nothing else. */
const readers = { ...anyScreen, devices: ["pos", "barista", "console"] } as const satisfies Partial<Access>;
export const QUEUE_STREAM_ACCESS = { ...anyScreen, store: "path" } as const satisfies Access;
const makers = { devices: ["pos", "barista"], staff: ["barista", "cashier", "manager"] } as const satisfies Partial<Access>;
/** Who rings orders up. */
export const sellers = { devices: ["pos"], staff: ["cashier", "manager"] } as const satisfies Partial<Access>;

export const getMenu = contract({
  method: "get",
  path: "/v1/stores/{store_id}/menu",
  summary: "The store's menu with what is sold out; ETag = version + sold-out revision",
  access: { anonymous: true, store: "none" },
  refuses: ["store.not_found", "store.not_ready"],
  request: { params: StoreIdParam },
  responses: { 200: json(MenuResponse, "The menu"), 304: { description: "Not changed since If-None-Match" } },
});

export const getOrder = contract({
  method: "get",
  path: "/v1/orders/{order_id}",
  summary: "One order",
  access: { ...readers, store: "order" },
  request: { params: OrderIdParam },
  responses: { 200: json(OrderResponse, "The order") },
});

export const TransitionRequest = z
  .strictObject({
    to_status: OrderStatus,
    expected_status: OrderStatus,
    reason: z.string().trim().min(1).max(280).nullable().default(null),
  })
  .openapi("TransitionRequest");
export type TransitionRequest = z.infer<typeof TransitionRequest>;

export const transitionOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/transition",
  summary: "Moves an order on; a compare-and-set on expected_status",
  description: "A lost race is 409 `order.status_changed`, with the present `order` in the body.",
  access: { ...makers, store: "order" },
  refuses: [...OF_A_DECISION, "auth.manager_required", "order.not_paid", "order.recall_expired", "order.status_changed"],
  request: { params: OrderIdParam, body: jsonBody(TransitionRequest) },
  responses: { 200: json(OrderResponse, "The order after the step") },
});

export const CancelResponse = OrderResponse.and(
  z.object({
    /** What has to be refunded now: cash out of the drawer, a card on its terminal. */
    refunds: z.array(Refund),
  }),
).openapi("CancelledOrder");

export const cancelOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/cancel",
  summary: "Cancels an order; what was taken at the counter is given back in the same commit, what was paid online by the cloud",
  description: "As long as any money of it is kept a manager has to approve.",
  access: { staff: ["barista", "cashier", "manager"], store: "order" },
  refuses: [...OF_A_DECISION, ...OF_A_MANAGER, "order.status_changed"],
  request: { params: OrderIdParam, body: jsonBody(CancelRequest) },
  responses: { 200: json(CancelResponse, "The cancelled order, and what is to be handed back") },
});

export const DeclineRequest = z.strictObject({ reason: z.string().trim().min(1).max(280) }).openapi("DeclineRequest");

export const declineOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/decline",
  summary: "Gives up an app order that the cloud has not confirmed yet",
  access: { staff: ["barista", "cashier", "manager"], store: "order" },
  refuses: ["order.invalid_transition"],
  request: { params: OrderIdParam, body: jsonBody(DeclineRequest) },
  responses: { 200: json(OrderResponse, "The declined order") },
});

export const ReplaceRequest = z
  .strictObject({
    manager_pin: z.string().regex(/^\d{4,8}$/),
    /** Needed only for an order that this store has never received: what the guest's phone shows. */
    order: PlaceOrderRequest.nullable().default(null),
  })
  .openapi("ReplaceRequest");

export const replaceOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/replace",
  summary: "Make it anyway: declines an unconfirmed app order and places one of the store's own in its stead, in one commit",
  access: { staff: ["cashier", "manager"], store: "none" },
  refuses: [
    ...OF_A_MANAGER,
    ...OF_PRICED_LINES,
    "auth.wrong_store",
    "order.invalid_transition",
    "order.not_found",
    "order.price_changed",
    "store.not_found",
  ],
  maxBodyBytes: MAX_ORDER_REQUEST_BYTES,
  request: { headers: IdempotencyKeyHeader, params: OrderIdParam, body: jsonBody(ReplaceRequest) },
  responses: { 201: json(OrderResponse, "The store's own order; `replaces_order_id` names the declined one") },
});

export const TenderRequest = z
  .strictObject({
    method: z.enum(["CASH", "EXTERNAL_CARD"]),
    /** What this tender pays; null: all that is owed. */
    amount_cents: AmountCents.refine((amount) => amount > 0, "more than 0")
      .nullable()
      .default(null),
    /** On top, for the staff; recorded apart from the sale. All tips of an order: at most twice its total, or the store's `tip_limit_cents`. */
    tip_cents: AmountCents.default(ZERO),
    /** Cash handed over; null: exactly the amount and the tip. The difference is change. */
    tendered_cents: AmountCents.nullable().default(null),
    reference: z.string().trim().min(1).max(64).nullable().default(null),
    /** Hand the order over in the same commit if it is READY and this pays the rest of it. */
    complete: z.boolean().default(true),
  })
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

export const getQueue = contract({
  method: "get",
  path: "/v1/stores/{store_id}/queue",
  summary: "The store's queue, oldest promise first, 200 orders at most",
  access: { ...readers, store: "path" },
  request: { params: StoreIdParam, query: QueueQuery },
  responses: { 200: json(QueueResponse, "The queue") },
});

export const AvailabilityRequest = z.strictObject({ is_available: z.boolean() }).openapi("AvailabilityRequest");
export const AvailabilityResponse = z
  .object({ store_id: StoreId, item_id: Slug, is_available: z.boolean(), sold_out_revision: z.number().int() })
  .openapi("AvailabilityAnswer");

export const setAvailability = contract({
  method: "patch",
  path: "/v1/stores/{store_id}/items/{item_id}",
  summary: "86: marks an item sold out, or available again",
  access: { ...makers, store: "path" },
  refuses: ["item.not_found", "store.not_ready"],
  request: { params: StoreIdParam.extend({ item_id: Slug }), body: jsonBody(AvailabilityRequest) },
  responses: { 200: json(AvailabilityResponse, "As it is now") },
});

export const SignInRequest = z.strictObject({ pin: z.string().regex(/^\d{4,8}$/) }).openapi("SignInRequest");
export const SignInResponse = z
  .object({ token: z.string(), expires_at: Timestamp, staff: z.object({ staff_id: Slug, name: z.string(), role: StaffRole }) })
  .openapi("SignInAnswer");

export const signIn = contract({
  method: "post",
  path: "/v1/staff/sign-in",
  summary: "Signs a member of staff in on this device, by PIN; works offline",
  access: { devices: ["pos", "barista", "board", "console"], staff: ["barista", "cashier", "manager"], store: "own" },
  refuses: [...OF_A_PIN],
  request: { body: jsonBody(SignInRequest) },
  responses: { 200: json(SignInResponse, "A token for this person on this device; also set as a cookie") },
});

export const signOut = contract({
  method: "post",
  path: "/v1/staff/sign-out",
  summary: "Ends the session of the member of staff",
  access: { staff: ["barista", "cashier", "manager"], store: "own" },
  request: {},
  responses: { 204: { description: "Signed out" } },
});

export const WhoAmI = z
  .object({
    kind: z.string(),
    store_id: StoreId.nullable(),
    device: z.object({ device_id: Id, kind: DeviceKind, name: z.string() }).nullable(),
    staff: z.object({ staff_id: Slug, name: z.string(), role: StaffRole }).nullable(),
    /** The store's setting: a card tender needs the number on the terminal's slip. */
    card_reference_required: z.boolean(),
  })
  .openapi("WhoAmI");

export const whoAmI = contract({
  method: "get",
  path: "/v1/me",
  summary: "Who the token stands for",
  access: { ...anyScreen, store: "own" },
  request: {},
  responses: { 200: json(WhoAmI, "The principal") },
});
