/** Money of another disk always counts here, once, in the reports of whoever closes the drawer next; receipts keep their numbers. */

import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { cents } from "@crema/shared/domain/kernel/money";
import { isOpenStatus, type Order } from "@crema/shared/domain/order/order";
import { isCorrection } from "@crema/shared/domain/payment/owed";
import type { Tx } from "../../executor.ts";
import type { CommandContext } from "../command-context.ts";
import { appendVerbatim, saveOrder } from "../save.ts";
import type { Entered, Entering, MoneyEvent } from "./entering.ts";

export function enterMoney(deps: CommandContext, tx: Tx, entering: Entering, event: MoneyEvent, verbatim: string): Result<Entered> {
  const { tables } = deps;
  if (isHere(deps, event)) return ok("known");
  const order = tables.orders.read(event.order_id)?.order ?? bringIn(deps, tx, entering, event.order_id);
  const isOfKnownPayment = event.type === "payment.captured" || tables.money.payment(event.refund.payment_id) !== null;
  // The store that nobody here remembers an order of: it counts in the cloud.
  if (order === null || !isOfKnownPayment) return entered(appendVerbatim(tables, tx, event, verbatim));
  return entered(saveOrder(tables, tx, order, [withoutTakenNumber(deps, event)], { verbatim }));
}

const entered = (logged: Result<unknown>): Result<Entered> => (logged.ok ? ok("applied") : logged);

const isHere = ({ tables }: CommandContext, event: MoneyEvent): boolean =>
  event.type === "payment.captured"
    ? tables.money.payment(event.payment.payment_id) !== null
    : tables.money.refund(event.refund.refund_id) !== null;

/** The second receipt of a number is raised in the cloud; here it has none. */
function withoutTakenNumber({ tables }: CommandContext, event: MoneyEvent): MoneyEvent {
  const fact = event.type === "payment.captured" ? event.payment : event.refund;
  if (fact.provider_ref === null || !tables.money.hasReceipt(fact.provider_ref)) return event;
  return event.type === "payment.captured"
    ? { ...event, payment: { ...event.payment, provider_ref: null } }
    : { ...event, refund: { ...event.refund, provider_ref: null } };
}

/**
 * An order that the store's next box was not handed, because it was over: as the other disk has it, with its money, but for the money
 * that is still to be entered. null: it does not come in here, and its money counts in the cloud alone.
 */
function bringIn(deps: CommandContext, tx: Tx, { old, missingMoney }: Entering, orderId: string): Order | null {
  const { tables } = deps;
  const there = old.tables.orders.read(orderId)?.order;
  // One that was open there, and that nobody handed on, is over: it must not be made again.
  if (!there || isOpenStatus(there.status)) return null;
  const missing = missingMoney.get(orderId) ?? [];
  const order = missing.reduce(without, there);
  const toCome = new Set(missing.map((event) => (event.type === "payment.captured" ? event.payment.payment_id : event.refund.refund_id)));
  const cursor = tx.publish((at) => ({ type: "order", cursor: at, order, events: ["order.placed"] }));
  tables.orders.insert(order, cursor, null);
  const numbered = <T extends { provider_ref: string | null }>(fact: T): T =>
    fact.provider_ref !== null && tables.money.hasReceipt(fact.provider_ref) ? { ...fact, provider_ref: null } : fact;
  for (const payment of old.tables.money.paymentsOf(orderId))
    if (!toCome.has(payment.payment_id) && !tables.money.payment(payment.payment_id)) tables.money.insertPayment(numbered(payment));
  for (const refund of old.tables.money.refundsOf(orderId))
    if (!toCome.has(refund.refund_id) && tables.money.payment(refund.payment_id) && !tables.money.refund(refund.refund_id))
      tables.money.insertRefund(numbered(refund));
  return order;
}

/** The order's sums before that event. */
function without(order: Order, event: MoneyEvent): Order {
  if (event.type === "payment.captured") return { ...order, paid_cents: cents(order.paid_cents - event.payment.amount_cents) };
  const { amount_cents } = event.refund;
  return isCorrection(event.refund)
    ? { ...order, paid_cents: cents(order.paid_cents + amount_cents) }
    : { ...order, refunded_cents: cents(order.refunded_cents - amount_cents) };
}
