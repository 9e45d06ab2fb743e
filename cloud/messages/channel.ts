/** How a message leaves the cloud, one adapter a channel. Never called inside a transaction; possibly twice with one message_id. */
export type ChannelName = "push" | "email" | "sms";

export type MessageKind = "ACCEPTED" | "READY" | "CANCELLED" | "REFUNDED" | "LATE" | "SUBSTITUTE_ASKED" | "RECEIPT";

export interface PushTarget {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

export interface OutgoingMessage<To> {
  readonly message_id: string;
  readonly kind: MessageKind;
  readonly to: To;
  /** A mail's subject, a notification's title. */
  readonly title: string;
  /** Plain text. */
  readonly text: string;
  /** Where a tap leads: absolute; null: the installation has no CREMA_PUBLIC_URL. */
  readonly url: string | null;
  /** Messages with one tag replace each other on a screen: the order. */
  readonly tag: string;
  /** One-click unsubscribe (RFC 8058), for e-mail. */
  readonly unsubscribe_url: string | null;
  /** ISO 8601 UTC: of no use after it. */
  readonly expires_at: string;
}

/**
 * TAKEN: the provider has it. GONE: this recipient is no more, for good (a subscription 404/410, a number that does not exist, a bounce, STOP).
 * REFUSED: it will never take this message. `why` holds no contact. Anything else rejects, and is tried again (`RetryLater` may say when).
 */
export type Outcome = { readonly outcome: "TAKEN" } | { readonly outcome: "GONE" | "REFUSED"; readonly why: string };

export interface Channel<To> {
  send(message: OutgoingMessage<To>, deadline: AbortSignal): Promise<Outcome>;
}

export class RetryLater extends Error {
  constructor(
    why: string,
    readonly afterMs: number,
  ) {
    super(why);
  }
}
