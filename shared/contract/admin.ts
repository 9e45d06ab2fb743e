/** Headquarters and IT: stores, menus, staff, customers, enrolment, reports of what arrived. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, Slug, StoreId } from "../domain/kernel/ids.ts";
import { Currency } from "../domain/kernel/money.ts";
import { MenuRows } from "../domain/menu/menu-rows.ts";
import { OrderStatus, OrderView } from "../domain/order/order.ts";
import { Actor, StaffRole } from "../domain/staff/actor.ts";
import { lasts, OpeningHours, Seller, StoreSettings, TaxRules } from "../domain/store/profile.ts";
import type { Access } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { LinkState } from "./link-status.ts";
import { MAX_MENU_BYTES, MenuInput } from "./menu-input.ts";
import { QueueQuery, QueueResponse, StoreIdParam } from "./orders.ts";

const hq = { operators: ["owner", "hq"] } as const satisfies Partial<Access>;
const it = { operators: ["owner", "hq", "it"] } as const satisfies Partial<Access>;

const Pin = z.string().regex(/^\d{4,8}$/, "4 to 8 digits");

/**
 * The part of a store that headquarters edits. PINs are sent as digits and stored as scrypt hashes; null leaves the
 * stored hash.
 */
export const StoreInput = z
  .strictObject({
    name: z.string().trim().min(1).max(80),
    address: z.string().trim().max(200).default(""),
    /** Company and tax number, for receipts. */
    seller: z.strictObject(Seller.shape).optional(),
    time_zone: z.string().min(1).max(60),
    business_day_cutoff_hour: z.number().int().min(0).max(12).default(4),
    currency: Currency,
    tax: z.strictObject({ ...TaxRules.shape, rates: z.array(TaxRules.shape.rates.element.strict()).max(50) }),
    /** A `close` that is not after `open` is on the next day. */
    hours: z
      .array(
        OpeningHours.strict().refine(lasts, { path: ["close"], message: "is the time at which it opens; a whole day is 00:00 to 24:00" }),
      )
      .max(50),
    settings: StoreSettings.strict(),
    staff: z
      .array(z.strictObject({ staff_id: Slug, name: z.string().trim().min(1).max(80), role: StaffRole, pin: Pin.nullable() }))
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
  access: { ...hq, store: "path" },
  request: { params: StoreIdParam, body: jsonBody(StoreInput) },
  responses: { 200: json(Published, "Stored; the profile document is published") },
});

export const putMenu = contract({
  method: "put",
  path: "/v1/admin/stores/{store_id}/menu",
  summary: "Replaces the rows of a store's menu; nothing is sold by them before publishing",
  access: { ...hq, store: "path" },
  refuses: ["menu.invalid"],
  maxBodyBytes: MAX_MENU_BYTES,
  request: { params: StoreIdParam, body: jsonBody(MenuInput) },
  responses: { 200: json(MenuRows, "The rows as stored") },
});

export const getMenuRows = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}/menu",
  summary: "The rows of a store's menu, as edited",
  access: { ...it, store: "path" },
  request: { params: StoreIdParam },
  responses: { 200: json(MenuRows, "The rows") },
});

export const publishMenu = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/menu/publish",
  summary: "Freezes the rows into the next menu document and sends it to the store",
  description: "A compare-and-set when `expected_version` is given: the version that is published now (0 for none).",
  access: { ...hq, store: "path" },
  refuses: ["currency.digits_open", "menu.invalid", "menu.version_changed"],
  request: { params: StoreIdParam, body: jsonBody(z.strictObject({ expected_version: z.number().int().min(0).nullable().default(null) })) },
  responses: { 200: json(Published, "Published") },
});

export const EnrollCodeResponse = z.object({ store_id: StoreId, code: z.string(), expires_at: Timestamp }).openapi("EnrollCode");

export const createEnrollCode = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/enroll-codes",
  summary: "A code with which one box can become the store's box, once",
  access: { ...it, store: "path" },
  refuses: ["enroll.store_has_box"],
  request: { params: StoreIdParam, body: jsonBody(z.strictObject({})) },
  responses: { 201: json(EnrollCodeResponse, "The code; it is shown once") },
});

export const StoreLink = z
  .object({
    store_id: StoreId,
    name: z.string(),
    time_zone: z.string(),
    is_online: z.boolean(),
    node_id: Id.nullable(),
    epoch: z.number().int().nullable(),
    last_seq: z.number().int(),
    last_seen_at: Timestamp.nullable(),
    /** As the box reported with its last heartbeat. */
    reported: z
      .object({
        state: LinkState.optional(),
        box_version: z.string(),
        unsent_events: z.number().int(),
        queue_length: z.number().int(),
        disk_free_bytes: z.number().nullable(),
        clock_offset_ms: z.number().nullable(),
        inbox_seq: z.number().int(),
        menu_version: z.number().int().nullable(),
        profile_version: z.number().int().nullable(),
      })
      .nullable(),
    inbox_head: z.number().int(),
    menu_version: z.number().int().nullable(),
    profile_version: z.number().int().nullable(),
    quarantined_events: z.number().int(),
    /** Set while the box and the cloud disagree about the log. */
    conflict: z.string().nullable(),
    open_exceptions: z.number().int(),
    /** As the cloud knows them. */
    open_orders: z.number().int(),
    /** DOWN: app orders are refused. The text is for people, the code for programs. */
    health: z.object({
      state: z.enum(["OK", "ATTENTION", "DOWN"]),
      reasons: z.array(
        z.object({
          code: z.enum(["no_box", "conflict", "offline", "quarantine", "exceptions", "disk", "clock", "behind", "menu"]),
          text: z.string(),
        }),
      ),
    }),
  })
  .openapi("StoreLink");
export type StoreLink = z.infer<typeof StoreLink>;

export const listStoreLinks = contract({
  method: "get",
  path: "/v1/admin/stores",
  summary: "The stores with their links and boxes",
  access: { ...it, store: "none" },
  request: {},
  responses: { 200: json(z.object({ stores: z.array(StoreLink) }), "Stores within the operator's scope") },
});

export const listStoreOrders = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}/orders",
  summary: "The orders of a store as the cloud knows them, in the order of their ids",
  access: { ...it, store: "path" },
  request: {
    params: StoreIdParam,
    query: z.object({ after: Id.optional(), limit: z.coerce.number().int().min(1).max(1000).default(200), status: OrderStatus.optional() }),
  },
  responses: { 200: json(z.object({ orders: z.array(OrderView), next_after: Id.nullable() }), "A page") },
});

const moneySums = {
  currency: Currency.nullable(),
  ordered_cents: z.number().int(),
  captured_cents: z.number().int(),
  refunded_cents: z.number().int(),
  /** The part of it that went through the payment provider. */
  online_captured_cents: z.number().int(),
  online_refunded_cents: z.number().int(),
};

export const StoreTotals = z
  .object({
    store_id: StoreId,
    orders: z.number().int(),
    orders_by_status: z.record(z.string(), z.number().int()),
    payments: z.number().int(),
    refunds: z.number().int(),
    ...moneySums,
    /** Of a store that changed its currency: what was counted in others. Amounts of two currencies are never added. */
    other_currencies: z.array(z.object(moneySums)),
  })
  .openapi("StoreTotals");

export const getStoreTotals = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}/totals",
  summary: "Orders and money of a store as the cloud knows them",
  access: { ...it, store: "path" },
  request: { params: StoreIdParam },
  responses: { 200: json(StoreTotals, "Sums over everything the store has") },
});

export const getStoreQueue = contract({
  method: "get",
  path: "/v1/stores/{store_id}/queue",
  summary: "The store's queue as the cloud knows it; the live one is the store's own. 200 orders at most",
  access: { ...it, store: "path" },
  request: { params: StoreIdParam, query: QueueQuery },
  responses: { 200: json(QueueResponse, "The queue") },
});

export const QuarantinedEvent = z
  .object({
    store_id: StoreId,
    epoch: z.number().int(),
    seq: z.number().int(),
    event_id: Id,
    event_type: z.string(),
    order_id: Id.nullable(),
    code: z.string(),
    detail: z.string(),
    received_at: Timestamp,
    /** Set when a person has dismissed it for good. */
    set_aside: z.object({ at: Timestamp, by: Actor, reason: z.string() }).nullable(),
  })
  .openapi("QuarantinedEvent");
export type QuarantinedEvent = z.infer<typeof QuarantinedEvent>;

const LogPlace = z.string().regex(/^\d{1,9}-\d{1,15}$/, "epoch and seq of an event, 1-17");

export const listQuarantine = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}/quarantine",
  summary: "Events of the store that the domain refused, oldest first; nothing is ever dropped",
  access: { ...it, store: "path" },
  request: {
    params: StoreIdParam,
    query: z.object({
      state: z.enum(["WAITING", "SET_ASIDE"]).default("WAITING"),
      after: LogPlace.optional(),
      limit: z.coerce.number().int().min(1).max(500).default(500),
    }),
  },
  responses: {
    200: json(
      z.object({ events: z.array(QuarantinedEvent), next_after: LogPlace.nullable() }),
      "A page; `next_after` asks for the one after it",
    ),
  },
});

export const retryQuarantine = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/quarantine/retry",
  summary: "Tries all of the store's quarantined events again, in their order, after a fix",
  access: { ...it, store: "path" },
  request: { params: StoreIdParam, body: jsonBody(z.strictObject({})) },
  responses: { 200: json(z.object({ applied: z.number().int(), remaining: z.number().int() }), "What came of it") },
});

export const setAsideQuarantined = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/quarantine/{epoch}/{seq}/set-aside",
  summary: "A person settles that one quarantined event is never applied, and says why",
  description: "The event stays as it came, with the reason. What waits behind it on the same order can be tried again afterwards.",
  access: { ...hq, store: "path" },
  refuses: ["quarantine.not_found"],
  request: {
    params: StoreIdParam.extend({ epoch: z.coerce.number().int().min(0).max(999_999_999), seq: z.coerce.number().int().min(0) }),
    body: jsonBody(z.strictObject({ reason: z.string().trim().min(1).max(500) })),
  },
  responses: { 200: json(QuarantinedEvent, "The event, set aside") },
});

export const resolveConflict = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/conflict/resolve",
  summary: "A person has looked into the store's conflict: app orders are taken again",
  description: "Changes nothing of the log. While the box's log does not fit, its next batch raises the conflict again.",
  access: { ...it, store: "path" },
  request: { params: StoreIdParam, body: jsonBody(z.strictObject({})) },
  responses: {
    200: json(z.object({ store_id: StoreId, resolved: z.string().nullable() }), "The conflict that was resolved; null: none was open"),
  },
});
