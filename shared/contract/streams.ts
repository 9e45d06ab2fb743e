/**
 * Every frame of every stream, as zod types; published in the OpenAPI document as `x-streams`.
 * A cursor is the serving node's own and counts up by one with each change it publishes for that stream's subject
 * (a store's queue, one order): a client that reconnects sends the last one it has seen and gets what it missed.
 */
import { z } from "zod";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, Slug } from "../domain/kernel/ids.ts";
import { Availability, Station } from "../domain/menu/menu.ts";
import { OrderStatus } from "../domain/order/order.ts";
import { ChosenTip, CustomerScreen } from "./customer-screen.ts";
import { LinkStatus } from "./link-status.ts";
import { OrderResource } from "./orders.ts";

const cursor = z.number().int().min(0);

/** What is still to be made of an item, over all open orders. */
export const AllDayCount = z.object({ item_id: Slug, name: z.string(), station: Station, qty: z.number().int().min(1) });
export type AllDayCount = z.infer<typeof AllDayCount>;

const soldOut = {
  /** Those sold out by their count too. */
  sold_out_item_ids: z.array(Slug),
  sold_out_modifier_ids: z.array(Slug),
  /** Of what is sold out, when it is on sale again by itself. */
  until: Availability.shape.until,
  /** How many are left of what is counted. What it has sold out (`left` 0) can still be sold at the counter. */
  counted: Availability.shape.counted,
};

/** A board whose browser lets it make no sound before somebody touches it: what is ready is not heard. */
export const MuteBoard = z.object({ device_id: Id, name: z.string() });
export type MuteBoard = z.infer<typeof MuteBoard>;

const queueCounts = {
  /** Orders on the queue. A snapshot has 200 of them, those put first and the oldest promises; another one follows when half of those are done. */
  on_queue: z.number().int().min(0),
  /** Open orders promised before this are no longer on it. */
  queue_since: Timestamp,
  /** How many such orders somebody has to finish or cancel (GET …/queue?age=LEFT_OPEN). */
  left_open: z.number().int().min(0),
  /** Until then app orders for now are paused (PUT …/app-orders); null: they are taken. */
  app_orders_paused_until: Timestamp.nullable(),
  /** Of the boards whose stream is open. */
  mute_boards: z.array(MuteBoard),
};

/** `WS /v1/stores/{store_id}/queue/stream`. First a snapshot (or, with `?after=`, the changes since), then changes. */
export const QueueFrame = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("snapshot"),
    cursor,
    orders: z.array(OrderResource),
    ...soldOut,
    held_drafts: z.number().int(),
    open_refund_requests: z.number().int(),
    all_day: z.array(AllDayCount),
    ...queueCounts,
    link: LinkStatus,
    server_time: Timestamp,
  }),
  z.object({
    type: z.literal("change"),
    cursor,
    /** What happened, in sequence: `order.placed` is new, `order.amended` changed, `order.cancelled` void, `order.released` the time has come to make it, `order.sold_out_changed` that its `sold_out_line_ids` may have. Empty in a replay: what was missed. */
    events: z.array(z.string()),
    order: OrderResource,
  }),
  z.object({ type: z.literal("app_orders"), cursor, paused_until: Timestamp.nullable() }),
  /** How many tickets are on hold (GET /v1/drafts). */
  z.object({ type: z.literal("drafts"), cursor, held: z.number().int() }),
  /** How many refunds headquarters asks for that nobody here has answered (GET /v1/refund-requests). */
  z.object({ type: z.literal("refund_requests"), cursor, open: z.number().int() }),
  z.object({
    type: z.literal("availability"),
    cursor,
    revision: z.number().int(),
    ...soldOut,
  }),
  /** Every 2 s: a screen that has received nothing for 3 s reports that. */
  z.object({
    type: z.literal("heartbeat"),
    cursor,
    ...queueCounts,
    link: LinkStatus,
    server_time: Timestamp,
    all_day: z.array(AllDayCount),
  }),
]);
export type QueueFrame = z.infer<typeof QueueFrame>;

export const BoardTicket = z.object({
  order_id: Id,
  ticket_number: z.string().nullable(),
  customer_name: z.string().nullable(),
  status: OrderStatus,
  promised_at: Timestamp,
  first_promised_at: Timestamp.nullable(),
  updated_at: Timestamp,
  /** For the order of the numbers alone. */
  is_rush: z.boolean(),
});
export type BoardTicket = z.infer<typeof BoardTicket>;

/**
 * The queue's stream as a device of the kind `board` gets it: only orders that are being made or are ready, and of them
 * only this. It opens it with `?sound=BLOCKED` as long as its browser waits for a touch before it lets it sound.
 */
export const BoardFrame = z.discriminatedUnion("type", [
  z.object({ type: z.literal("snapshot"), cursor, orders: z.array(BoardTicket), link: LinkStatus, server_time: Timestamp }),
  z.object({ type: z.literal("change"), cursor, events: z.array(z.string()), order: BoardTicket }),
  z.object({ type: z.literal("heartbeat"), cursor, link: LinkStatus, server_time: Timestamp }),
]);
export type BoardFrame = z.infer<typeof BoardFrame>;

/** `WS` and `SSE /v1/orders/{order_id}/stream`. First the present state, or what came after `Last-Event-ID` / `?after=`. */
export const OrderFrame = z.discriminatedUnion("type", [
  z.object({ type: z.literal("order"), cursor, order: OrderResource }),
  z.object({ type: z.literal("cancel_refused"), cursor, request_id: Id, code: z.string() }),
  z.object({ type: z.literal("heartbeat"), cursor, server_time: Timestamp }),
]);
export type OrderFrame = z.infer<typeof OrderFrame>;

/** `WS /v1/customer-screen/stream`: what the till shows its guest, now and whenever it changes. null: nothing yet. */
export const CustomerScreenFrame = z.discriminatedUnion("type", [
  z.object({ type: z.literal("screen"), cursor, screen: CustomerScreen.nullable() }),
  z.object({ type: z.literal("heartbeat"), cursor }),
]);
export type CustomerScreenFrame = z.infer<typeof CustomerScreenFrame>;

/** `WS /v1/customer-screen/tips`, for the till: the tip that its guest has chosen, numbered, as it may be said again. null: none. And when its `has_customer_screen` may have changed: a tablet has joined it, or it has sent its own away. */
export const CustomerTipFrame = z.discriminatedUnion("type", [
  z.object({ type: z.literal("tip"), cursor, tip: ChosenTip.extend({ number: z.number().int() }).nullable() }),
  z.object({ type: z.literal("tablet"), cursor }),
  z.object({ type: z.literal("heartbeat"), cursor }),
]);
export type CustomerTipFrame = z.infer<typeof CustomerTipFrame>;

export const STREAM_HEARTBEAT_MS = 2_000;

/** Of the cloud's Server-Sent Events: proxies cut a silent connection after a minute or less, and nobody shows the age of one. */
export const CLOUD_SSE_HEARTBEAT_MS = 15_000;

/** For the OpenAPI document. */
export function describeStreams(): Record<string, unknown> {
  return {
    "/v1/stores/{store_id}/queue/stream": {
      transports: ["websocket"],
      resume: "?after={cursor}",
      sound: "?sound=BLOCKED",
      frame: z.toJSONSchema(QueueFrame),
      board_frame: z.toJSONSchema(BoardFrame),
    },
    "/v1/orders/{order_id}/stream": {
      transports: ["websocket", "sse"],
      resume: "?after={cursor} or Last-Event-ID",
      frame: z.toJSONSchema(OrderFrame),
    },
    "/v1/customer-screen/stream": { transports: ["websocket"], resume: "", frame: z.toJSONSchema(CustomerScreenFrame) },
    "/v1/customer-screen/tips": { transports: ["websocket"], resume: "", frame: z.toJSONSchema(CustomerTipFrame) },
  };
}
