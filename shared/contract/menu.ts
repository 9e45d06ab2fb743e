/** A store's menu as headquarters edits and publishes it. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { MenuRows } from "../domain/menu/menu-rows.ts";
import { ANY_OPERATOR, HEADQUARTERS } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { MAX_MENU_BYTES, MenuInput } from "./menu-input.ts";
import { StoreIdParam } from "./orders.ts";
import { Published } from "./stores.ts";

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
  refuses: ["currency.digits_open", "menu.invalid", "menu.version_changed"],
  request: { params: StoreIdParam, body: jsonBody(z.strictObject({ expected_version: z.number().int().min(0).nullable().default(null) })) },
  responses: { 200: json(Published, "Published") },
});
