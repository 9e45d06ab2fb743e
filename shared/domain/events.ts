/**
 * Every domain event. An event is a decision that has been taken; applying it never refuses.
 * Those in EdgeEvent are decided by a store and go up in its log; the others are decided by the cloud.
 */
import { z } from "zod";
import { envelope } from "./event-envelope.ts";
import { BusinessDay } from "./kernel/business-day.ts";
import { Timestamp } from "./kernel/clock.ts";
import { Id } from "./kernel/ids.ts";
import { AmountCents } from "./kernel/money.ts";
import {
  OrderAmended,
  OrderDiscounted,
  OrderLineMade,
  OrderSubstituteAsked,
  OrderSubstituteChosen,
  OrderSubstituteSettled,
} from "./line-events.ts";
import { CancelCause, CancelRequestCause, Order, OrderStatus, RefundState } from "./order/order.ts";
import { AskedLine, Payment, Refund } from "./payment/payment.ts";
import {
  AppOrdersPaused,
  AppOrdersResumed,
  ClockConfirmed,
  DevicePaired,
  DeviceRevoked,
  DrawerEvent,
  ItemAvailabilityChanged,
  ModifierAvailabilityChanged,
  StaffPinLocked,
  StaffPinShared,
} from "./store-events.ts";

const statusEvent = { ...envelope, order_id: Id, order_seq: z.number().int().min(2), from_status: OrderStatus };

export const OrderPlaced = z.object({ ...envelope, type: z.literal("order.placed"), order_id: Id, order: Order });
export const OrderStarted = z.object({ ...statusEvent, type: z.literal("order.started") });
export const OrderReadied = z.object({ ...statusEvent, type: z.literal("order.readied") });
export const OrderCompleted = z.object({
  ...statusEvent,
  type: z.literal("order.completed"),
  /** The store's business day at the hand-over: the sale counts on it. Absent on a body of version 5 or older. */
  sold_on: BusinessDay.nullable().optional(),
});
export const OrderRecalled = z.object({ ...statusEvent, type: z.literal("order.recalled") });
export const OrderCancelled = z.object({
  ...statusEvent,
  type: z.literal("order.cancelled"),
  cause: CancelCause,
  reason: z.string().max(280).nullable(),
  /** The cancel request that this answers, if one was open. */
  request_id: Id.nullable(),
  /** The store's business day at that moment. Absent where the cloud cancelled, and on a body of version 5 or older. */
  cancelled_on: BusinessDay.nullable().optional(),
});
/** The store took an offer: the whole order as it is on its queue, so that it can be rebuilt from the log alone. */
export const OrderAccepted = z.object({ ...envelope, type: z.literal("order.accepted"), order_id: Id, order: Order });
/** The store will not make it. Final: a confirmation that arrives later does nothing. */
export const OrderDeclined = z.object({
  ...envelope,
  type: z.literal("order.declined"),
  order_id: Id,
  code: z.enum(["store.closed", "item.sold_out", "modifier.sold_out", "store.queue_full", "staff", "replaced"]),
  detail: z.string().max(280),
});
export const OrderCancelRefused = z.object({
  ...envelope,
  type: z.literal("order.cancel_refused"),
  order_id: Id,
  request_id: Id,
  code: z.enum(["order.already_started", "order.paid_at_store", "order.invalid_transition"]),
  /** The cause of the request. */
  cause: CancelRequestCause.default("CUSTOMER"),
});
/** Somebody has looked whether an order was made that a box before this one may have begun. */
export const OrderLooked = z.object({ ...envelope, type: z.literal("order.looked"), order_id: Id, made: z.boolean() });
/** Staff put the order before the others on the queue, or back where its promise is. */
export const OrderRushed = z.object({ ...envelope, type: z.literal("order.rushed"), order_id: Id, is_rush: z.boolean() });
/** The store expects an order later than it had promised. */
export const OrderPromiseMoved = z.object({ ...envelope, type: z.literal("order.promise_moved"), order_id: Id, promised_at: Timestamp });
export const PaymentCaptured = z.object({
  ...envelope,
  type: z.literal("payment.captured"),
  order_id: Id,
  payment: Payment,
  /**
   * Set where a body from before version 4 of the wire is read, and never by a box of today: a refund had no kind then and
   * reopened the debt, so money taken at the counter after it says that what was refunded until then was a correction.
   */
  corrects_refunds: z.literal(true).optional(),
});
export const RefundSucceeded = z.object({
  ...envelope,
  type: z.literal("refund.succeeded"),
  order_id: Id,
  refund: Refund,
  /** Headquarters' request that it answers, or part of it; null: none. Absent: an older box did not say. */
  request_id: Id.nullish(),
});
/**
 * Asks the side that took the money to refund it. From a store: for an order that was paid online. From headquarters: for
 * one that was paid at the counter.
 */
export const RefundRequested = z.object({
  ...envelope,
  type: z.literal("refund.requested"),
  order_id: Id,
  request_id: Id,
  /** null: all that is left at the time of the answer. */
  amount_cents: AmountCents.nullable(),
  /** Which lines; absent: the amount is spread over them. */
  lines: z.array(AskedLine).max(100).optional(),
  /** Of the tip, on top. */
  tip_cents: AmountCents.optional(),
  reason: z.string().max(280),
});
/** The store refuses the refund that headquarters asked for. */
export const RefundRefused = z.object({
  ...envelope,
  type: z.literal("refund.refused"),
  order_id: Id,
  request_id: Id,
  code: z.enum(["refund.exceeds_captured", "refund.line_exceeded", "refund.nothing_captured", "staff"]),
  detail: z.string().max(280),
});
/** Decided by a store: the events that its log holds and sends up. */
export const EdgeEvent = z.discriminatedUnion("type", [
  OrderPlaced,
  OrderStarted,
  OrderReadied,
  OrderCompleted,
  OrderRecalled,
  OrderCancelled,
  OrderAccepted,
  OrderDeclined,
  OrderCancelRefused,
  PaymentCaptured,
  RefundSucceeded,
  RefundRequested,
  RefundRefused,
  ItemAvailabilityChanged,
  ModifierAvailabilityChanged,
  OrderDiscounted,
  OrderLineMade,
  OrderAmended,
  OrderLooked,
  OrderRushed,
  OrderPromiseMoved,
  OrderSubstituteAsked,
  OrderSubstituteSettled,
  AppOrdersPaused,
  AppOrdersResumed,
  DevicePaired,
  DeviceRevoked,
  ClockConfirmed,
  StaffPinLocked,
  StaffPinShared,
  ...DrawerEvent.options,
]);
export type EdgeEvent = z.infer<typeof EdgeEvent>;

/** Its payment is held, and it is wanted for later: the cloud offers it when its store is there. */
export const OrderHeld = z.object({ ...envelope, type: z.literal("order.held"), order_id: Id });
/** The cloud put the order before the store. `promised_at` is set again for an order that waited for its payment first. */
export const OrderOffered = z.object({
  ...envelope,
  type: z.literal("order.offered"),
  order_id: Id,
  promised_at: Timestamp.nullable().default(null),
});
/** The commit that moves authority to the store. The store goes on counting from `order_seq`. */
export const OrderConfirmed = z.object({
  ...envelope,
  type: z.literal("order.confirmed"),
  order_id: Id,
  order_seq: z.number().int().min(1),
  status: z.enum(["PLACED", "PAID"]),
  /** An earlier box of the store may have heard of it and begun it. */
  look_first: z.literal(true).optional(),
});
/** The store's box was replaced before it was heard whether the order was begun: a person looks before it is made. */
export const OrderLookFirst = z.object({ ...envelope, type: z.literal("order.look_first"), order_id: Id });
/** As the store sees the cloud's withdrawal of an offer. */
export const OrderRevoked = z.object({
  ...envelope,
  type: z.literal("order.revoked"),
  order_id: Id,
  order_seq: z.number().int().min(2),
  cause: CancelCause,
  reason: z.string().max(280).nullable(),
});
export const OrderCancelRequested = z.object({
  ...envelope,
  type: z.literal("order.cancel_requested"),
  order_id: Id,
  request_id: Id,
  cause: CancelRequestCause.default("CUSTOMER"),
  reason: z.string().max(280).nullable().default(null),
  /** Set when headquarters asks: the amount to refund; null: all that is left. */
  amount_cents: AmountCents.nullable().optional(),
});
/** The store has not answered in time, and the request is no longer waited for. A late answer still counts. */
export const OrderCancelUnanswered = z.object({
  ...envelope,
  type: z.literal("order.cancel_unanswered"),
  order_id: Id,
  request_id: Id,
});

const onlinePayment = { ...envelope, order_id: Id, payment: Payment };
/** The provider holds the amount for us. */
export const PaymentAuthorized = z.object({ ...onlinePayment, type: z.literal("payment.authorized") });
/** A card was refused; the customer may try another one. `code`: the provider's, e.g. insufficient_funds. */
export const PaymentDeclined = z.object({
  ...envelope,
  type: z.literal("payment.declined"),
  order_id: Id,
  payment_id: Id,
  code: z.string().max(80),
});
/** The provider refused for good to take the money. */
export const PaymentFailed = z.object({ ...onlinePayment, type: z.literal("payment.failed"), code: z.string().max(80) });
/** The hold was released, or there never was one. */
export const PaymentCancelled = z.object({ ...onlinePayment, type: z.literal("payment.cancelled") });
/** The provider is asked to refund. From here on the amount counts against what is left. */
export const RefundStarted = z.object({ ...envelope, type: z.literal("refund.started"), order_id: Id, refund: Refund });
export const RefundFailed = z.object({
  ...envelope,
  type: z.literal("refund.failed"),
  order_id: Id,
  refund: Refund,
  /** The status before: a refund may succeed and still fail days later. */
  was: z.enum(["PENDING", "SUCCEEDED"]),
});

/**
 * The store has lowered what the order costs, and the cloud hears of it after this refund: `corrected_cents` more of it is the correction,
 * and its lines are those of the order as it is now. `refund`: as it counts from here on.
 */
export const RefundReclassified = z.object({
  ...envelope,
  type: z.literal("refund.reclassified"),
  order_id: Id,
  refund: Refund,
  corrected_cents: AmountCents,
});

/** Reports the refunds of an order that was paid online to its store: all of them, so that the latest report is enough. */
export const RefundReported = z.object({
  ...envelope,
  type: z.literal("refund.reported"),
  order_id: Id,
  refunded_cents: AmountCents,
  refund_pending_cents: AmountCents,
  refund_state: RefundState,
  /** Each refund that has succeeded or is under way, since version 6. */
  refunds: z.array(Refund).max(100).optional(),
  /** Captured less corrected, since version 7: what was paid above an amended total is corrected. */
  paid_cents: AmountCents.optional(),
});

export const DomainEvent = z.discriminatedUnion("type", [
  ...EdgeEvent.options,
  OrderHeld,
  OrderOffered,
  OrderConfirmed,
  OrderLookFirst,
  OrderRevoked,
  OrderCancelRequested,
  OrderCancelUnanswered,
  OrderSubstituteChosen,
  PaymentAuthorized,
  PaymentDeclined,
  PaymentFailed,
  PaymentCancelled,
  RefundStarted,
  RefundFailed,
  RefundReclassified,
  RefundReported,
]);
export type DomainEvent = z.infer<typeof DomainEvent>;
export type EventType = DomainEvent["type"];
export type EventOf<T extends EventType> = Extract<DomainEvent, { type: T }>;
export type EventEnvelope = Pick<DomainEvent, "event_id" | "store_id" | "at" | "actor">;

/** The events that move the status and carry `order_seq`. */
export type StatusEvent = EventOf<"order.started" | "order.readied" | "order.completed" | "order.recalled" | "order.cancelled">;
export const STATUS_EVENT_TYPES = ["order.started", "order.readied", "order.completed", "order.recalled", "order.cancelled"] as const;
export function isStatusEvent(event: DomainEvent): event is StatusEvent {
  return (STATUS_EVENT_TYPES as readonly string[]).includes(event.type);
}

/** What a store has taken or given back: it counts in whatever state its order is, and never waits. */
export type StoreMoneyEvent = EventOf<"payment.captured" | "refund.succeeded">;
export function isStoreMoney(event: DomainEvent): event is StoreMoneyEvent {
  return event.type === "payment.captured" || event.type === "refund.succeeded";
}
