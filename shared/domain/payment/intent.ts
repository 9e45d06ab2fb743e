/**
 * What a snapshot of the provider's intent means for a payment: (order, payment, refunds, snapshot) -> events. Pure.
 * Webhook, sweeper and operator all end here, under the order's lock.
 * Snapshots may be applied late and in any order, so the tables only ever move forward.
 */

import type { DomainEvent } from "../events.ts";
import { iso } from "../kernel/clock.ts";
import { sumCents } from "../kernel/money.ts";
import { moneyText } from "../kernel/money-text.ts";
import { type DecideContext, envelopeOf } from "../order/decide-context.ts";
import type { Order } from "../order/order.ts";
import { leftToRefund, type MoneyParts, splitSum, withTip } from "./money-parts.ts";
import { uncorrectedOnline, withCorrected } from "./overpaid.ts";
import type { Payment, PaymentStatus, Refund, RefundedLine, RefundStatus } from "./payment.ts";
import { byAmount, leftOfLines } from "./refund-lines.ts";

/** UNKNOWN: a status that this release does not know; nothing follows from it. */
export type IntentState = "UNPAID" | "HELD" | "SUCCEEDED" | "CANCELED" | "UNKNOWN";
export type ProviderRefundState = "PENDING" | "SUCCEEDED" | "FAILED" | "UNKNOWN";

/** A refund as the provider has it. */
export interface RefundSnapshot {
  readonly provider_ref: string;
  /** The id under which we asked for it; null for one that a person made at the provider. */
  readonly refund_id: string | null;
  readonly state: ProviderRefundState;
  readonly amount_cents: number;
  /** How much of it is tip, and whether it is no refund of the sale, as we said when we asked for it. */
  readonly tip_cents?: number;
  readonly is_correction?: true;
  /** When it was made there, in whole seconds; absent in what an earlier release has read. */
  readonly created_at?: string;
}

/** The present state of an intent, as it was read from the provider. Amounts in minor units. */
export interface IntentSnapshot {
  readonly intent_id: string;
  readonly state: IntentState;
  readonly amount_cents: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  readonly received_cents: number;
  readonly capturable_cents: number;
  readonly charge_id: string | null;
  /** Until when the provider holds it for us, and when it was cancelled there, in whole seconds; absent where it has not said so. */
  readonly hold_ends_at?: string;
  readonly canceled_at?: string;
  /** Why the last card was refused, and which try that was; null when none was. */
  readonly decline: { readonly code: string; readonly charge_id: string | null } | null;
  /** Those that moved money, or will. */
  readonly refunds: readonly RefundSnapshot[];
}

/*
 *  The payment, by what the provider says of its intent:
 *
 *  REQUIRES_PAYMENT ──HELD──▶ AUTHORIZED ──SUCCEEDED──▶ CAPTURED ──▶ refunds
 *     │        │                  │                        ▲
 *     │        │ CANCELED         │ CANCELED               │ SUCCEEDED: it took the money all the same
 *     │        └───────▶ CANCELLED, FAILED ────────────────┤
 *     └────────────────────────────────────────SUCCEEDED───┘
 *
 *  A refund: PENDING ──▶ SUCCEEDED ──▶ FAILED (a bank may send it back), or PENDING ──▶ FAILED
 */
type Move = "authorize" | "capture" | "cancel" | "nothing";
const MOVES: Readonly<Record<PaymentStatus, Readonly<Record<IntentState, Move>>>> = {
  REQUIRES_PAYMENT: { UNPAID: "nothing", HELD: "authorize", SUCCEEDED: "capture", CANCELED: "cancel", UNKNOWN: "nothing" },
  AUTHORIZED: { UNPAID: "nothing", HELD: "nothing", SUCCEEDED: "capture", CANCELED: "cancel", UNKNOWN: "nothing" },
  CAPTURED: { UNPAID: "nothing", HELD: "nothing", SUCCEEDED: "nothing", CANCELED: "nothing", UNKNOWN: "nothing" },
  // The provider is right where we gave up: money that it took after all is booked and refunded.
  FAILED: { UNPAID: "nothing", HELD: "nothing", SUCCEEDED: "capture", CANCELED: "nothing", UNKNOWN: "nothing" },
  CANCELLED: { UNPAID: "nothing", HELD: "nothing", SUCCEEDED: "capture", CANCELED: "nothing", UNKNOWN: "nothing" },
};

type RefundMove = "succeed" | "fail" | "nothing";
const REFUND_MOVES: Readonly<Record<RefundStatus, Readonly<Record<ProviderRefundState, RefundMove>>>> = {
  PENDING: { PENDING: "nothing", SUCCEEDED: "succeed", FAILED: "fail", UNKNOWN: "nothing" },
  SUCCEEDED: { PENDING: "nothing", SUCCEEDED: "nothing", FAILED: "fail", UNKNOWN: "nothing" },
  FAILED: { PENDING: "nothing", SUCCEEDED: "nothing", FAILED: "nothing", UNKNOWN: "nothing" },
};

/** A contradiction that a person must look at. */
export interface MoneyFault {
  readonly kind: "payment.amount_mismatch" | "refund.failed" | "refund.made_elsewhere";
  readonly detail: string;
}

export interface SnapshotDecision {
  readonly events: readonly DomainEvent[];
  readonly faults: readonly MoneyFault[];
}

export interface IntentContext extends Pick<DecideContext, "at" | "newId" | "actor"> {
  /** The store's business day of this moment; null where its profile is not known. */
  readonly businessDay: string | null;
  /** A UUID of the name, and always the same one of the same name. */
  readonly idOf: (name: string) => string;
}

/** `payment` is the order's online payment, `refunds` all that were ever requested for it. */
export function decideFromSnapshot(
  order: Order,
  payment: Payment,
  refunds: readonly Refund[],
  snapshot: IntentSnapshot,
  context: IntentContext,
): SnapshotDecision {
  const money = paymentFromSnapshot(order, payment, snapshot, context);
  const taken = money.events.reduce((now, event) => ("payment" in event ? event.payment : now), payment);
  // The oldest first, as the provider lists the latest first: what is left for one depends on those before it.
  return [...snapshot.refunds].reverse().reduce<SnapshotDecision>((so, each) => {
    const known = so.events.reduce<Refund[]>((all, event) => ("refund" in event ? withRefund(all, event.refund) : all), [...refunds]);
    const { events, faults } = refundFromSnapshot(order, taken, known, each, context);
    return { events: [...so.events, ...events], faults: [...so.faults, ...faults] };
  }, money);
}

const withRefund = (all: readonly Refund[], refund: Refund): Refund[] => [
  ...all.filter((each) => each.refund_id !== refund.refund_id),
  refund,
];

const NOTHING: SnapshotDecision = { events: [], faults: [] };

function paymentFromSnapshot(order: Order, payment: Payment, snapshot: IntentSnapshot, context: IntentContext): SnapshotDecision {
  const base = { ...envelopeOf(order.store_id, context), order_id: order.order_id };
  switch (MOVES[payment.status][snapshot.state]) {
    case "nothing":
      return NOTHING;
    case "cancel":
      return { events: [{ ...base, type: "payment.cancelled", payment: { ...payment, status: "CANCELLED" } }], faults: [] };
    case "authorize": {
      const fault = mismatch(order, payment, snapshot, snapshot.capturable_cents);
      if (!fault) return { events: [{ ...base, type: "payment.authorized", payment: { ...payment, status: "AUTHORIZED" } }], faults: [] };
      const failed = { ...base, type: "payment.failed", payment: { ...payment, status: "FAILED" }, code: fault.kind } as const;
      return { events: [failed], faults: [fault] };
    }
    case "capture": {
      const fault = mismatch(order, payment, snapshot, snapshot.received_cents);
      return {
        events: [{ ...base, type: "payment.captured", payment: captured(order, payment, snapshot, context) }],
        faults: fault ? [fault] : [],
      };
    }
  }
}

function captured(order: Order, payment: Payment, snapshot: IntentSnapshot, context: IntentContext): Payment {
  const asked = askedOf(order, payment);
  return {
    ...payment,
    status: "CAPTURED",
    provider_ref: snapshot.charge_id,
    ...splitSum(snapshot.received_cents, { amount: asked.amount_cents, tip: asked.tip_cents }),
    currency: snapshot.currency,
    captured_by: context.actor,
    captured_at: context.at,
    business_day: context.businessDay,
  };
}

/** What was to be paid: what the order costs, and of one that the store has amended since, what it did cost. */
function askedOf(order: Order, payment: Payment): Pick<Payment, "amount_cents" | "tip_cents" | "currency"> {
  return order.amendments > 0 ? payment : { amount_cents: order.total_cents, tip_cents: order.tip_cents, currency: order.currency };
}

/** M8: the captured amount and currency must be the order's, or a person has to look. */
function mismatch(order: Order, payment: Payment, snapshot: IntentSnapshot, amount: number): MoneyFault | null {
  const of = askedOf(order, payment);
  const asked = withTip(of);
  if (amount === asked && snapshot.currency === of.currency) return null;
  const tip = of.tip_cents > 0 ? ` with a tip of ${moneyText(of.tip_cents, order)}` : "";
  return {
    kind: "payment.amount_mismatch",
    detail: `The order costs ${moneyText(asked, order)}${tip}, the provider has ${moneyText(amount, snapshot.currency)}.`,
  };
}

function refundFromSnapshot(
  order: Order,
  payment: Payment,
  refunds: readonly Refund[],
  snapshot: RefundSnapshot,
  context: IntentContext,
): SnapshotDecision {
  const ours = refunds.find((refund) => refund.refund_id === snapshot.refund_id || refund.provider_ref === snapshot.provider_ref);
  if (!ours) return adopted(order, payment, refunds, snapshot, context);
  const base = { ...envelopeOf(order.store_id, context), order_id: order.order_id };
  const known: Refund = { ...ours, provider_ref: snapshot.provider_ref };
  switch (REFUND_MOVES[ours.status][snapshot.state]) {
    case "nothing":
      return NOTHING;
    case "succeed": {
      const refund: Refund = { ...known, status: "SUCCEEDED", refunded_at: context.at, business_day: context.businessDay };
      return { events: [{ ...base, type: "refund.succeeded", refund }], faults: [] };
    }
    case "fail":
      return refundFailed(order, known, NOT_TAKEN, context);
  }
}

const NOT_TAKEN = "The bank did not take the money.";

/**
 * Whether somebody else has already refunded this money at the provider: less is left of the capture than the refund,
 * and the refund is not in the snapshot. Call it only with a snapshot that was read after the provider refused the
 * refund.
 */
export function isOvertaken(refund: Refund, snapshot: IntentSnapshot): boolean {
  if (snapshot.state !== "SUCCEEDED" || snapshot.refunds.some((each) => each.refund_id === refund.refund_id)) return false;
  const given = snapshot.refunds.filter((each) => each.state !== "FAILED");
  return given.length > 0 && snapshot.received_cents - sumCents(given.map((each) => each.amount_cents)) < withTip(refund);
}

/** `refund` is as it was before; its money is with us again and does not count as refunded. */
export function refundFailed(order: Order, refund: Refund, why: string, context: IntentContext): SnapshotDecision {
  if (refund.status === "FAILED") return NOTHING;
  return {
    events: [
      {
        ...envelopeOf(order.store_id, context),
        order_id: order.order_id,
        type: "refund.failed",
        refund: { ...refund, status: "FAILED" },
        was: refund.status,
      },
    ],
    faults: [{ kind: "refund.failed", detail: `${moneyText(withTip(refund), refund.currency)} could not be given back: ${why}` }],
  };
}

/** What of ours is still under way may be overtaken by it: then the lines that were kept for that one are free. */
function linesOf(order: Order, refunds: readonly Refund[], amount: number): RefundedLine[] {
  const lines = byAmount(leftOfLines(order, refunds), amount);
  if (sumCents(lines.map(({ amount_cents }) => amount_cents)) === amount) return lines;
  return byAmount(
    leftOfLines(
      order,
      refunds.filter(({ status }) => status === "SUCCEEDED"),
    ),
    amount,
  );
}

/**
 * A person made this refund at the provider: it is booked and counts against what is left. A failed one is booked as
 * well, because an older snapshot in which it had succeeded may arrive later.
 */
function adopted(
  order: Order,
  payment: Payment,
  refunds: readonly Refund[],
  snapshot: RefundSnapshot,
  context: IntentContext,
): SnapshotDecision {
  if (snapshot.state === "UNKNOWN" || snapshot.refund_id !== null) return NOTHING;
  const parts = splitSum(snapshot.amount_cents, leftOnline(payment, refunds));
  const corrected = Math.min(parts.amount_cents, uncorrectedOnline(order, payment, refunds));
  const refund: Refund = {
    refund_id: adoptedId(payment, snapshot, context),
    ...{ payment_id: payment.payment_id, order_id: order.order_id, store_id: order.store_id },
    ...{ provider: "stripe", method: "ONLINE", kind: "GIVEN_BACK", status: "PENDING" },
    provider_ref: snapshot.provider_ref,
    account: payment.account,
    ...parts,
    currency: payment.currency,
    drawer_session_id: null,
    reason: "Given back at the payment provider.",
    actor: context.actor,
    refunded_at: context.at,
    business_day: context.businessDay,
  };
  const started = withCorrected(refund, corrected, [], linesOf(order, refunds, parts.amount_cents - corrected));
  const base = { ...envelopeOf(order.store_id, context), order_id: order.order_id };
  const events: DomainEvent[] = [{ ...base, type: "refund.started", refund: started }];
  if (snapshot.state === "SUCCEEDED") {
    events.push({ ...base, event_id: context.newId(), type: "refund.succeeded", refund: { ...started, status: "SUCCEEDED" } });
  }
  const detail = `${moneyText(snapshot.amount_cents, payment.currency)} were given back at the provider (${snapshot.provider_ref}), not through Crema.`;
  const faults: MoneyFault[] = [{ kind: "refund.made_elsewhere", detail }];
  if (snapshot.state !== "FAILED") return { events, faults };
  const failed = refundFailed(order, started, NOT_TAKEN, context);
  return { events: [...events, ...failed.events], faults: [...faults, ...failed.faults] };
}

/** A database that was put back learns of it again, and the store's reports have it under the id of the first time. */
const adoptedId = ({ account }: Payment, { provider_ref }: RefundSnapshot, { idOf }: IntentContext): string =>
  idOf(`refund at the provider\n${account ?? ""}\n${provider_ref}`);

/** Captured, less all refunds except failed ones: each part for itself. */
export function leftOnline(payment: Payment, refunds: readonly Refund[]): MoneyParts {
  return payment.status === "CAPTURED" ? leftToRefund(payment, refunds) : { amount: 0, tip: 0 };
}

/** The promise of an order that names no time is as long after its offer as it was after its placing. */
export function promisedAfterPayment(order: Order, at: string): string {
  if (order.requested_for !== null) return order.promised_at;
  return iso(Date.parse(at) + Date.parse(order.promised_at) - Date.parse(order.created_at));
}
