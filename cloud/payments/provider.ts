/**
 * What the cloud asks of a payment provider, and the results. Pitfall: a call without a response says nothing about
 * what was done, and neither does a 5xx; only `done` and `refused` are outcomes.
 */
import type { Result } from "@crema/shared/domain/kernel/errors";
import type { IntentSnapshot, RefundSnapshot } from "@crema/shared/domain/payment/intent";

export type ProviderResult<T> =
  | { readonly kind: "done"; readonly value: T }
  /** The provider will not do it, and says so for good. `code`: its own, e.g. card_declined. */
  | { readonly kind: "refused"; readonly code: string; readonly message: string }
  /** A 5xx. `replayed`: it is the response that the provider stores for the key, from an earlier call. */
  | { readonly kind: "server_error"; readonly replayed: boolean }
  /** Time-out, connection lost, or not a response of the provider's. */
  | { readonly kind: "no_answer"; readonly message: string }
  /** Nothing was done by this call. `all`: too many calls at all, and not only about this key or object. */
  | { readonly kind: "busy"; readonly retry_after_ms: number | null; readonly all: boolean }
  /** The key was used with other parameters, by another release perhaps: nothing was done by this call; by that one, who knows. */
  | { readonly kind: "key_used"; readonly message: string }
  /** To nothing at all, to the account, or not to this call: nothing was done, and nothing will be until a person looks. */
  | { readonly kind: "not_admitted"; readonly scope: "key" | "account" | "call"; readonly message: string };

export interface NewIntent {
  readonly amount_cents: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  readonly account: string | null;
  readonly store_id: string;
  readonly order_id: string;
  readonly payment_id: string;
}

/** What may be charged in a currency, in its minor units. */
export interface ChargeLimits {
  readonly least_cents: number;
  readonly most_cents: number;
  /** Charges and refunds are a multiple of it. */
  readonly step_cents: number;
}

export interface ProviderDispute {
  readonly dispute_id: string;
  readonly intent_id: string | null;
  readonly amount_cents: number;
  readonly currency: string;
  readonly reason: string;
  readonly status: string;
  readonly opened_at: string;
}

/** What an event of the provider is about. What it names is read again, but for a hold (events/take-webhook.ts). */
export interface ProviderEvent {
  readonly event_id: string;
  readonly account: string | null;
  readonly type: string;
  readonly created_at: string;
  readonly object_id: string | null;
  readonly intent_id: string | null;
  /** The intent as it was then, of a webhook that says that a card is held. */
  readonly held?: IntentSnapshot;
}

/** An intent as a listing shows it: `reading` is without its refunds. */
export interface ListedIntent {
  readonly snapshot: IntentSnapshot;
  /** Whose it is, as we said when we made it; null for one that is not ours. */
  readonly store_id: string | null;
  readonly order_id: string | null;
  readonly created_at: string;
  /** Of what was captured; more than 0: the refunds have to be read. */
  readonly refunded_cents: number;
  readonly disputed: boolean;
}

export interface PaymentProvider {
  /** What a browser needs besides the client secret; `url`: of a sandbox that takes its cards itself. */
  readonly forBrowsers: { readonly publishable_key: string | null; readonly sandbox_url: string | null };
  /** How long a card is held at least, in milliseconds; an intent that holds one says until when. */
  readonly surelyHeldMs: number;
  /** null: the provider does not take the currency. */
  limitsOf(currency: string): ChargeLimits | null;
  /** Manual capture, cards only: methods that know no hold are not offered. */
  createIntent(intent: NewIntent, key: string): Promise<ProviderResult<{ intent_id: string; client_secret: string }>>;
  readIntent(intentId: string, account: string | null): Promise<ProviderResult<IntentSnapshot>>;
  capture(
    intentId: string,
    amount: { amount_cents: number; currency: string },
    account: string | null,
    key: string,
  ): Promise<ProviderResult<IntentSnapshot>>;
  cancel(intentId: string, account: string | null, key: string): Promise<ProviderResult<IntentSnapshot>>;
  refund(
    /** `tip_cents`: so much of the amount is tip; stored with the refund there, and shown again, as is what kind of refund it is. */
    refund: {
      intent_id: string;
      refund_id: string;
      amount_cents: number;
      tip_cents: number;
      is_correction: boolean;
      currency: string;
      account: string | null;
    },
    key: string,
  ): Promise<ProviderResult<RefundSnapshot>>;
  readDispute(disputeId: string, account: string | null): Promise<ProviderResult<ProviderDispute>>;
  disputesOf(intentId: string, account: string | null): Promise<ProviderResult<readonly ProviderDispute[]>>;
  /** One page of the account's intents that were made in that time, latest first; `next` asks for the page after it. */
  listIntents(
    account: string | null,
    time: { readonly fromMs: number; readonly toMs: number },
    after: string | null,
  ): Promise<ProviderResult<{ readonly intents: readonly ListedIntent[]; readonly next: string | null }>>;
  /** One page of the events of these types (20 at most) since then that no webhook has delivered, latest first. */
  undelivered(
    account: string | null,
    asked: { readonly sinceMs: number; readonly types: readonly string[] },
    after: string | null,
  ): Promise<ProviderResult<{ readonly events: readonly ProviderEvent[]; readonly next: string | null }>>;
  /**
   * null: to be acknowledged, and about nothing that we would read. Refuses with webhook.signature_invalid, webhook.too_old,
   * webhook.wrong_mode, request.malformed.
   */
  verifyWebhook(rawBody: string, signature: string | null, nowMs: number): Result<ProviderEvent | null>;
}
