/** Shapes that the store's and the cloud's order routes share, with the specification's field names. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../clock.ts";
import { Id, Slug, StoreId } from "../ids.ts";
import { LinkStatus } from "../link-status.ts";
import { MenuCategory, MenuItem, ModifierGroup, Promotion } from "../menu/menu.ts";
import { AmountCents, Cents, Currency, MinorDigits } from "../money.ts";
import { Allowed } from "../order/allowed.ts";
import { FulfillmentType, OrderStatus, OrderView, PayMode, PricedOrder } from "../order/order.ts";

export const RequestedLine = z
  .strictObject({
    item_id: Slug,
    qty: z.number().int().min(1).max(99),
    modifier_ids: z.array(Slug).max(40).default([]),
    /**
     * false: `modifier_ids` is all that was chosen, and a group of which nothing is named stays empty. Without it, as older clients
     * send it, a group of which nothing is named gets the menu's defaults.
     */
    fill_defaults: z.boolean().optional(),
    note: z.string().trim().max(140).nullable().default(null),
  })
  .openapi("RequestedLine");
export type RequestedLine = z.infer<typeof RequestedLine>;

const lines = z.array(RequestedLine).min(1).max(100);
const promotionCodes = z.array(z.string().trim().min(1).max(40)).max(10).default([]);

export const QuoteRequest = z.strictObject({ store_id: StoreId, items: lines, promotion_codes: promotionCodes }).openapi("QuoteRequest");
export type QuoteRequest = z.infer<typeof QuoteRequest>;

// Made anew: a schema that was made before this module loaded the extension has no `openapi`.
export const Quote = z.object(PricedOrder.shape).openapi("Quote");

export const PlaceOrderRequest = z
  .strictObject({
    store_id: StoreId,
    fulfillment_type: FulfillmentType,
    payment_method: PayMode,
    items: lines,
    promotion_codes: promotionCodes,
    customer_name: z.string().trim().min(1).max(40).nullable().default(null),
    note: z.string().trim().max(280).nullable().default(null),
    requested_for: Timestamp.nullable().default(null),
    /** The total that the client showed. If it is not the price now, the answer is 409 order.price_changed with `quote`. */
    expected_total_cents: AmountCents.nullable().default(null),
  })
  .openapi("PlaceOrderRequest");
export type PlaceOrderRequest = z.infer<typeof PlaceOrderRequest>;

/** An order as it is shown to somebody: with what that one may do, and when it is to be begun. */
export const ShownOrder = z.intersection(
  OrderView,
  z.object({
    ...Allowed.shape,
    /** At its store, while it is scheduled: not to be made before. null: to be made now. */
    releases_at: Timestamp.nullable(),
    /** Still to be paid; below zero more was taken than it costs now. */
    balance_cents: Cents,
  }),
);
export type ShownOrder = z.infer<typeof ShownOrder>;

/** What an order answer says besides the order. */
export const OrderAnswer = z
  .intersection(
    ShownOrder,
    z.object({
      /** How fresh this is: the moment up to which the serving node knows the order. */
      as_of: Timestamp,
      /** On the cloud: whether the store that decides the order can be reached. */
      store_online: z.boolean().optional(),
      /** A cancel request is outstanding; its outcome comes by the stream. */
      cancel: z.literal("REQUESTED").optional(),
      /** Only in the answer to a guest's order: the token that reads and cancels it. */
      access_token: z.string().optional(),
      /** Only in the answer to an order that is paid online: with it a browser pays at the provider, this order and no other. */
      client_secret: z.string().optional(),
    }),
  )
  .openapi("Order");
export type OrderAnswer = z.infer<typeof OrderAnswer>;

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

export const MenuAnswer = z
  .object({
    store_id: StoreId,
    store_name: z.string(),
    version: z.number().int(),
    sold_out_revision: z.number().int(),
    currency: Currency,
    minor_digits: MinorDigits,
    tax_inclusive: z.boolean(),
    categories: z.array(MenuCategory),
    items: z.array(MenuItem.extend({ is_available: z.boolean() })),
    modifier_groups: z.array(ModifierGroup),
    promotions: z.array(Promotion.pick({ promotion_id: true, name: true })),
  })
  .openapi("Menu");
export type MenuAnswer = z.infer<typeof MenuAnswer>;

export const QueueQuery = z.object({
  /** Comma-separated statuses; without it every open one. */
  status: z
    .string()
    .regex(/^[A-Z_]+(,[A-Z_]+)*$/)
    .optional(),
  /** LEFT_OPEN: the open orders that were promised more than 12 hours ago, which are on no queue any more. */
  age: z.enum(["CURRENT", "LEFT_OPEN"]).default("CURRENT"),
});
export type QueueAge = z.infer<typeof QueueQuery>["age"];

export const QueueAnswer = z
  .object({
    cursor: z.number().int(),
    /** At most 200, the oldest promise first. */
    orders: z.array(ShownOrder),
    /** Open ones that were asked for and are beyond those. */
    more: z.number().int().min(0),
    /** Open orders promised more than 12 hours ago: to be finished or cancelled (`?age=LEFT_OPEN`). */
    left_open: z.number().int().min(0),
    link: LinkStatus.optional(),
  })
  .openapi("Queue");
export type QueueAnswer = z.infer<typeof QueueAnswer>;
