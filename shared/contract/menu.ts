/** A store's menu: as it is sold, what is sold out, and as headquarters edits and publishes it. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Slug, StoreId } from "../domain/kernel/ids.ts";
import { MAX_COUNTED } from "../domain/menu/menu.ts";
import { MenuResponse } from "../domain/menu/menu-response.ts";
import { MenuRows } from "../domain/menu/menu-rows.ts";
import { ANY_OPERATOR, HEADQUARTERS, MAKERS, SELLERS } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { MAX_MENU_BYTES, MenuInput } from "./menu-input.ts";
import { StoreIdParam } from "./orders.ts";
import { Published } from "./stores.ts";

export const getMenu = contract({
  method: "get",
  path: "/v1/stores/{store_id}/menu",
  summary: "The store's menu with what is sold out; ETag = version + sold-out revision",
  access: { anonymous: true, store: "none" },
  refuses: ["store.not_found", "store.not_ready"],
  request: { params: StoreIdParam },
  responses: { 200: json(MenuResponse, "The menu; cacheable"), 304: { description: "Not changed since If-None-Match" } },
});

export const getMostSold = contract({
  method: "get",
  path: "/v1/stores/{store_id}/menu/most-sold",
  summary: "The items that this store has sold most of late, the most first; some may have gone from the menu",
  access: { ...SELLERS, store: "path" },
  request: { params: StoreIdParam },
  responses: { 200: json(z.object({ item_ids: z.array(Slug) }), "At most 32, of the last thousand orders") },
});

/** How a thing is sold: until when it is sold out, or how many are left of it. */
export const AvailabilityRequest = z
  .discriminatedUnion("is_available", [
    z.strictObject({
      is_available: z.literal(false),
      /** When it is on sale again by itself, at most 30 days ahead; TOMORROW: when the store's next business day begins. Absent: when somebody says so. */
      until: z.union([z.literal("TOMORROW"), Timestamp]).optional(),
    }),
    z.strictObject({
      is_available: z.literal(true),
      /**
       * So many can be sold from now on, besides what is ordered already: each sale lowers it, and the last one sells the thing out.
       * 0: none is left. Absent: it is not counted.
       */
      left: z.number().int().min(0).max(MAX_COUNTED).optional(),
    }),
  ])
  .openapi("AvailabilityRequest");
export type AvailabilityRequest = z.infer<typeof AvailabilityRequest>;

export const AvailabilityResponse = z
  .object({
    store_id: StoreId,
    item_id: Slug,
    is_available: z.boolean(),
    /** null: it is on sale, or sold out until somebody says otherwise. */
    until: Timestamp.nullable(),
    /** null: it is not counted. */
    left: z.number().int().min(0).nullable(),
    sold_out_revision: z.number().int(),
  })
  .openapi("AvailabilityAnswer");

const SAID_TWICE =
  "What is so already changes nothing. At the counter a count refuses nothing: what is sold beyond it is owed to it first. A customer in the app gets no more than are left, less what app orders have that the store has not answered. Of an order that nobody has started, what it took from the count comes back when it is cancelled, declined or changed, but for pieces that staff say cannot be made. Orders for another day count when their time has come.";

export const setAvailability = contract({
  method: "patch",
  path: "/v1/stores/{store_id}/items/{item_id}",
  summary: "86: marks an item sold out, now or until when; puts it on sale again; counts how many are left",
  description: SAID_TWICE,
  access: { ...MAKERS, store: "path" },
  refuses: ["availability.until_impossible", "item.not_found", "store.not_ready"],
  request: { params: StoreIdParam.extend({ item_id: Slug }), body: jsonBody(AvailabilityRequest) },
  responses: { 200: json(AvailabilityResponse, "As it is now") },
});

export const ModifierAvailabilityResponse = AvailabilityResponse.omit({ item_id: true })
  .extend({ modifier_id: Slug })
  .openapi("ModifierAvailability");

export const setModifierAvailability = contract({
  method: "patch",
  path: "/v1/stores/{store_id}/modifiers/{modifier_id}",
  summary: "86: the same of a modifier, wherever it is offered",
  description: SAID_TWICE,
  access: { ...MAKERS, store: "path" },
  refuses: ["availability.until_impossible", "modifier.not_found", "store.not_ready"],
  request: { params: StoreIdParam.extend({ modifier_id: Slug }), body: jsonBody(AvailabilityRequest) },
  responses: { 200: json(ModifierAvailabilityResponse, "As it is now") },
});

export const putMenu = contract({
  method: "put",
  path: "/v1/admin/stores/{store_id}/menu",
  summary: "Replaces the rows of a store's menu; nothing is sold by them before publishing",
  access: { ...HEADQUARTERS, store: "path" },
  refuses: ["menu.invalid"],
  maxBodyBytes: MAX_MENU_BYTES,
  request: { params: StoreIdParam, body: jsonBody(MenuInput) },
  responses: { 200: json(MenuRows, "The rows as stored") },
});

export const getMenuRows = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}/menu",
  summary: "The rows of a store's menu, as edited",
  access: { ...ANY_OPERATOR, store: "path" },
  request: { params: StoreIdParam },
  responses: { 200: json(MenuRows, "The rows") },
});

export const publishMenu = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/menu/publish",
  summary: "Freezes the rows into the next menu document and sends it to the store",
  description: "A compare-and-set when `expected_version` is given: the version that is published now (0 for none).",
  access: { ...HEADQUARTERS, store: "path" },
  refuses: ["currency.digits_open", "document.box_too_old", "menu.invalid", "menu.version_changed"],
  request: { params: StoreIdParam, body: jsonBody(z.strictObject({ expected_version: z.number().int().min(0).nullable().default(null) })) },
  responses: { 200: json(Published, "Published") },
});
