/**
 * What was acknowledged to clients in a world, written down as the clients heard it: the other side of every invariant.
 * An order is entered when its response has arrived, not when the request was sent.
 */
import { expect } from "vitest";

export interface AcknowledgedOrder {
  readonly order_id: string;
  readonly store_id: string;
  readonly total_cents: number;
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
  readonly #orderOfKey = new Map<string, string>();

  /** The same key must always have been answered with the same order (U9). */
  order(order: AcknowledgedOrder, by: string, key: string): void {
    const asked = `${order.store_id} ${by} ${key}`;
    expect(this.#orderOfKey.get(asked) ?? order.order_id, `one order for key ${key}`).toBe(order.order_id);
    this.#orderOfKey.set(asked, order.order_id);
    this.orders.set(order.order_id, { order_id: order.order_id, store_id: order.store_id, total_cents: order.total_cents });
  }

  payment(payment: AcknowledgedMoney): void {
    this.payments.set(payment.id, payment);
  }

  ordersOf(storeId: string): AcknowledgedOrder[] {
    return [...this.orders.values()].filter((order) => order.store_id === storeId);
  }

  paymentsOf(storeId: string): AcknowledgedMoney[] {
    return [...this.payments.values()].filter((payment) => payment.store_id === storeId);
  }
}
