/** Who is signed in at a store's device, by PIN. Served by the edge. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, Slug, StoreId } from "../domain/kernel/ids.ts";
import { DeviceKind, StaffRole } from "../domain/staff/actor.ts";
import { CardReference, Language } from "../domain/store/profile.ts";
import { ANY_SCREEN } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { OF_A_PIN } from "./refusals.ts";

export const StaffSignInRequest = z.strictObject({ pin: z.string().regex(/^\d{4,8}$/) }).openapi("SignInRequest");
export const StaffSignInResponse = z
  .object({ token: z.string(), expires_at: Timestamp, staff: z.object({ staff_id: Slug, name: z.string(), role: StaffRole }) })
  .openapi("SignInAnswer");

export const signIn = contract({
  method: "post",
  path: "/v1/staff/sign-in",
  summary: "Signs a member of staff in on this device, by PIN; works offline",
  access: { devices: ["pos", "barista", "board", "console"], staff: ["barista", "cashier", "manager"], store: "own" },
  refuses: [...OF_A_PIN],
  request: { body: jsonBody(StaffSignInRequest) },
  responses: { 200: json(StaffSignInResponse, "A token for this person on this device; also set as a cookie") },
});

export const signOut = contract({
  method: "post",
  path: "/v1/staff/sign-out",
  summary: "Ends the session of the member of staff",
  access: { staff: ["barista", "cashier", "manager"], store: "own" },
  request: {},
  responses: { 204: { description: "Signed out" } },
});

export const WhoAmI = z
  .object({
    kind: z.string(),
    store_id: StoreId.nullable(),
    device: z.object({ device_id: Id, kind: DeviceKind, name: z.string() }).nullable(),
    /** `language`: what the till speaks while they are signed in; null: as the device does. */
    staff: z.object({ staff_id: Slug, name: z.string(), role: StaffRole, language: Language.nullable() }).nullable(),
    /** The store's setting: whether a card tender comes with the number on the terminal's slip. */
    card_reference: CardReference,
    /** It has to. */
    card_reference_required: z.boolean(),
    /** The store's own, in minor units; null: by the currency. */
    cash_rounding_cents: z.number().int().min(0).nullable(),
    /** The store takes no cash, and ends its day without a drawer. */
    is_cash_free: z.boolean(),
    /** After so many seconds without a touch a till asks for a PIN again; null: never. */
    locks_after_s: z.number().int().min(1).nullable(),
    /** A tablet has joined this till as its guest's screen. */
    has_customer_screen: z.boolean(),
  })
  .openapi("WhoAmI");

export const whoAmI = contract({
  method: "get",
  path: "/v1/me",
  summary: "Who the token stands for",
  access: { ...ANY_SCREEN, store: "own" },
  request: {},
  responses: { 200: json(WhoAmI, "The principal") },
});
