/** What is asked for when an order is priced or placed: what the domain decides on, as it comes over the wire. */
import { z } from "@hono/zod-openapi";
import { RequestedTime } from "../kernel/clock.ts";
import { Slug, StoreId } from "../kernel/ids.ts";
import { AmountCents } from "../kernel/money.ts";
import { FulfillmentType, PayMode } from "./order.ts";

/** One in which nothing can be seen is none. */
const noteOf = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .nullable()
    .default(null)
    .transform((note) => note || null);

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
    note: noteOf(140),
  })
  .openapi("RequestedLine");
export type RequestedLine = z.infer<typeof RequestedLine>;

const lines = z.array(RequestedLine).min(1).max(100);
const promotionCodes = z.array(z.string().trim().min(1).max(40)).max(10).default([]);

export const QuoteRequest = z.strictObject({ store_id: StoreId, items: lines, promotion_codes: promotionCodes }).openapi("QuoteRequest");
export type QuoteRequest = z.infer<typeof QuoteRequest>;

export const PlaceOrderRequest = z
  .strictObject({
    store_id: StoreId,
    fulfillment_type: FulfillmentType,
    payment_method: PayMode,
    items: lines,
    promotion_codes: promotionCodes,
    customer_name: z.string().trim().min(1).max(40).nullable().default(null),
    note: noteOf(280),
    requested_for: RequestedTime.nullable().default(null),
    /** The total that the client showed. If it is not the price now, the response is 409 order.price_changed with `quote`. */
    expected_total_cents: AmountCents.nullable().default(null),
  })
  .openapi("PlaceOrderRequest");
export type PlaceOrderRequest = z.infer<typeof PlaceOrderRequest>;
