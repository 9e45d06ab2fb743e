/**
 * Records what the provider says, under the locks, by the same pure decision for webhook, sweeper, operation and
 * operator. Pitfall: a snapshot may be older than what is known. It only ever moves things forward (intent.ts).
 */

import type { DomainEvent } from "@crema/shared/domain/events";
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import { cents } from "@crema/shared/domain/kernel/money";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import type { Order } from "@crema/shared/domain/order/order";
import {
  decideFromSnapshot,
  type IntentContext,
  type IntentSnapshot,
  isOvertaken,
  type MoneyFault,
  type RefundSnapshot,
  refundFailed,
} from "@crema/shared/domain/payment/intent";
import { withTip } from "@crema/shared/domain/payment/money-parts";
import { factOf } from "@crema/shared/domain/payment/next-step";
import { uncorrectedOnline, withCorrected } from "@crema/shared/domain/payment/overpaid";
import type { Refund } from "@crema/shared/domain/payment/payment";
import { leftOfLines } from "@crema/shared/domain/payment/refund-lines";
import { contextOf } from "../../db/decide-context.ts";
import { nameBasedId } from "../../db/name-based-id.ts";
import type { OnlineMoney, OperationRow } from "../../db/online-money.ts";
import type { OrderRecord } from "../../db/orders.ts";
import type { Subject, UnitOfWork } from "../../db/unit-of-work.ts";
import { reclassifyRefunds, recordMoney } from "../record-money.ts";
import { noteToldBefore } from "./told-before.ts";

/** Whose intent it is. */
export interface IntentOf {
  readonly store_id: string;
  readonly order_id: string;
  readonly payment_id: string;
  readonly account: string | null;
  readonly intent_id: string | null;
}

export interface LockedMoney {
  readonly unit: UnitOfWork;
  readonly record: OrderRecord;
  readonly order: Order;
  readonly money: OnlineMoney;
}

export const subjectOf = ({ store_id, order_id }: Pick<IntentOf, "store_id" | "order_id">): Subject => ({
  storeId: store_id,
  orderId: order_id,
});

/** Link row, order, money: in the order in which everybody locks. Throws when the order has no online payment. */
export async function lockMoney(unit: UnitOfWork, of: Pick<IntentOf, "store_id" | "order_id">): Promise<LockedMoney> {
  await unit.lockLink(of.store_id);
  await unit.loadOrders(of.store_id, [of.order_id]);
  await unit.loadOnline(of.store_id, [of.order_id]);
  const record = unit.order(of.order_id);
  const money = unit.online.get(of.order_id);
  if (!record.order || !money) throw new Error(`order ${of.order_id} has no online payment`);
  return { unit, record, order: record.order, money };
}

/**
 * Records what the reading entails, with the refunds that this cloud asked for and has forgotten since it was put back. What follows from
 * it for the order is settled with the commit.
 */
export async function applySnapshot(locked: LockedMoney, snapshot: IntentSnapshot): Promise<void> {
  const { unit, order, money } = locked;
  await noteToldBefore(locked, snapshot);
  const isKnown = (each: RefundSnapshot) => each.refund_id === null || money.refunds.some((refund) => refund.refund_id === each.refund_id);
  const forgotten = snapshot.refunds.filter((each) => !isKnown(each));
  await applyKnown(locked, { ...snapshot, refunds: snapshot.refunds.filter(isKnown) });
  if (forgotten.length === 0) return;
  for (const each of forgotten.toSorted((one, other) => placeOf(one) - placeOf(other))) recordForgotten(await lockMoney(unit, order), each);
  await applyKnown(await lockMoney(unit, order), snapshot);
}

async function applyKnown(locked: LockedMoney, snapshot: IntentSnapshot): Promise<void> {
  const { unit, record, order, money } = locked;
  const context = await intentContext(unit, order.store_id);
  const { events, faults } = decideFromSnapshot(order, money.payment, money.refunds.map(factOf), snapshot, context);
  if (snapshot.hold_ends_at !== undefined && snapshot.hold_ends_at !== money.intent.hold_ends_at) {
    money.intent.hold_ends_at = snapshot.hold_ends_at;
    money.intentChanged = true;
  }
  recordMoney(record, money, events);
  for (const each of snapshot.refunds) noteProviderRef(money, each, context.at);
  // The provider's own state, and nothing else, says that a hold is gone.
  if (snapshot.state === "CANCELED" || snapshot.state === "SUCCEEDED") money.close(money.operation("RELEASE"), "DONE", context.at);
  raise(unit, order, faults);
}

/** What says that it is a correction comes first, since the rest corrects only what is left of that; what has failed corrects nothing. */
const placeOf = (each: RefundSnapshot): number => (each.state === "FAILED" ? 2 : each.is_correction ? 0 : 1);

/** A refund that we asked for and have forgotten since: it counts under the id that it had. */
function recordForgotten({ unit, record, order, money }: LockedMoney, snapshot: RefundSnapshot): void {
  const context = contextOf(unit);
  const tip = Math.min(snapshot.tip_cents ?? 0, snapshot.amount_cents);
  const known: Refund = {
    refund_id: snapshot.refund_id ?? unit.newId(),
    payment_id: money.payment.payment_id,
    order_id: order.order_id,
    store_id: order.store_id,
    provider: "stripe",
    method: "ONLINE",
    kind: snapshot.is_correction ? "CORRECTION" : "GIVEN_BACK",
    status: "PENDING",
    provider_ref: snapshot.provider_ref,
    account: money.payment.account,
    amount_cents: cents(snapshot.amount_cents - tip),
    tip_cents: cents(tip),
    currency: money.payment.currency,
    drawer_session_id: null,
    reason: "Refunded before the service was put back to an earlier state.",
    actor: context.actor,
    refunded_at: context.at,
    business_day: null,
  };
  const corrected = Math.min(known.amount_cents, uncorrectedOnline(order, money.payment, money.refunds));
  const isPart = known.kind === "GIVEN_BACK" && corrected > 0;
  const refund = isPart ? withCorrected(known, corrected, leftOfLines(order, money.refunds)) : known;
  recordMoney(record, money, [{ ...envelopeOf(order.store_id, context), type: "refund.started", order_id: order.order_id, refund }]);
}

/** The provider has it: there is nothing more to ask, however long the bank takes. */
function noteProviderRef(money: OnlineMoney, snapshot: RefundSnapshot, at: string): void {
  const refund = money.refunds.find((each) => each.refund_id === snapshot.refund_id);
  if (!refund) return;
  if (refund.status === "PENDING" && refund.provider_ref === null) money.putRefund({ ...refund, provider_ref: snapshot.provider_ref });
  money.close(money.operation("REFUND", refund.refund_id), refund.status === "FAILED" ? "REFUSED" : "DONE", at);
}

/** The provider refuses for good to take the money: the order cannot be paid. */
export function recordPaymentFailed({ unit, record, order, money }: LockedMoney, code: string): void {
  if (money.payment.status === "CAPTURED" || money.payment.status === "FAILED" || money.payment.status === "CANCELLED") return;
  const context = contextOf(unit);
  const failed: DomainEvent = {
    ...envelopeOf(order.store_id, context),
    type: "payment.failed",
    order_id: order.order_id,
    payment: { ...money.payment, status: "FAILED" },
    code: code.slice(0, 80),
  };
  recordMoney(record, money, [failed]);
}

/**
 * The provider has refused to give this back, and what it shows since then leaves too little to do it: somebody gave it back
 * there. The customer has it, so there is nothing for a person to give; what is left of a cancelled order's money is due again.
 */
export async function recordRefundOvertaken(locked: LockedMoney, operation: OperationRow, snapshot: IntentSnapshot): Promise<boolean> {
  const { unit, record, order, money } = locked;
  const refund = money.refunds.find((each) => each.refund_id === operation.refund_id);
  if (refund?.status !== "PENDING" || refund.provider_ref !== null || !isOvertaken(refund, snapshot)) return false;
  const context = await intentContext(unit, order.store_id);
  money.overtaken(refund.refund_id);
  if (refund.cause === "REQUESTED") {
    unit.raise({
      store_id: order.store_id,
      order_id: order.order_id,
      kind: "refund.overtaken",
      detail: `A refund of ${moneyText(withTip(refund), refund.currency)} was not made: meanwhile money was given back at the provider, and less is left.`,
      what_to_do: "The customer has what was given back there. If they are to have more, refund the rest again.",
    });
  }
  recordMoney(record, money, refundFailed(order, factOf(refund), "", context).events);
  // What was given back there is what it was to correct; of an order that was handed over a report may have counted it by now.
  if (order.status !== "COMPLETED") reclassifyRefunds(unit, record, money);
  money.close(operation, "REFUSED", context.at);
  return true;
}

/** The provider refuses for good to give the money back: a person has to. */
export async function recordRefundRefused(
  locked: LockedMoney,
  operation: OperationRow,
  why: Refused,
  advice: RefundAdvice | null = null,
): Promise<void> {
  const { unit, record, order, money } = locked;
  const refund = money.refunds.find((each) => each.refund_id === operation.refund_id);
  if (refund?.status !== "PENDING") return;
  const context = await intentContext(unit, order.store_id);
  const { events, faults } = refundFailed(order, factOf(refund), why.message, context);
  recordMoney(record, money, events);
  const detail = advice?.detail?.(moneyText(withTip(refund), refund.currency));
  const told = detail === undefined ? faults : faults.map((fault) => ({ ...fault, detail }));
  raise(unit, order, told, why.code === "charge_disputed" ? DISPUTED_ADVICE : (advice?.what_to_do ?? null));
}

interface Refused {
  readonly code: string;
  readonly message: string;
}

/** What a person is told of it; `detail` where it is not known that nothing was given back. */
export interface RefundAdvice {
  readonly detail?: (amount: string) => string;
  readonly what_to_do: string;
}

const ADVICE: Readonly<Record<MoneyFault["kind"], string>> = {
  "payment.amount_mismatch":
    "The order was not made. What was held is released, what was taken is given back by itself. Find out who changed the amount at the provider.",
  "refund.failed": "The money is with us. Ask the customer for another way, give it back there, and refund again or note it here.",
  "refund.made_elsewhere": "It counts in the books. Refund through Crema, so that nobody gives the same money back twice.",
};

const DISPUTED_ADVICE =
  "The customer's bank has taken the money already: do not give it back by another way. Answer the dispute at the provider; if it is won, refund again.";

function raise(unit: UnitOfWork, order: Order, faults: readonly MoneyFault[], advice: string | null = null): void {
  for (const { kind, detail } of faults) {
    unit.raise({ store_id: order.store_id, order_id: order.order_id, kind, detail, what_to_do: advice ?? ADVICE[kind] });
  }
}

async function intentContext(unit: UnitOfWork, storeId: string): Promise<IntentContext> {
  return { ...contextOf(unit), businessDay: await businessDayNow(unit, storeId), idOf: nameBasedId };
}

/** The store's business day of this moment; null before it has a profile. */
async function businessDayNow(unit: UnitOfWork, storeId: string): Promise<string | null> {
  const profile = await unit.profile(storeId);
  return profile ? businessDay(unit.clock.now(), profile.time_zone, profile.business_day_cutoff_hour) : null;
}
