/**
 * What a guest's phone may ask of the store's box, on a port that has nothing else (decision 0022): the menu, prices, and a ticket that it
 * holds for the counter. No money, no name, no cookie. Not in /openapi.json, which is of the store's own port.
 */
import { z } from "@hono/zod-openapi";
import { StoreId } from "../domain/kernel/ids.ts";
import { AmountCents, Currency, MinorDigits } from "../domain/kernel/money.ts";
import { MenuResponse } from "../domain/menu/menu-response.ts";
import { OrderStatus } from "../domain/order/order.ts";
import { PlaceOrderRequest } from "../domain/order/order-request.ts";
import { Language } from "../domain/store/profile.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { Quote } from "./orders.ts";
import { OF_PRICED_LINES } from "./refusals.ts";

const anyone = { anonymous: true, store: "none" } as const;

/** A ticket of a phone: thirty lines with their notes, in any script. */
const MAX_GUEST_BYTES = 64 * 1024;

/** The code on the sheet that was scanned. */
const sheet = { "store-code": z.string().regex(/^[a-z2-9]{12}$/, "the code on the store's sheet") };
/** Made by the phone, and only it has it: whoever has the key reads what became of the ticket (decision 0006). */
const key = { "idempotency-key": z.string().regex(/^[\x21-\x7e]{16,255}$/, "16 to 255 printable characters") };

const GuestTicket = z.strictObject({
  fulfillment_type: PlaceOrderRequest.shape.fulfillment_type,
  items: PlaceOrderRequest.shape.items.max(30),
});
export const GuestDraftRequest = GuestTicket.openapi("GuestDraftRequest");
export type GuestDraftRequest = z.infer<typeof GuestDraftRequest>;

const money = { total_cents: AmountCents, currency: Currency, minor_digits: MinorDigits };

export const GuestStore = z
  .object({
    store_id: StoreId,
    store_name: z.string(),
    time_zone: z.string(),
    language: Language,
    /** By its hours; true where the box does not know the time. */
    is_open: z.boolean(),
    /** So many tickets of phones wait that the counter takes no more for now. */
    is_full: z.boolean(),
  })
  .openapi("GuestStore");
export type GuestStore = z.infer<typeof GuestStore>;

export const GuestDraft = z
  .object({
    /** For the Authorization of later requests. */
    token: z.string(),
    /** What guest and cashier call it by: "S7". No ticket number: it is no order yet. */
    number: z.string(),
    ...money,
    /** How long it is held, in seconds. */
    waits_s: z.number().int(),
  })
  .openapi("GuestDraft");
export type GuestDraft = z.infer<typeof GuestDraft>;

export const GuestDraftState = z
  .object({
    number: z.string(),
    /** RESUMED: a cashier has it on the till. OVER: it was taken back, thrown away, or waited too long. */
    status: z.enum(["WAITING", "RESUMED", "OVER"]),
    ...money,
    waits_s: z.number().int(),
    /** The order that the cashier made of it; left out or null: none yet. */
    order: z
      .object({
        /** As it stands on the board and is called out. */
        ticket_number: z.string().nullable(),
        status: OrderStatus,
        /** Nothing of it is owed any more. */
        is_paid: z.boolean(),
      })
      .nullish(),
  })
  .openapi("GuestDraftState");
export type GuestDraftState = z.infer<typeof GuestDraftState>;

export const getGuestStore = contract({
  method: "get",
  path: "/v1/guest/store",
  summary: "Whether the scanned sheet is good, and whether the store takes tickets now",
  access: anyone,
  refuses: ["guest.code_unknown", "request.rate_limited", "store.not_ready"],
  request: { headers: z.object(sheet) },
  responses: { 200: json(GuestStore, "The store, now") },
});

export const getGuestMenu = contract({
  method: "get",
  path: "/v1/guest/menu",
  summary: "The menu as it is sold at the counter now, with what is sold out and what has its time of day",
  access: anyone,
  refuses: ["request.rate_limited", "store.not_ready"],
  request: {},
  responses: { 200: json(MenuResponse, "The menu; cacheable"), 304: { description: "Not changed since If-None-Match" } },
});

export const quoteGuest = contract({
  method: "post",
  path: "/v1/guest/quote",
  summary: "What a ticket would cost at the counter now",
  access: anyone,
  refuses: [...OF_PRICED_LINES, "guest.code_unknown", "guest.foreign_page", "item.not_now", "request.rate_limited"],
  maxBodyBytes: MAX_GUEST_BYTES,
  request: { headers: z.object(sheet), body: jsonBody(GuestTicket) },
  responses: { 200: json(Quote, "The price now") },
});

export const holdForGuest = contract({
  method: "post",
  path: "/v1/guest/drafts",
  summary: "Holds a ticket for the counter, where it is paid: no order, and no place on the queue",
  description: "The same key and body get the same response again. It ends by itself after half an hour.",
  access: anyone,
  refuses: [
    ...OF_PRICED_LINES,
    "draft.too_many_guests",
    "draft.too_many_yours",
    "guest.code_unknown",
    "guest.foreign_page",
    "idempotency.key_reused",
    "item.not_now",
    "request.rate_limited",
    "store.closed",
  ],
  maxBodyBytes: MAX_GUEST_BYTES,
  request: { headers: z.object({ ...sheet, ...key }), body: jsonBody(GuestDraftRequest) },
  responses: { 201: json(GuestDraft, "Held, on disk") },
});

export const getGuestDraft = contract({
  method: "get",
  path: "/v1/guest/draft",
  summary: "What became of the phone's ticket, by its token in Authorization",
  access: anyone,
  refuses: ["draft.not_found", "request.rate_limited"],
  request: {},
  responses: { 200: json(GuestDraftState, "As it is now") },
});

export const withdrawGuestDraft = contract({
  method: "post",
  path: "/v1/guest/draft/withdraw",
  summary: "Takes the phone's ticket back, unless a cashier has it already",
  access: anyone,
  refuses: ["draft.not_found", "guest.foreign_page", "request.rate_limited"],
  request: { body: jsonBody(z.strictObject({})) },
  responses: { 200: json(GuestDraftState, "As it is now") },
});
