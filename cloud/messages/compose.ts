/** What a message says, of the order as it is: in the reader's language, with times in the store's zone and amounts in its currency. */
import type { DomainEvent } from "@crema/shared/domain/events";
import { digitsOf } from "@crema/shared/domain/kernel/currency";
import type { Order, OrderIn } from "@crema/shared/domain/order/order";
import { balanceCents } from "@crema/shared/domain/order/order";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import { receiptOf } from "@crema/shared/domain/receipt/receipt";
import { receiptText } from "@crema/shared/domain/receipt/text";
import type { Language, ProfileDocument } from "@crema/shared/domain/store/profile";
import type { MessageKind } from "./channel.ts";
import type { MessageSubject, MessageText, MessageWords, MoneyFate, WhyCancelled } from "./texts/message-words.ts";
import { wordsIn } from "./texts/words-in.ts";

/** Of a receipt: narrow enough for a phone. */
const RECEIPT_COLUMNS = 40;

export interface ToTell {
  readonly kind: MessageKind;
  readonly order: Order;
  readonly profile: ProfileDocument;
  /** For a receipt. */
  readonly money: { readonly payments: readonly Payment[]; readonly refunds: readonly Refund[] };
  /** The events of the order that `order` does not hold whole: its refunds, and why it was declined. */
  readonly events: readonly DomainEvent[];
  /** The fact itself. */
  readonly eventId: string;
}

/** null: what it would say is not known, as of a refund that is not there. */
export function composeMessage({ kind, order, profile, money, events, eventId }: ToTell, language: Language): MessageText | null {
  const words = wordsIn(language);
  const write = writer(words, order, profile.time_zone);
  const about = subjectOf(order, profile.name, write);
  switch (kind) {
    case "ACCEPTED":
      return words.accepted(about);
    case "READY":
      return words.ready(about);
    case "LATE":
      return words.late(about);
    case "CANCELLED":
      return order.status === "CANCELLED" ? words.cancelled(about, whyCancelled(order, events), moneyFate(order, write.money)) : null;
    case "REFUNDED": {
      const event = events.find((one) => one.event_id === eventId);
      if (event?.type !== "refund.succeeded") return null;
      return words.refunded(about, write.money(event.refund.amount_cents + event.refund.tip_cents));
    }
    case "SUBSTITUTE_ASKED": {
      const { question } = order;
      const line = order.lines.find((one) => one.line_id === question?.line_id);
      return question && line ? words.substituteAsked(about, `${question.qty} × ${line.name}`, write.time(question.choose_by)) : null;
    }
    case "RECEIPT": {
      const { title, text } = words.receipt(about);
      return { title, text: `${text}\n\n${receiptText(receiptOf(order, money, profile), RECEIPT_COLUMNS)}` };
    }
  }
}

interface Writer {
  money(minor: number): string;
  /** The time of day, with the day where it is another one than the order was placed on. */
  time(at: string): string;
}

function writer({ locale }: MessageWords, order: Order, timeZone: string): Writer {
  const digits = digitsOf(order);
  const money = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: order.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const time = new Intl.DateTimeFormat(locale, { timeZone, hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat(locale, { timeZone, weekday: "long", day: "numeric", month: "long" });
  const dayOf = (at: string) => day.format(new Date(at));
  return {
    money: (minor) => money.format(minor / 10 ** digits),
    time: (at) => (dayOf(at) === dayOf(order.created_at) ? "" : `${dayOf(at)}, `) + time.format(new Date(at)),
  };
}

function subjectOf(order: Order, store: string, write: Writer): MessageSubject {
  const due = order.pay_mode === "AT_STORE" ? balanceCents(order) : 0;
  return { store, ticket: order.ticket_number, promised: write.time(order.promised_at), due: due > 0 ? write.money(due) : null };
}

const BY_DECLINE: Readonly<Record<string, WhyCancelled>> = {
  "store.closed": "CLOSED",
  "item.sold_out": "SOLD_OUT",
  "modifier.sold_out": "SOLD_OUT",
  "store.queue_full": "QUEUE_FULL",
};

/** What staff wrote down as their reason is not for the customer. */
function whyCancelled({ cancel_cause: cause }: OrderIn<"CANCELLED">, events: readonly DomainEvent[]): WhyCancelled {
  switch (cause) {
    case "CUSTOMER":
      return "CUSTOMER";
    case "STAFF":
      return "STORE";
    case "NO_ANSWER":
      return "NO_REPLY";
    case "NO_SHOW":
      return "NOT_PICKED_UP";
    case "CAPTURE_FAILED":
      return "CHARGE_REFUSED";
    case "EXPIRED":
      return "NOT_PAID";
    case "OPERATOR":
      return "HEADQUARTERS";
    case "DECLINED": {
      const declined = events.find((event) => event.type === "order.declined");
      return (declined && BY_DECLINE[declined.code]) ?? "STORE";
    }
  }
}

function moneyFate(order: Order, money: (minor: number) => string): MoneyFate {
  // A cancellation refunds the tip with the rest.
  if (order.refund_state === "PENDING") return { fate: "ON_ITS_WAY", amount: money(order.refund_pending_cents + order.tip_cents) };
  if (order.refund_state === "FAILED") return { fate: "LOOKED_INTO" };
  if (order.refunded_cents > 0) return { fate: "BACK", amount: money(order.refunded_cents + order.tip_cents) };
  if (order.pay_mode === "ONLINE") return { fate: order.paid_cents > 0 ? "LOOKED_INTO" : "NOT_CHARGED" };
  return { fate: order.paid_cents > 0 ? "AT_STORE" : "NOTHING" };
}
