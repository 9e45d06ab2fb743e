/**
 * Carries out the payment policy (policy.ts) in the commit that brought an order into its state. Every unit of work ends here, so
 * neither a route nor a job nor the ingest of a store's log can forget a release or a refund. Nothing here calls the provider: it
 * opens operations, which the worker carries out after the commit.
 */

import type { EventOf } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { sumCents } from "@crema/shared/domain/kernel/money";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { confirm } from "@crema/shared/domain/order/handoff";
import type { Order } from "@crema/shared/domain/order/order";
import { isForLater, isOver, wantedAtMs } from "@crema/shared/domain/order/release";
import { opensBefore } from "@crema/shared/domain/order/slots";
import { leftOnline, promisedAfterPayment } from "@crema/shared/domain/payment/intent";
import type { MoneyParts } from "@crema/shared/domain/payment/money-parts";
import type { PaymentStep } from "@crema/shared/domain/payment/next-step";
import { uncorrectedOnline } from "@crema/shared/domain/payment/overpaid";
import { byPieces, leftOfLines } from "@crema/shared/domain/payment/refund-lines";
import { isOpen } from "@crema/shared/domain/store/opening-hours";
import { contextOf } from "../../db/decide-context.ts";
import type { OnlineMoney } from "../../db/online-money.ts";
import type { OrderRecord } from "../../db/orders.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { isFrozen } from "../../freeze/freeze.ts";
import { confirmOrder, offerOrder } from "../../store-inbox.ts";
import { withdrawOrder } from "../../withdraw-order.ts";
import { amendmentRefundId } from "../amendment-refund.ts";
import { scheduleChecks } from "../intents/intent-polling.ts";
import { isToBeOffered, operationsToClose, planPaymentStep, type WantedThen } from "../policy.ts";
import { orderOf, reclassifyRefunds, recordMoney, startRefund } from "../record-money.ts";
import { isOfAmendment, reportRefunds } from "../report-refunds.ts";

/** How long a capture may take before the order is withdrawn. */
export const CAPTURE_WITHIN_MS = 60_000;

/** How much later than its time an order may be charged that a store has accepted: more than offer and answer take when nothing is broken. */
const ACCEPTED_WITHIN_MS = 15 * 60_000;

/** For every order that this unit of work has touched or whose payment it has loaded. */
export async function applyPaymentPolicy(unit: UnitOfWork): Promise<void> {
  // What is due is found in the commit that ends the freeze.
  if (isFrozen(unit)) return;
  const touched = [...unit.orders.values()].flatMap((record) =>
    record.order?.pay_mode === "ONLINE" && record.recorded.length > 0 ? [record] : [],
  );
  const stores = new Set(touched.map((record) => record.storeId));
  for (const storeId of stores) {
    const ofStore = touched.filter((record) => record.storeId === storeId);
    await unit.loadOnline(
      storeId,
      ofStore.map((record) => record.orderId),
    );
  }
  for (const [orderId, money] of unit.online) {
    const record = unit.orders.get(orderId);
    if (record?.order) applyToOrder(unit, record, money, await wantedWhenPaid(unit, record.order, money));
  }
  await reportRefunds(unit, [...unit.orders.values()]);
}

/**
 * When an order is wanted that has just been paid, by the store's profile. One that may have been made already is neither late nor
 * early: the store says what became of it.
 */
async function wantedWhenPaid(unit: UnitOfWork, order: Order, { payment, intent }: OnlineMoney): Promise<WantedThen> {
  if (order.look_first) return "NOW";
  const now = unit.clock.now();
  if (order.handoff === "ACCEPTED" && intent.capture_by === null && isOver(order, now - ACCEPTED_WITHIN_MS)) return "OVER";
  if (!isToBeOffered(order, payment)) return "NOW";
  if (isOver(order, now)) return "OVER";
  const profile = await unit.profile(order.store_id);
  if (!profile) return "NOW";
  if (!isOpen(profile, wantedAtMs(order, now))) return "CLOSED";
  if (!isForLater(order, profile.settings, now)) return "NOW";
  return intent.hold_ends_at !== null && payment.status === "AUTHORIZED" && !opensBefore(profile, now, Date.parse(intent.hold_ends_at))
    ? "AFTER_THE_HOLD"
    : "LATER";
}

function applyToOrder(unit: UnitOfWork, record: OrderRecord, money: OnlineMoney, wanted: WantedThen): void {
  let isAmended = false;
  for (const { event } of [...record.recorded]) {
    if (isOfAmendment(event)) reclassifyRefunds(unit, record, money);
    isAmended ||= event.type === "order.amended";
    if (event.type !== "refund.requested") continue;
    // It was asked for of the order as it was by then: besides what was paid above that.
    const step = isAmended ? planPaymentStep(orderOf(record), money.payment, money.refunds, wanted) : null;
    if (step?.step === "correct") carryOut(unit, record, money, orderOf(record), step);
    carryOutRefundRequest(unit, record, money, event);
  }
  for (;;) {
    const order = orderOf(record);
    const step = planPaymentStep(order, money.payment, money.refunds, wanted);
    if (!step || !carryOut(unit, record, money, order, step)) break;
  }
  closeOperations(unit, orderOf(record), money);
  scheduleChecks(money, unit.clock.now());
}

/** True when the order or its money has moved on, so that something else may be due. */
function carryOut(unit: UnitOfWork, record: OrderRecord, money: OnlineMoney, order: Order, due: PaymentStep): boolean {
  const context = contextOf(unit);
  switch (due.step) {
    case "offer": {
      const promised_at = promisedAfterPayment(order, context.at);
      recordMoney(record, money, [
        { ...envelopeOf(order.store_id, context), type: "order.offered", order_id: order.order_id, promised_at },
      ]);
      offerOrder(unit, orderOf(record), context.at);
      return true;
    }
    case "hold":
      recordMoney(record, money, [{ ...envelopeOf(order.store_id, context), type: "order.held", order_id: order.order_id }]);
      return true;
    case "capture":
      if (money.open("CAPTURE", context.at, unit.newId)) {
        money.intent.capture_by = iso(unit.clock.now() + CAPTURE_WITHIN_MS);
        money.intentChanged = true;
      }
      return false;
    case "confirm": {
      const confirmed = confirm(order, context);
      recordMoney(record, money, [confirmed]);
      confirmOrder(unit, confirmed);
      return true;
    }
    case "withdraw": {
      const ended = withdrawOrder(unit, record, order, due, context);
      if (!ended.ok) throw new Error(`order ${order.order_id} cannot be withdrawn: ${ended.refusal.code}`);
      return true;
    }
    case "release":
      return release(unit, record, money, order);
    case "refund":
      startRefund(unit, record, money, order, {
        amount_cents: due.amount,
        tip_cents: due.tip,
        cause: "CANCELLATION",
        reason: reasonOf(order),
        actor: order.status === "CANCELLED" ? order.cancelled_by : context.actor,
      });
      return true;
    case "correct": {
      const overtaken = money.refunds.filter(({ cause }) => cause === "OVERTAKEN").length;
      const refund_id = amendmentRefundId(order.order_id, due.amendment, overtaken);
      // It was begun and has failed: what is not given back then is a person's decision.
      if (money.refunds.some((refund) => refund.refund_id === refund_id)) return false;
      startRefund(unit, record, money, order, {
        ...{ refund_id, cause: "AMENDMENT", amount_cents: due.amount, corrected_cents: due.amount, tip_cents: 0 },
        reason: "The store could not make all of it.",
        actor: context.actor,
      });
      return true;
    }
  }
}

/** What a customer wrote as they cancelled is on the order, and nowhere else. */
const reasonOf = (order: Order): string =>
  order.status === "CANCELLED" ? ((order.cancel_cause === "CUSTOMER" ? null : order.cancel_reason) ?? order.cancel_cause) : "";

/** What was never asked of the provider needs no release; what may have been is created first, and then cancelled. */
function release(unit: UnitOfWork, record: OrderRecord, money: OnlineMoney, order: Order): boolean {
  const context = contextOf(unit);
  if (money.intent.intent_id !== null) {
    money.open("RELEASE", context.at, unit.newId);
    return false;
  }
  const create = money.operation("CREATE");
  if (create?.state === "OPEN" && create.tries > 0) return false;
  money.close(create, "DROPPED", context.at);
  const payment = { ...money.payment, status: "CANCELLED" } as const;
  if (money.payment.status === "FAILED") return false;
  recordMoney(record, money, [{ ...envelopeOf(order.store_id, context), type: "payment.cancelled", order_id: order.order_id, payment }]);
  return true;
}

/** M4: a store asks for what it knows of; what is left is known here alone. Asked again, it is the same refund. */
function carryOutRefundRequest(unit: UnitOfWork, record: OrderRecord, money: OnlineMoney, asked: EventOf<"refund.requested">): void {
  if (money.refunds.some((refund) => refund.refund_id === asked.request_id)) return;
  const { currency } = money.payment;
  const left = leftOnline(money.payment, money.refunds);
  const order = orderOf(record);
  const pieces = asked.lines ? byPieces(leftOfLines(order, money.refunds), asked.lines) : null;
  const lines = pieces?.ok ? pieces.value : undefined;
  const amount = lines ? sumCents(lines.map(({ amount_cents }) => amount_cents)) : (asked.amount_cents ?? left.amount);
  const tip = asked.tip_cents ?? 0;
  if (pieces?.ok !== false && amount + tip > 0 && amount <= left.amount && tip <= left.tip) {
    const { request_id: refund_id, reason, actor } = asked;
    startRefund(unit, record, money, order, {
      amount_cents: amount,
      tip_cents: tip,
      ...(lines && { lines }),
      corrected_cents: lines ? 0 : Math.min(amount, uncorrectedOnline(order, money.payment, money.refunds)),
      cause: "REQUESTED",
      reason,
      actor,
      refund_id,
    });
    return;
  }
  const inWords = (parts: MoneyParts) =>
    `${moneyText(parts.amount, currency)}${parts.tip > 0 ? ` and ${moneyText(parts.tip, currency)} of the tip` : ""}`;
  const wanted = `The store asked to give back ${inWords({ amount, tip })}; ${inWords(left)} were left.`;
  const detail = pieces?.ok === false ? `The store asked to give lines back. ${pieces.refusal.detail}` : wanted;
  const { order_id, request_id } = asked;
  const envelope = envelopeOf(record.storeId, contextOf(unit));
  recordMoney(record, money, [{ ...envelope, type: "refund.refused", order_id, request_id, code: "refund.exceeds_captured", detail }]);
  unit.raise({
    store_id: record.storeId,
    order_id: record.orderId,
    kind: "refund.refused",
    detail,
    what_to_do: "Nothing was given back by it. Somebody else was quicker: tell the store what the customer has got already.",
  });
}

function closeOperations(unit: UnitOfWork, order: Order, money: OnlineMoney): void {
  const at = iso(unit.clock.now());
  const { closings, captureIsOver } = operationsToClose(order, money.payment, money.refunds);
  for (const { kind, refundId, state } of closings) money.close(money.operation(kind, refundId), state, at);
  if (money.intent.capture_by !== null && captureIsOver) {
    money.intent.capture_by = null;
    money.intentChanged = true;
  }
}
