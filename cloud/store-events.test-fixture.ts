/** What a store says about orders, as events of its log. Ids are new each time; times are the node's. */
import { randomUUID } from "node:crypto";
import type { EdgeEvent, StatusEvent } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Order, OrderBase } from "@crema/shared/domain/order/order";
import { ana, capture, orderIn } from "@crema/shared/domain/order/order.test-fixture";
import type { Payment } from "@crema/shared/domain/payment/payment";
import type { TestBox } from "./cloud-node.test-fixture.ts";

const envelope = (box: TestBox) => ({ event_id: randomUUID(), store_id: box.storeId, at: iso(box.node.time.ms), actor: ana });

export function posOrder(box: TestBox, changes: Partial<OrderBase> = {}): Order {
  return orderIn("PLACED", { store_id: box.storeId, order_id: randomUUID(), idempotency_key: randomUUID(), ...changes });
}

export const placedAt = (box: TestBox, order: Order): EdgeEvent => ({
  ...envelope(box),
  type: "order.placed",
  order_id: order.order_id,
  order,
});

export const accepted = (box: TestBox, order: Order): EdgeEvent => ({
  ...envelope(box),
  type: "order.accepted",
  order_id: order.order_id,
  order: { ...order, handoff: "ACCEPTED", ticket_number: "A1", business_day: "2026-05-04" },
});

export const declined = (box: TestBox, order: Order): EdgeEvent => ({
  ...envelope(box),
  type: "order.declined",
  order_id: order.order_id,
  code: "item.sold_out",
  detail: "No beans.",
});

export const step = (
  box: TestBox,
  orderId: string,
  type: StatusEvent["type"],
  order_seq: number,
  from_status: Order["status"],
): EdgeEvent => {
  const base = { ...envelope(box), order_id: orderId, order_seq, from_status };
  return type === "order.cancelled" ? { ...base, type, cause: "STAFF", reason: "spilled", request_id: null } : { ...base, type };
};

/** The store cancels what headquarters asked it to. */
export const cancelledForHeadquarters = (
  box: TestBox,
  orderId: string,
  order_seq: number,
  from_status: Order["status"],
  request_id: string,
): EdgeEvent => ({
  ...envelope(box),
  type: "order.cancelled",
  order_id: orderId,
  order_seq,
  from_status,
  cause: "OPERATOR",
  reason: "spilled",
  request_id,
});

export const paid = (box: TestBox, orderId: string, amount: number, changes: Partial<Payment> = {}): EdgeEvent => ({
  ...envelope(box),
  type: "payment.captured",
  order_id: orderId,
  payment: capture(amount, { order_id: orderId, store_id: box.storeId, payment_id: randomUUID(), ...changes }),
});

export const soldOut = (
  box: TestBox,
  item_id: string,
  sold_out: boolean,
  revision: number,
  how: { readonly until?: string; readonly left?: number } = {},
): EdgeEvent => ({
  ...envelope(box),
  type: "item.availability_changed",
  item_id,
  sold_out,
  revision,
  ...how,
});

export const choiceSoldOut = (box: TestBox, modifier_id: string, sold_out: boolean, revision: number): EdgeEvent => ({
  ...envelope(box),
  type: "modifier.availability_changed",
  modifier_id,
  sold_out,
  revision,
});

export const refusedCancel = (
  box: TestBox,
  orderId: string,
  request_id: string,
  cause: "CUSTOMER" | "OPERATOR" = "CUSTOMER",
): EdgeEvent => ({
  ...envelope(box),
  type: "order.cancel_refused",
  order_id: orderId,
  request_id,
  cause,
  code: "order.already_started",
});

/** placed, started, paid, readied, completed. */
export function life(box: TestBox, order: Order): EdgeEvent[] {
  const id = order.order_id;
  return [
    placedAt(box, order),
    step(box, id, "order.started", 2, "PLACED"),
    paid(box, id, order.total_cents),
    step(box, id, "order.readied", 3, "IN_PROGRESS"),
    step(box, id, "order.completed", 4, "READY"),
  ];
}
