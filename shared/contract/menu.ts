/** A store's menu: as it is sold, what is sold out, and as headquarters edits and publishes it. */
import { z } from "@hono/zod-openapi";
import { Slug, StoreId } from "../domain/kernel/ids.ts";
import { MenuResponse } from "../domain/menu/menu-response.ts";
import { MenuRows } from "../domain/menu/menu-rows.ts";
import { ANY_OPERATOR, HEADQUARTERS, MAKERS } from "./access.ts";
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

export const AvailabilityRequest = z.strictObject({ is_available: z.boolean() }).openapi("AvailabilityRequest");
export const AvailabilityResponse = z
  .object({ store_id: StoreId, item_id: Slug, is_available: z.boolean(), sold_out_revision: z.number().int() })
  .openapi("AvailabilityAnswer");

export const setAvailability = contract({
  method: "patch",
  path: "/v1/stores/{store_id}/items/{item_id}",
  summary: "86: marks an item sold out, or available again",
  access: { ...MAKERS, store: "path" },
  refuses: ["item.not_found", "store.not_ready"],
  request: { params: StoreIdParam.extend({ item_id: Slug }), body: jsonBody(AvailabilityRequest) },
  responses: { 200: json(AvailabilityResponse, "As it is now") },
});

export const ModifierAvailabilityResponse = AvailabilityResponse.omit({ item_id: true })
  .extend({ modifier_id: Slug })
  .openapi("ModifierAvailability");

export const setModifierAvailability = contract({
  method: "patch",
  path: "/v1/stores/{store_id}/modifiers/{modifier_id}",
  summary: "86: marks a modifier sold out wherever it is offered, or available again",
  access: { ...MAKERS, store: "path" },
  refuses: ["modifier.not_found", "store.not_ready"],
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
