/**
 * What the clients were told: every order and every cent that was acknowledged to them. The cloud is compared with this,
 * not with what the stores believe, so that nothing can be lost on both sides unnoticed.
 */
import type { OrderStatus } from "@crema/shared/domain/order/order";

export interface AcknowledgedOrder {
  readonly orderId: string;
  readonly totalCents: number;
  status: OrderStatus;
}

export class StoreLedger {
  readonly orders = new Map<string, AcknowledgedOrder>();
  takenCents = 0;
  handedBackCents = 0;
  /** Through the provider: captured less refunded, as the customers were told. */
  onlineCents = 0;

  constructor(readonly storeId: string) {}

  placed(order: { order_id: string; total_cents: number; status: OrderStatus }): void {
    this.orders.set(order.order_id, { orderId: order.order_id, totalCents: order.total_cents, status: order.status });
  }

  moved(order: { order_id: string; status: OrderStatus }): void {
    const known = this.orders.get(order.order_id);
    if (!known) throw new Error(`${order.order_id} was never acknowledged.`);
    known.status = order.status;
  }

  taken(cents: number): void {
    this.takenCents += cents;
  }

  refunded(cents: number): void {
    this.handedBackCents += cents;
  }

  online(capturedCents: number, refundedCents: number): void {
    this.onlineCents += capturedCents - refundedCents;
  }

  get moneyCents(): number {
    return this.takenCents - this.handedBackCents;
  }
}
