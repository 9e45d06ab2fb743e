/** Who is told of a fact, by which channels, in which words. Pure, except that it opens and seals what is sealed. */
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Language, ProfileDocument } from "@crema/shared/domain/store/profile";
import { EMAIL_PURPOSE, MESSAGE_PURPOSE, PHONE_PURPOSE, type Sealer } from "../auth/contact-cipher.ts";
import type { FactRow } from "../db/message-facts.ts";
import type { NewMessage, Suppression } from "../db/messages.ts";
import { nameBasedId } from "../db/name-based-id.ts";
import type { SealedContact, ToldOrder } from "../db/told-orders.ts";
import type { ChannelName } from "./channel.ts";
import { composeMessage } from "./compose.ts";
import type { MessageLinks } from "./links.ts";
import { expiryOf, isStillSo } from "./of-use.ts";
import { sealedMessage } from "./sealed-message.ts";
import { wordsIn } from "./texts/words-in.ts";
import { isInsistedOn, isTold, isToldToGuest } from "./who-is-told.ts";

export interface PlanContext {
  readonly sealer: Sealer;
  readonly links: MessageLinks;
  /** By which this installation sends. */
  readonly channels: ReadonlySet<ChannelName>;
  readonly suppressed: ReadonlyMap<string, Suppression["why"]>;
  readonly nowMs: number;
  /** When the database was last put back: what was so before may have been told before. */
  readonly setBackMs: number;
}

interface Recipient {
  readonly channel: ChannelName;
  readonly contactIndex: string | null;
  readonly subscriptionId: string | null;
  /** Blind index of the address, the number or the browser's endpoint: what a message is told twice from. */
  readonly index: string;
  /** null: a browser's; it is opened when it is sent. */
  readonly to: string | null;
  readonly language: Language | null;
}

/** None where nobody is to be told, or not any more. */
export function planFact(fact: FactRow, told: ToldOrder | undefined, context: PlanContext): NewMessage[] {
  if (!told?.profile || fact.at.getTime() <= context.setBackMs) return [];
  const { order, profile } = told;
  const expiresMs = expiryOf(fact.kind, fact.at.getTime(), context.nowMs, order);
  if (expiresMs <= context.nowMs || !isStillSo(fact.kind, order)) return [];
  return recipientsOf(fact, told, context).flatMap((recipient) => {
    const language = recipient.language ?? told.contact.language ?? profile.settings?.language ?? "en";
    const words = composeMessage({ ...told, kind: fact.kind, profile, eventId: fact.event_id }, language);
    return words === null ? [] : [newMessage(fact, recipient, { ...words, language, expiresMs, page: pageOf(told) }, context)];
  });
}

/** The receipt that somebody has asked for. `before`: the askings that are over; of an order as it stands it is one message after them. */
export function planReceipt(
  told: ToldOrder & { readonly profile: ProfileDocument },
  { to, index, before }: { readonly to: string; readonly index: string; readonly before: string },
  context: Pick<PlanContext, "sealer" | "links" | "nowMs">,
): NewMessage {
  const { order, user, contact, profile } = told;
  const { order_id, store_id, updated_at } = order;
  const event_id = `receipt ${order_id} ${updated_at}${before && ` after ${before}`}`;
  const language = user?.language ?? contact.language ?? profile.settings?.language ?? "en";
  const words = composeMessage({ ...told, profile, kind: "RECEIPT", eventId: event_id }, language);
  if (words === null) throw new Error("a receipt can always be written");
  return newMessage(
    { store_id, order_id, kind: "RECEIPT", event_id },
    { channel: "email", contactIndex: index, subscriptionId: null, index, to, language },
    { ...words, language, expiresMs: expiryOf("RECEIPT", context.nowMs, context.nowMs, order), page: pageOf(told) },
    context,
  );
}

interface Composed {
  readonly title: string;
  readonly text: string;
  readonly language: Language;
  readonly expiresMs: number;
  /** Whose page of the app the mail leads to; a guest's link has to open it by itself. null: an order of the counter has none. */
  readonly page: "CUSTOMERS" | "GUESTS" | null;
}

const pageOf = ({ order, user }: Pick<ToldOrder, "order" | "user">): Composed["page"] =>
  order.origin === "POS" ? null : user === null ? "GUESTS" : "CUSTOMERS";

type OfOrder = Pick<FactRow, "store_id" | "order_id" | "kind" | "event_id">;

function newMessage(
  { store_id, order_id, kind, event_id }: OfOrder,
  { channel, contactIndex, subscriptionId, index, to }: Recipient,
  { title, text, language, expiresMs, page }: Composed,
  { sealer, links, nowMs }: Pick<PlanContext, "sealer" | "links" | "nowMs">,
): NewMessage {
  const url = page && links.order(order_id, page === "GUESTS");
  const unsubscribe_url = channel === "email" && contactIndex !== null ? links.unsubscribe(contactIndex) : null;
  const words = wordsIn(language);
  const whole =
    channel === "email"
      ? [text, url && `${words.yourOrder}: ${url}`, unsubscribe_url && `--\n${words.noMore}: ${unsubscribe_url}`]
          .filter(Boolean)
          .join("\n\n")
      : text;
  return {
    message_id: nameBasedId(`message ${event_id} ${channel} ${index}`),
    ...{ store_id, order_id, kind, channel },
    contact_index: contactIndex,
    subscription_id: subscriptionId,
    sealed: sealer.seal(MESSAGE_PURPOSE, sealedMessage({ to, title, text: whole, url, unsubscribe_url })),
    created_at: iso(nowMs),
    expires_at: iso(expiresMs),
  };
}

function recipientsOf({ kind }: FactRow, told: ToldOrder, context: PlanContext): Recipient[] {
  const { user, contact, subscriptions, order } = told;
  const reachable = [
    ...(user ? contactsOf(user, context) : []),
    ...contactsOf(contact, context).filter((one) => one.contactIndex !== user?.email_index && one.contactIndex !== user?.phone_index),
    ...browsersOf(told, context),
  ];
  const own = new Set(user ? [user.email_index, user.phone_index, ...subscriptions.map((one) => one.subscription_id)] : []);
  const isOwn = ({ contactIndex, subscriptionId }: Recipient) => own.has(contactIndex ?? subscriptionId);
  const wants = (one: Recipient) => (isOwn(one) ? isTold(kind, one.channel, user?.topics ?? null) : isToldToGuest(kind, one.channel));
  const byThemselves = order.status === "CANCELLED" && order.cancel_cause === "CUSTOMER";
  const fits = (one: Recipient) => kind !== "CANCELLED" || !byThemselves || one.channel === "email";
  const wanted = reachable.filter((one) => fits(one) && wants(one));
  if (wanted.length > 0 || !isInsistedOn(kind)) return wanted;
  return IN_ORDER.map((channel) => reachable.find((one) => one.channel === channel && fits(one)))
    .filter((one) => one !== undefined)
    .slice(0, 1);
}

/** By which of the ways that are left somebody is told what they have to know. */
const IN_ORDER: readonly ChannelName[] = ["email", "sms", "push"];

function contactsOf(of: SealedContact, { sealer, channels, suppressed }: PlanContext): Recipient[] {
  const one = (channel: ChannelName, purpose: string, sealed: string | null, index: string | null): Recipient[] =>
    sealed === null || index === null || !channels.has(channel) || suppressed.has(`${channel} ${index}`)
      ? []
      : [{ channel, contactIndex: index, subscriptionId: null, index, to: sealer.open(purpose, sealed), language: of.language }];
  return [...one("email", EMAIL_PURPOSE, of.email_sealed, of.email_index), ...one("sms", PHONE_PURPOSE, of.phone_sealed, of.phone_index)];
}

function browsersOf({ user, subscriptions }: ToldOrder, { channels }: PlanContext): Recipient[] {
  if (!channels.has("push")) return [];
  return subscriptions.map(({ subscription_id, endpoint_index, language }) => ({
    ...{ channel: "push", contactIndex: null, subscriptionId: subscription_id, index: endpoint_index, to: null },
    language: user?.language ?? language,
  }));
}
