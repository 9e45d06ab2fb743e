/**
 * What the messages say, as functions of what they are about: a file for each language. The title stands alone on a screen and as a mail's
 * subject: it holds the store and the number, and nothing that a stranger wrote into an order.
 */

/** Amounts and times are as the language writes them, times in the store's zone. */
export interface MessageSubject {
  readonly store: string;
  /** null: the store had not given it one yet. */
  readonly ticket: string | null;
  readonly promised: string;
  /** What is to be paid when it is picked up; null: nothing. */
  readonly due: string | null;
}

export type WhyCancelled =
  | "CUSTOMER"
  | "STORE"
  | "CLOSED"
  | "SOLD_OUT"
  | "QUEUE_FULL"
  | "NO_REPLY"
  | "NOT_PICKED_UP"
  | "CHARGE_REFUSED"
  | "NOT_PAID"
  | "HEADQUARTERS";

/** NOT_CHARGED: a hold at most. ON_ITS_WAY: `amount` is being refunded. BACK: it has been. AT_STORE: it was paid at the counter. */
export type MoneyFate =
  | { readonly fate: "NOTHING" | "NOT_CHARGED" | "AT_STORE" | "LOOKED_INTO" }
  | { readonly fate: "ON_ITS_WAY" | "BACK"; readonly amount: string };

export interface MessageText {
  readonly title: string;
  readonly text: string;
}

export interface MessageWords {
  /** For dates and amounts. */
  readonly locale: string;
  accepted(about: MessageSubject): MessageText;
  ready(about: MessageSubject): MessageText;
  late(about: MessageSubject): MessageText;
  cancelled(about: MessageSubject, why: WhyCancelled, money: MoneyFate): MessageText;
  refunded(about: MessageSubject, amount: string): MessageText;
  /** `until`: a time of day. */
  substituteAsked(about: MessageSubject, item: string, until: string): MessageText;
  /** The receipt itself follows. */
  receipt(about: MessageSubject): MessageText;
  /** `isForAll`: other requests get this one, and no mail of their own. */
  signIn(code: string, minutes: number, isForAll: boolean): MessageText;
  /** Before the link to the order. */
  readonly yourOrder: string;
  /** Before the link that ends these mails. */
  readonly noMore: string;
  readonly unsubscribePage: {
    readonly title: string;
    readonly question: string;
    readonly action: string;
    readonly done: string;
    readonly undo: string;
    readonly undone: string;
    readonly wrong: string;
  };
}
