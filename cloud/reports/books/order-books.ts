/** Each order's status against its own money: the balance is derived from the facts, and the two have to agree. */

import { moneyText } from "@crema/shared/domain/kernel/money-text";
import { type BalanceFault, balanceFault, balanceOf } from "@crema/shared/domain/payment/balance";
import type { Ledger } from "./ledger.ts";
import type { BooksPage } from "./page.ts";
import { exceptionsOf } from "./reason.ts";

const TEXTS: Readonly<Record<BalanceFault, string>> = {
  paid_without_capture: "The order counts as paid, and nothing was captured for it.",
  captured_and_not_paid: "Money was captured for an order that is neither paid nor over.",
  captured_not_the_total: "What was captured for the order is not what it costs.",
  cancelled_and_kept: "The order is cancelled, and money is kept.",
  given_back_too_much: "More was given back than was captured.",
  captured_without_order: "Money was captured, and there is no such order.",
};

export function compareOrders(ledger: Ledger, currency: string, page: BooksPage): void {
  const orders = new Map(ledger.orders.map((order) => [order.order_id, order]));
  const ids = new Set([...orders.keys(), ...ledger.payments.map((each) => each.order_id), ...ledger.refunds.map((each) => each.order_id)]);
  for (const order_id of ids) {
    const order = orders.get(order_id) ?? null;
    const balance = balanceOf(
      ledger.payments.filter((each) => each.order_id === order_id),
      ledger.refunds.filter((each) => each.order_id === order_id),
    );
    const fault = balanceFault(order, balance);
    if (!fault) continue;
    const known = exceptionsOf(ledger, order_id);
    if (!order && ledger.link.quarantined > 0) known.push(`${ledger.link.quarantined} events of the store are in quarantine.`);
    const { captured_cents: captured, refunded_cents: back, pending_cents: pending } = balance;
    const inWords = (amount: number) => moneyText(amount, order ?? currency);
    const costs = order ? `${order.status}, costs ${inWords(order.total_cents)}` : "no order";
    const text = `${TEXTS[fault]} (${costs}; captured ${inWords(captured)}, given back ${inWords(back)}, pending ${inWords(pending)})`;
    const about = { order_id, currency: order?.currency ?? currency, cloud: balance.kept_cents };
    page.differs(`order.${fault}`, text, { ...about, reason: known.length > 0 ? known.join(" ") : null });
  }
}
