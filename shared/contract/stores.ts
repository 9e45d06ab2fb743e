/** A store: as customers see it, and as headquarters makes, reads and retires it. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Slug, StoreId } from "../domain/kernel/ids.ts";
import { Currency } from "../domain/kernel/money.ts";
import { StaffRole } from "../domain/staff/actor.ts";
import { StoreLocation } from "../domain/store/location.ts";
import { StoreLook } from "../domain/store/look.ts";
import {
  Language,
  lasts,
  OpeningHours,
  OrderAhead,
  Seller,
  SpecialDay,
  StoreSettings,
  Substitutes,
  TaxComponent,
  TaxRate,
  TaxRules,
} from "../domain/store/profile.ts";
import { ANY_OPERATOR, HEADQUARTERS } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { StoreIdParam } from "./orders.ts";

const Pin = z.string().regex(/^\d{4,8}$/, "4 to 8 digits");

const NEVER_OPEN = { path: ["close"], message: "is the time at which it opens; a whole day is 00:00 to 24:00" };

/**
 * The part of a store that headquarters edits. PINs are sent as digits and stored as scrypt hashes; null leaves the
 * stored hash.
 */
export const StoreInput = z
  .strictObject({
    name: z.string().trim().min(1).max(80),
    address: z.string().trim().max(200).default(""),
    /** In degrees (WGS 84). With it the app says how far the store is from its guest. */
    location: StoreLocation.strict().optional(),
    /** Company and tax number, for receipts. */
    seller: z.strictObject(Seller.shape).optional(),
    time_zone: z.string().min(1).max(60),
    business_day_cutoff_hour: z.number().int().min(0).max(12).default(4),
    currency: Currency,
    tax: z.strictObject({
      ...TaxRules.shape,
      rates: z.array(z.strictObject({ ...TaxRate.shape, components: z.array(TaxComponent.strict()).min(2).max(5).optional() })).max(200),
    }),
    /** A `close` that is not after `open` is on the next day. */
    hours: z.array(OpeningHours.strict().refine(lasts, NEVER_OPEN)).max(50),
    /** Each counts instead of `hours` on its date; without spans the store is closed then. The store's box has to be of wire 7. */
    special_days: z
      .array(
        z.strictObject({ ...SpecialDay.shape, spans: z.array(SpecialDay.shape.spans.element.strict().refine(lasts, NEVER_OPEN)).max(10) }),
      )
      .max(200)
      .optional(),
    settings: StoreSettings.extend({
      order_ahead: OrderAhead.extend({ hands: OrderAhead.shape.hands.unwrap().strict().optional() }).strict().optional(),
      substitutes: Substitutes.strict().optional(),
    }).strict(),
    /** Its own accent and logo, on its screens and in the app; absent: as Crema looks. */
    look: StoreLook.strict().optional(),
    staff: z
      .array(
        z.strictObject({
          staff_id: Slug,
          name: z.string().trim().min(1).max(80),
          role: StaffRole,
          pin: Pin.nullable(),
          /** What a till speaks while they are signed in at it; absent: as the device does. */
          language: Language.optional(),
        }),
      )
      .max(500),
  })
  .openapi("StoreInput");
export type StoreInput = z.infer<typeof StoreInput>;

export const Published = z
  .object({ store_id: StoreId, menu_version: z.number().int().nullable(), profile_version: z.number().int().nullable() })
  .openapi("Published");

export const putStore = contract({
  method: "put",
  path: "/v1/admin/stores/{store_id}",
  summary: "Creates or changes a store and publishes its profile",
  access: { ...HEADQUARTERS, store: "path" },
  request: { params: StoreIdParam, body: jsonBody(StoreInput) },
  responses: { 200: json(Published, "Stored; the profile document is published") },
});

export const StoreRead = z
  .object({
    store_id: StoreId,
    profile_version: z.number().int().nullable(),
    /** Since when it has been out of the app; null: it is in it. */
    retired_at: Timestamp.nullable(),
    /** In the form that PUT takes: change it and send it back. PINs are null, which leaves them as they are. */
    store: StoreInput,
    /** Staff whose PIN should be set again: it costs the box an extra hash at every sign-in, or its length is not known. */
    pins_to_renew: z.array(Slug),
  })
  .openapi("StoreRead");

export const getStore = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}",
  summary: "A store as headquarters edits it, without PINs",
  access: { ...ANY_OPERATOR, store: "path" },
  request: { params: StoreIdParam },
  responses: { 200: json(StoreRead, "The store") },
});

export const setRetired = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/retired",
  summary: "Closes a store for good, or opens it again: a closed one leaves the app and takes no app orders",
  description: "Orders that stand go on, and so does the counter; books and reports keep the store.",
  access: { ...HEADQUARTERS, store: "path" },
  request: { params: StoreIdParam, body: jsonBody(z.strictObject({ retired: z.boolean() })) },
  responses: { 200: json(z.object({ store_id: StoreId, retired_at: Timestamp.nullable() }), "As it is now") },
});

export const StoreSummary = z
  .object({
    store_id: StoreId,
    name: z.string(),
    address: z.string(),
    /** Absent: headquarters has not said it. */
    location: StoreLocation.optional(),
    time_zone: z.string(),
    currency: Currency,
    look: StoreLook.optional(),
    /** Spans of today, earliest first, in the store's own time. Empty: closed all day. */
    hours_today: z.array(z.object({ open: z.string(), close: z.string() })),
    /** Today is a day with other hours than its weekday's, and has this name, if any. null: it is a day like any other. */
    special_day: z.object({ date: z.string(), name: z.string().nullable() }).nullable(),
    /** CLOSED outside its opening hours; OFFLINE: within them, and it cannot be reached; PAUSED: its staff take none for now; OPEN: it takes orders. */
    status: z.enum(["OPEN", "CLOSED", "OFFLINE", "PAUSED"]),
    /** How long what is ordered now takes to be ready, in seconds, by the store's queue; null: nothing is taken for now. */
    asap_wait_s: z.number().int().nullable(),
    /** Within its opening hours now. */
    is_open: z.boolean(),
    /** When it opens next, if it is closed and does so within seven days. */
    opens_at: Timestamp.nullable(),
    /** Its link is up and it is not deaf; if not, new app orders for now are refused with store.offline. */
    is_online: z.boolean(),
    /** Orders for later are taken, also while it is not online: they are held until its box is there. */
    takes_orders_for_later: z.boolean(),
    /** Until then its staff take no app orders, and those for later only for a time from then on; if not, store.paused. null: they take them. */
    app_orders_paused_until: Timestamp.nullable(),
    /** After a fault of the service its orders are being compared with the store first: new app orders are refused with store.rejoining. */
    is_rejoining: z.boolean(),
    /** The last exchange with the store; null: never yet. */
    as_of: Timestamp.nullable(),
    /** `payment_method: ONLINE` is taken; if not, payment.online_unavailable. */
    takes_online_payment: z.boolean(),
    /** `tip_cents` of such an order is taken; if not, payment.tip_unavailable. */
    takes_tips: z.boolean(),
  })
  .openapi("Store");

export type StoreSummary = z.infer<typeof StoreSummary>;

export const listStores = contract({
  method: "get",
  path: "/v1/stores",
  summary: "The stores, with their hours today and whether they take orders now",
  description: "Cacheable like the menu: 304 while nothing but the `as_of` of stores that are online has changed.",
  access: { anonymous: true, store: "none" },
  request: {},
  responses: {
    200: json(z.object({ stores: z.array(StoreSummary) }), "Stores that have a menu"),
    304: { description: "Not changed since If-None-Match" },
  },
});
