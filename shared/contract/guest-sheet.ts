/** The sheet with a QR code that lets guests' phones in (guest-drafts.ts): shown and printed at a till. Served by the edge. */
import { z } from "@hono/zod-openapi";
import { Language } from "../domain/store/profile.ts";
import type { Access } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { ManagerPin } from "./orders.ts";
import { OF_A_MANAGER } from "./refusals.ts";

const consoles = {
  devices: ["pos", "console"],
  staff: ["cashier", "manager"],
  box_operator: true,
  store: "own",
} as const satisfies Access;

export const GuestSheet = z
  .object({
    store_name: z.string().nullable(),
    language: Language,
    /** What the QR code may hold: one link per address at which phones may find the box. Empty: the box has no page for guests. */
    links: z.array(z.string()),
    /** Why the page cannot be opened at present; null: it can. */
    fault: z.string().nullable(),
  })
  .openapi("GuestSheet");
export type GuestSheet = z.infer<typeof GuestSheet>;

export const getGuestSheet = contract({
  method: "get",
  path: "/v1/guest-sheet",
  summary: "What a sheet for guests' phones shows",
  access: consoles,
  request: {},
  responses: { 200: json(GuestSheet, "As it is to be printed") },
});

export const renewGuestSheet = contract({
  method: "post",
  path: "/v1/guest-sheet/renew",
  summary: "Makes a new code, so that sheets with the old one let nobody in; a manager approves",
  description: "Tickets that wait already stay.",
  access: consoles,
  refuses: [...OF_A_MANAGER],
  request: { body: jsonBody(z.strictObject({ manager_pin: ManagerPin })) },
  responses: { 200: json(GuestSheet, "As it is to be printed from now on") },
});
