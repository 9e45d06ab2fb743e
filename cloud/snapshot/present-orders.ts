/**
 * The orders that a store's next box goes on with. What was commanded and not heard of is commanded again, above the snapshot: an
 * offer that nobody has accepted, a cancellation that nobody has answered. What the box before may have begun is marked.
 */
import type { EventOf } from "@crema/shared/domain/events";
import { isOpenStatus, type Order } from "@crema/shared/domain/order/order";
import { outstandingRequest } from "../ask-store-to-cancel.ts";
import { contextOf } from "../db/decide-context.ts";
import type { OrderRecord } from "../db/orders.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import { markLookFirst } from "../look-first.ts";
import { offerOrder, requestCancel } from "../store-inbox.ts";

/** What is to be said to the new box, after the place in the inbox for which the snapshot stands. */
export interface OpenOrders {
  readonly orders: readonly Order[];
  readonly offers: readonly Order[];
  readonly cancels: readonly EventOf<"order.cancel_requested">[];
}

/** Locks and marks the store's open orders. Order by order they are those of the box: not yet offered ones are nobody's. */
export async function openOrdersOf(unit: UnitOfWork, storeId: string): Promise<OpenOrders> {
  const found = await unit.client.query<{ order_id: string }>(
    "SELECT order_id FROM orders WHERE store_id = $1 AND status NOT IN ('COMPLETED', 'CANCELLED') ORDER BY order_id",
    [storeId],
  );
  const ids = found.rows.map((row) => row.order_id);
  await unit.loadOrders(storeId, ids);
  const orders: Order[] = [];
  const offers: Order[] = [];
  const cancels: EventOf<"order.cancel_requested">[] = [];
  for (const id of ids) {
    const record = unit.order(id);
    // A freeze that ends in this commit may have ended an order.
    if (!record.order || !isOpenStatus(record.order.status)) continue;
    if (record.order.handoff === "OFFERED") offers.push(record.order);
    if (!isAtStore(record.order)) continue;
    orders.push(markDoubtful(unit, record, record.order));
    const outstanding = await outstandingRequest(unit, record);
    if (outstanding) cancels.push(outstanding);
  }
  return { orders, offers, cancels };
}

export function sayAgain(unit: UnitOfWork, { offers, cancels }: OpenOrders): void {
  for (const order of offers) offerOrder(unit, order, contextOf(unit).at);
  for (const request of cancels) requestCancel(unit, request);
}

const isAtStore = ({ handoff }: Order): boolean => handoff === "BORN_AT_STORE" || handoff === "CONFIRMED" || handoff === "ACCEPTED";

/**
 * The box decided it and is not known to have begun it: its start may have been on its way. One that is only accepted was never
 * confirmed to the box before, which therefore cannot have begun it.
 */
export function markDoubtful(unit: UnitOfWork, record: OrderRecord, order: Order): Order {
  const isBegun = order.status !== "PLACED" && order.status !== "PAID";
  return isBegun || order.authority !== "edge" ? order : markLookFirst(unit, record, order);
}
