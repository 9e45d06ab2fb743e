/**
 * The screen that the guest sees while a till rings up. A ticket is no order: what is shown of it is in the box's memory alone, on no queue
 * and in no log. A tablet joins one till by a code, may read what that till shows, and says which tip was chosen; nothing else. On the
 * till's own machine a second window needs none of this. Served by the edge.
 */
import { z } from "@hono/zod-openapi";
import { AmountCents, Cents, Currency, MinorDigits } from "../domain/kernel/money.ts";
import { Translations } from "../domain/menu/menu.ts";
import { SELLERS } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";

const anyone = { anonymous: true, store: "none" } as const;

const Name = z.string().max(80);
/** `names`: for guests who read another of the menu's languages. */
const named = { name: Name, names: z.strictObject(Translations.shape).optional() };
/** Of one ticket, or of the part that the next guest pays of it: a tip for another one is none of its. */
const TicketKey = z.string().min(1).max(64);

export const CustomerScreenLine = z.strictObject({
  ...named,
  qty: z.number().int().min(1).max(99),
  choices: z.array(z.strictObject({ ...named, qty: z.number().int().min(1).max(20) })).max(60),
  /** null: not known yet. */
  amount_cents: AmountCents.nullable(),
});
export type CustomerScreenLine = z.infer<typeof CustomerScreenLine>;

export const CustomerScreen = z
  .strictObject({
    ticket_key: TicketKey,
    /** What the cashier is at: nothing, the ticket, its money, its number. */
    stage: z.enum(["IDLE", "TICKET", "PAY", "DONE"]),
    store_name: Name,
    currency: Currency,
    minor_digits: MinorDigits,
    lines: z.array(CustomerScreenLine).max(100),
    /** What is taken off, each by its name. */
    discounts: z.array(z.strictObject({ name: z.string().max(200), amount_cents: Cents })).max(50),
    /** null: not known yet. */
    total_cents: AmountCents.nullable(),
    paid_cents: AmountCents,
    left_cents: AmountCents,
    /** What a tip is a part of, and the one that is on the till now; null: no tip can be chosen. */
    tip: z.strictObject({ of_cents: AmountCents, chosen_cents: AmountCents }).nullable(),
    /** At DONE: what the guest is called by. */
    ticket_number: z.string().max(20).nullable(),
    customer_name: z.string().max(80).nullable(),
    change_cents: AmountCents,
  })
  .openapi("CustomerScreen");
export type CustomerScreen = z.infer<typeof CustomerScreen>;

export const ChosenTip = z.strictObject({ ticket_key: TicketKey, tip_cents: AmountCents }).openapi("ChosenTip");
export type ChosenTip = z.infer<typeof ChosenTip>;

export const showOnCustomerScreen = contract({
  method: "put",
  path: "/v1/customer-screen",
  summary: "The till says what its guest sees",
  access: { ...SELLERS, store: "own" },
  maxBodyBytes: 256 * 1024,
  request: { body: jsonBody(CustomerScreen) },
  responses: { 204: { description: "Shown on the till's screen, where one has joined" } },
});

export const CustomerScreenCode = z.object({ code: z.string(), expires_in_s: z.number().int() }).openapi("CustomerScreenCode");

export const inviteCustomerScreen = contract({
  method: "post",
  path: "/v1/customer-screen/codes",
  summary: "A code by which one tablet joins this till",
  access: { staff: ["cashier", "manager"], store: "own" },
  request: { body: jsonBody(z.strictObject({})) },
  responses: { 201: json(CustomerScreenCode, "Good once, for five minutes") },
});

export const endCustomerScreen = contract({
  method: "post",
  path: "/v1/customer-screen/end",
  summary: "The tablet that has joined this till shows nothing of it any more",
  access: { staff: ["cashier", "manager"], store: "own" },
  request: { body: jsonBody(z.strictObject({})) },
  responses: { 204: { description: "Its token has ended" } },
});

export const JoinedCustomerScreen = z.object({ till: z.string() }).openapi("JoinedCustomerScreen");

export const joinCustomerScreen = contract({
  method: "post",
  path: "/v1/customer-screen/join",
  summary: "A tablet becomes the guest's screen of a till, by the till's code; the one before it ends",
  access: anyone,
  refuses: ["auth.foreign_page", "pairing.unknown", "request.rate_limited"],
  request: { body: jsonBody(z.strictObject({ code: z.string().regex(/^\d{6}$/) })) },
  responses: { 200: json(JoinedCustomerScreen, "Its token is set as an HttpOnly cookie") },
});

export const getCustomerScreen = contract({
  method: "get",
  path: "/v1/customer-screen",
  summary: "Of which till this tablet is the guest's screen",
  access: anyone,
  refuses: ["auth.required"],
  request: {},
  responses: { 200: json(JoinedCustomerScreen, "It has joined; its stream shows the ticket") },
});

export const chooseTip = contract({
  method: "post",
  path: "/v1/customer-screen/tip",
  summary: "The guest has chosen a tip; the till shows it, and the cashier takes the money",
  access: anyone,
  refuses: ["auth.foreign_page", "auth.required", "payment.tip_not_asked", "payment.tip_too_large", "request.rate_limited"],
  request: { body: jsonBody(ChosenTip) },
  responses: { 204: { description: "Told to the till" } },
});
