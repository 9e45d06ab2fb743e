/** What customers are told: what they want to hear of, receipts by mail, and messages that could not be sent. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { Language } from "../domain/store/profile.ts";
import { acrossStores, PageLimit } from "./across-stores.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { OrderIdParam } from "./orders.ts";

/** RFC 5321: longer ones cannot be sent to. */
export const ContactEmail = z.string().trim().max(254).pipe(z.email());

const E164 = /^\+[1-9]\d{6,14}$/;
const SEPARATORS = /[\s().\-/]/g;

/** E.164, as people write it: with spaces, dashes and brackets. It goes on without. */
export const PhoneNumber = z
  .string()
  .max(40)
  .overwrite((text) => text.replaceAll(SEPARATORS, ""))
  .refine((text) => E164.test(text), { error: "with the country's number, for example +49 151 23456789" })
  .openapi({ example: "+49 151 23456789" });

/** Left with an order, to be told about it. It stays in the cloud, sealed, and is gone after 30 days. */
export const OrderContact = z
  .strictObject({ email: ContactEmail.nullish(), phone: PhoneNumber.nullish(), language: Language.nullish() })
  .openapi("OrderContact");
export type OrderContact = z.infer<typeof OrderContact>;

/** PROGRESS: accepted, ready, late. PROBLEMS: cancelled, refunded, something cannot be made. */
const Topic = z.enum(["PROGRESS", "PROBLEMS"]);
const MailTopic = z.enum(["PROGRESS", "PROBLEMS", "RECEIPTS"]);

export const MessageTopics = z
  .strictObject({ push: z.array(Topic).max(2), email: z.array(MailTopic).max(3), sms: z.array(Topic).max(2) })
  .openapi("MessageTopics");
export type MessageTopics = z.infer<typeof MessageTopics>;

const Suppressed = z.enum(["UNSUBSCRIBED", "BOUNCED", "STOPPED"]);

export const Preferences = z
  .object({
    /** null: as the order was placed. */
    language: Language.nullable(),
    /** null: none is known. */
    phone: z.string().nullable(),
    topics: MessageTopics,
    /** Why nothing is sent there at present; null: it is. */
    suppressed: z.object({ email: Suppressed.nullable(), sms: Suppressed.nullable() }),
  })
  .openapi("Preferences");
export type Preferences = z.infer<typeof Preferences>;

export const PreferencesInput = z
  .strictObject({
    language: Language.nullable(),
    phone: PhoneNumber.nullable(),
    topics: MessageTopics,
    /** Undoes an unsubscription from mails, and tries an address again that one has bounced from. */
    mails_again: z.boolean().optional(),
  })
  .openapi("PreferencesInput");
export type PreferencesInput = z.infer<typeof PreferencesInput>;

export const getChannels = contract({
  method: "get",
  path: "/v1/message-channels",
  summary: "By which ways this installation can tell anybody anything",
  access: { anonymous: true, store: "none" },
  request: {},
  responses: {
    200: json(z.object({ push: z.boolean(), email: z.boolean(), sms: z.boolean() }).openapi("MessageChannels"), "The channels"),
  },
});

export const getPreferences = contract({
  method: "get",
  path: "/v1/me/preferences",
  summary: "What the signed-in customer wants to hear of, in which language, and by which number",
  access: { customer: true, store: "none" },
  request: {},
  responses: { 200: json(Preferences, "As it counts now, defaults filled in") },
});

export const putPreferences = contract({
  method: "put",
  path: "/v1/me/preferences",
  summary: "Changes what the signed-in customer wants to hear of",
  description:
    "`mails_again` alone undoes an unsubscription or a bounce, no topic does. That an order was cancelled by others is told in any case, by whatever way is left.",
  access: { customer: true, store: "none" },
  request: { body: jsonBody(PreferencesInput) },
  responses: { 200: json(Preferences, "As it counts from now on") },
});

export const mailReceipt = contract({
  method: "post",
  path: "/v1/orders/{order_id}/receipt-mail",
  summary: "Sends the receipt of an order by e-mail",
  description:
    "To `email`, else to the account's address, else to the one that was left with the order. Asked for again while it waits, or within a minute, it is sent once; later it is sent again, up to five times an hour. Nothing goes to an address that has unsubscribed, except a customer's own.",
  access: { customer: true, order_holder: true, store: "order" },
  refuses: ["message.no_address", "message.unavailable", "request.rate_limited", "store.not_ready"],
  request: { params: OrderIdParam, body: jsonBody(z.strictObject({ email: ContactEmail.optional() }).openapi("ReceiptMail")) },
  responses: { 202: json(z.object({ queued: z.literal(true) }), "It is on its way") },
});

const ChannelNames = z.array(z.enum(["push", "email", "sms"]));

export const ToldBy = z
  .object({
    /** By which ways whoever placed the order hears that it is ready. */
    ready: ChannelNames,
    /** And that something is wrong with it. */
    problems: ChannelNames,
    /** Why nothing is sent to an address or number that is known; null: it is, or none is. */
    ended: z.object({ email: Suppressed.nullable(), sms: Suppressed.nullable() }),
  })
  .openapi("ToldBy");
export type ToldBy = z.infer<typeof ToldBy>;

export const getToldBy = contract({
  method: "get",
  path: "/v1/orders/{order_id}/told-by",
  summary: "By which ways whoever placed the order is told of it",
  access: { customer: true, order_holder: true, store: "order" },
  refuses: ["order.not_found"],
  request: { params: OrderIdParam },
  responses: { 200: json(ToldBy, "As it counts now, without any address or number") },
});

export const FailedMessage = z
  .object({
    message_id: Id,
    store_id: StoreId,
    order_id: Id,
    kind: z.enum(["ACCEPTED", "READY", "CANCELLED", "REFUNDED", "LATE", "SUBSTITUTE_ASKED", "RECEIPT"]),
    channel: z.enum(["push", "email", "sms"]),
    /** Without any address or number. */
    failure: z.string().nullable(),
    tries: z.number().int(),
    created_at: Timestamp,
    failed_at: Timestamp,
  })
  .openapi("FailedMessage");
export type FailedMessage = z.infer<typeof FailedMessage>;

export const FailedMessagesQuery = z.object({ store_id: StoreId.optional(), before: Id.optional(), limit: PageLimit });
export type FailedMessagesQuery = z.infer<typeof FailedMessagesQuery>;

export const listFailedMessages = contract({
  method: "get",
  path: "/v1/admin/failed-messages",
  summary: "Messages to customers that could not be sent, the last one to fail first",
  access: acrossStores,
  refuses: ["auth.wrong_store", "store.not_found"],
  request: { query: FailedMessagesQuery },
  responses: {
    200: json(
      z.object({ messages: z.array(FailedMessage), next_before: Id.nullable() }).openapi("FailedMessagePage"),
      "Within the operator's scope",
    ),
  },
});

const messageParam = z.object({ message_id: Id });

export const sendMessageAgain = contract({
  method: "post",
  path: "/v1/admin/failed-messages/{message_id}/send-again",
  summary: "Sends a message that had failed once more, for a day",
  access: acrossStores,
  refuses: ["message.not_failed", "message.not_found", "message.not_so_any_more"],
  request: { params: messageParam, body: jsonBody(z.strictObject({})) },
  responses: { 200: json(z.object({ message_id: Id }), "It waits to be sent") },
});

export const MessageRecipient = z
  .object({
    /** null: none is known. */
    email: z.string().nullable(),
    phone: z.string().nullable(),
  })
  .openapi("MessageRecipient");
export type MessageRecipient = z.infer<typeof MessageRecipient>;

export const showRecipient = contract({
  method: "post",
  path: "/v1/admin/failed-messages/{message_id}/recipient",
  summary: "How whoever should have had a message that failed can be reached, so that they can be called",
  description: "Each look leaves a line in the audit log.",
  access: { operators: ["owner", "hq"], store: "none" },
  refuses: ["message.not_failed", "message.not_found"],
  request: { params: messageParam, body: jsonBody(z.strictObject({})) },
  responses: { 200: json(MessageRecipient, "What is known: of the message, the account, or left with the order") },
});

export const dropMessage = contract({
  method: "post",
  path: "/v1/admin/failed-messages/{message_id}/let-be",
  summary: "Takes a message that had failed from the list: it is not sent",
  access: acrossStores,
  refuses: ["message.not_failed", "message.not_found"],
  request: { params: messageParam, body: jsonBody(z.strictObject({})) },
  responses: { 200: json(z.object({ message_id: Id }), "It is let be") },
});
