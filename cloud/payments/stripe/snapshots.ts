/**
 * Stripe's objects in our words. A newer API may use a status that this release does not know; it reads as UNKNOWN,
 * from which nothing follows. Refunds without a balance transaction moved no money: they are the released rest of a
 * hold.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import type { IntentSnapshot, IntentState, ProviderRefundState, RefundSnapshot } from "@crema/shared/domain/payment/intent";
import type Stripe from "stripe";
import { z } from "zod";
import type { ListedIntent, ProviderDispute, ProviderEvent } from "../provider.ts";
import { fromProvider } from "./amounts.ts";

const INTENT_STATES: Readonly<Record<string, IntentState>> = {
  requires_payment_method: "UNPAID",
  requires_confirmation: "UNPAID",
  requires_action: "UNPAID",
  processing: "UNPAID",
  requires_capture: "HELD",
  succeeded: "SUCCEEDED",
  canceled: "CANCELED",
};

const REFUND_STATES: Readonly<Record<string, ProviderRefundState>> = {
  pending: "PENDING",
  requires_action: "PENDING",
  succeeded: "SUCCEEDED",
  failed: "FAILED",
  canceled: "FAILED",
};

/** The id under which we asked for a refund. */
export const OPERATION_ID = "operation_id";
/** How much of it is tip, in our minor units; of a refund without one it is not there. */
export const TIP = "tip_cents";
/** What kind of refund it is; of one of the sale it is not there. */
export const KIND = "kind";
export const CORRECTION = "CORRECTION";

export function snapshotOf(intent: Stripe.PaymentIntent, refunds: readonly Stripe.Refund[]): IntentSnapshot {
  const error = intent.last_payment_error;
  const currency = intent.currency.toUpperCase();
  return {
    intent_id: intent.id,
    state: known(INTENT_STATES, intent.status),
    amount_cents: fromProvider(intent.amount, currency),
    currency,
    received_cents: fromProvider(intent.amount_received, currency),
    capturable_cents: fromProvider(intent.amount_capturable, currency),
    charge_id: idOf(intent.latest_charge),
    ...holdOf(intent),
    ...timed("canceled_at", intent.canceled_at),
    decline: error ? { code: error.decline_code ?? error.code ?? error.type, charge_id: error.charge ?? null } : null,
    refunds: refunds.filter(movesMoney).map(refundSnapshotOf),
  };
}

/** Known where the charge is expanded. */
function holdOf({ latest_charge }: Stripe.PaymentIntent): Pick<IntentSnapshot, "hold_ends_at"> {
  const charge = typeof latest_charge === "object" ? latest_charge : null;
  return timed("hold_ends_at", charge?.payment_method_details?.card?.capture_before);
}

/** The last second that is written with four digits for its year, as everybody here reads it. */
const LAST_S = 253_402_300_799;

/** The nearest time that can be written, where the provider says one that nobody can have meant. */
const momentOf = (seconds: number): string => iso(Math.min(Math.max(Number.isNaN(seconds) ? 0 : seconds, 0), LAST_S) * 1000);

/** Absent where the provider says no time, or none that can be. */
function timed<N extends string>(name: N, seconds: unknown): { readonly [K in N]?: string } {
  if (typeof seconds !== "number" || !(seconds >= 0 && seconds <= LAST_S)) return {};
  return { [name]: iso(seconds * 1000) } as { readonly [K in N]?: string };
}

/** Its charge has to be expanded. */
export function listedIntentOf(intent: Stripe.PaymentIntent): ListedIntent {
  const charge = typeof intent.latest_charge === "object" ? intent.latest_charge : null;
  return {
    snapshot: snapshotOf(intent, []),
    store_id: intent.metadata.store_id ?? null,
    order_id: intent.metadata.order_id ?? null,
    created_at: momentOf(intent.created),
    // The rest of a hold that was let go stands there as well, and is no money.
    refunded_cents: intent.status === "succeeded" ? fromProvider(charge?.amount_refunded ?? 0, intent.currency.toUpperCase()) : 0,
    disputed: charge?.disputed ?? false,
  };
}

export function refundSnapshotOf(refund: Stripe.Refund): RefundSnapshot {
  return {
    provider_ref: refund.id,
    refund_id: refund.metadata?.[OPERATION_ID] ?? null,
    state: known(REFUND_STATES, refund.status ?? ""),
    amount_cents: fromProvider(refund.amount, refund.currency.toUpperCase()),
    ...tipOf(refund),
    ...(refund.metadata?.[KIND] === CORRECTION && { is_correction: true }),
    ...timed("created_at", refund.created),
  };
}

function tipOf({ metadata }: Stripe.Refund): Pick<RefundSnapshot, "tip_cents"> {
  const tip = metadata?.[TIP];
  return tip !== undefined && /^\d{1,9}$/.test(tip) ? { tip_cents: Number(tip) } : {};
}

function known<T extends string>(states: Readonly<Record<string, T>>, status: string): T | "UNKNOWN" {
  return (Object.hasOwn(states, status) ? states[status] : undefined) ?? "UNKNOWN";
}

const movesMoney = (refund: Stripe.Refund): boolean => refund.balance_transaction !== null || refund.metadata?.[OPERATION_ID] !== undefined;

export function disputeOf(dispute: Stripe.Dispute): ProviderDispute {
  const currency = dispute.currency.toUpperCase();
  return {
    dispute_id: dispute.id,
    intent_id: idOf(dispute.payment_intent),
    amount_cents: fromProvider(dispute.amount, currency),
    currency,
    reason: dispute.reason,
    status: dispute.status,
    opened_at: momentOf(dispute.created),
  };
}

/** What of an event is read; its type may be one that today's SDK does not know. */
interface SentEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly account?: string | undefined;
  readonly data: { readonly object: object };
}

export function eventOf(event: SentEvent): ProviderEvent {
  const { object } = event.data;
  const id = "id" in object && typeof object.id === "string" ? object.id : null;
  const named = "payment_intent" in object ? object.payment_intent : null;
  const isIntent = "object" in object && object.object === "payment_intent";
  return {
    event_id: event.id,
    account: event.account ?? null,
    type: event.type,
    created_at: momentOf(event.created),
    object_id: id,
    intent_id: isIntent ? id : typeof named === "string" ? named : null,
  };
}

/** More than anybody holds on a card; it stays exact in whatever digits a currency has. */
const HeldAmount = z.int().min(0).max(1e12);

/** What an event says that says it all; the signature over it has been verified. */
const Held = z.looseObject({
  id: z.string(),
  object: z.literal("payment_intent"),
  status: z.literal("requires_capture"),
  amount: HeldAmount,
  amount_received: HeldAmount,
  amount_capturable: HeldAmount,
  currency: z.string(),
  latest_charge: z.string().nullable(),
});

/** The intent of such an event; undefined: it is not one, or has another shape than the one we know. */
export function heldOf(object: object): IntentSnapshot | undefined {
  const held = Held.safeParse(object);
  return held.success ? snapshotOf({ ...held.data, last_payment_error: null } as unknown as Stripe.PaymentIntent, []) : undefined;
}

function idOf(value: string | { id: string } | null): string | null {
  return typeof value === "object" ? (value?.id ?? null) : value;
}
