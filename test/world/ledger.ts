/**
 * What was acknowledged to clients in a world, written down as the clients heard it: the other side of every invariant.
 * An order is entered when its response has arrived, not when the request was sent.
 */
import { expect } from "vitest";

export interface AcknowledgedOrder {
  readonly order_id: string;
  readonly store_id: string;
  readonly total_cents: number;
  /** To whom. */
  readonly by: string;
}

export interface AcknowledgedMoney {
  /** Of the payment or the refund. */
  readonly id: string;
  readonly store_id: string;
  readonly amount_cents: number;
}

export class Ledger {
  readonly orders = new Map<string, AcknowledgedOrder>();
  readonly payments = new Map<string, AcknowledgedMoney>();
  /** How often tills were told that an order has been begun. */
  readonly starts = new Map<string, number>();
  /** The orders and payments that tickets and receipts with a number were given for, by store and number. */
  readonly numbers = new Map<string, Set<string>>();
  readonly #orderOfKey = new Map<string, string>();

  /** The same key must always have been answered with the same order (U9). */
  order(order: Omit<AcknowledgedOrder, "by">, by: string, key: string): void {
    const asked = `${order.store_id} ${by} ${key}`;
    expect(this.#orderOfKey.get(asked) ?? order.order_id, `one order for key ${key}`).toBe(order.order_id);
    this.#orderOfKey.set(asked, order.order_id);
    this.orders.set(order.order_id, { order_id: order.order_id, store_id: order.store_id, total_cents: order.total_cents, by });
  }

  payment(payment: AcknowledgedMoney): void {
    this.payments.set(payment.id, payment);
  }

  started(orderId: string): void {
    this.starts.set(orderId, (this.starts.get(orderId) ?? 0) + 1);
  }

  /** `id`: what has the number. */
  number(storeId: string, number: string | null, id: string): void {
    if (number === null) return;
    const key = `${storeId} ${number}`;
    this.numbers.set(key, (this.numbers.get(key) ?? new Set()).add(id));
  }

  ordersOf(storeId: string): AcknowledgedOrder[] {
    return [...this.orders.values()].filter((order) => order.store_id === storeId);
  }

  paymentsOf(storeId: string): AcknowledgedMoney[] {
    return [...this.payments.values()].filter((payment) => payment.store_id === storeId);
  }
}
