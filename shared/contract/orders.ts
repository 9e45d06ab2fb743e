/** Shapes that the store's and the cloud's order routes share, with the specification's field names. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { Cents } from "../domain/kernel/money.ts";
import { Allowed } from "../domain/order/allowed.ts";
import { FulfillmentType } from "../domain/order/fulfillment-type.ts";
import { OrderStatus, OrderView, PricedOrder } from "../domain/order/order.ts";

// Created again, because a schema that was created before this module loaded the extension has no `openapi`.
export const Quote = z
  .object({
    ...PricedOrder.shape,
    /** What the price is for: the tax may depend on it. */
    fulfillment_type: FulfillmentType,
    /** Wanted as soon as possible: how long it would take to be ready, in seconds, by the store's queue. null: for later, or not known. */
    asap_wait_s: z.number().int().nullable(),
  })
  .openapi("Quote");
export type Quote = z.infer<typeof Quote>;

/** An order as a caller sees it: with what the caller may do, and when it is to be started. */
export const OrderResource = z.intersection(
  OrderView,
  z.object({
    ...Allowed.shape,
    /** While it is scheduled, at its store: when it may be started. null: now. */
    releases_at: Timestamp.nullable(),
    /** Still to be paid; below zero when more was taken than it costs now. */
    balance_cents: Cents,
    /**
     * At its store, while nobody has started it: the lines with an item or a choice that staff have marked as sold out since. Absent:
     * none. What was sold out by its count alone is not named: the order may have got the last one.
     */
    sold_out_line_ids: z.array(Id).optional(),
  }),
);
export type OrderResource = z.infer<typeof OrderResource>;

/** The members that an order response adds to the order. */
export const OrderResponse = z
  .intersection(
    OrderResource,
    z.object({
      /** How fresh this is: the moment up to which the serving node knows the order. */
      as_of: Timestamp,
      /** On the cloud: whether the store that decides the order can be reached. */
      store_online: z.boolean().optional(),
      /** On the cloud: the store's, by which the order's times are shown, also of a store that has left the app. */
      time_zone: z.string().optional(),
      /** A cancel request is open; its outcome comes by the stream. */
      cancel: z.literal("REQUESTED").optional(),
      /** Only in the response to a guest's order: the token that reads and cancels it. */
      access_token: z.string().optional(),
      /**
       * Only in the response to an order that is paid online: with it a browser pays this order, and no other, at the
       * provider.
       */
      client_secret: z.string().optional(),
    }),
  )
  .openapi("Order");
export type OrderResponse = z.infer<typeof OrderResponse>;

export const OrderIdParam = z.object({ order_id: Id });
export const StoreIdParam = z.object({ store_id: StoreId });

export const CancelRequest = z
  .strictObject({
    reason: z.string().trim().min(1).max(280).nullable().default(null),
    expected_status: OrderStatus.nullable().default(null),
    /** At the store: READY and nobody came. Needs a manager. */
    no_show: z.boolean().default(false),
    /** At the store: a manager's approval, where one is needed. */
    manager_pin: z
      .string()
      .regex(/^\d{4,8}$/)
      .nullable()
      .default(null),
  })
  .openapi("CancelRequest");
export type CancelRequest = z.infer<typeof CancelRequest>;

export const Reason = z.string().trim().min(1).max(280);
export const ManagerPin = z
  .string()
  .regex(/^\d{4,8}$/)
  .nullable()
  .default(null);
