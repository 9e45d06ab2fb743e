/**
 * Asks a store to cancel an order that it decides: for the customer, or for headquarters, which refunds all of it. One request is
 * outstanding per order, and whoever asks next joins it; but headquarters joins no customer's, whose refusal tells nobody there.
 */
import { type EventOf, OrderCancelRequested } from "@crema/shared/domain/events";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import type { Order } from "@crema/shared/domain/order/order";
import { contextOf } from "./db/decide-context.ts";
import type { OrderRecord } from "./db/orders.ts";
import type { UnitOfWork } from "./db/unit-of-work.ts";
import type { Caller } from "./ports.ts";
import { requestCancel } from "./store-inbox.ts";

export interface CancelWish {
  readonly request_id: string;
  readonly reason: string;
  /** Of the refund that headquarters wants; null: all that is left. */
  readonly amount_cents: EventOf<"refund.requested">["amount_cents"];
}

export function askForCustomer(unit: UnitOfWork, record: OrderRecord, order: Order, by: Caller): string {
  const asked = noteForCustomer(unit, record, order, by, null);
  requestCancel(unit, asked);
  return asked.request_id;
}

/** Records the wish alone. */
export function noteForCustomer(
  unit: UnitOfWork,
  record: OrderRecord,
  order: Order,
  by: Caller,
  reason: string | null,
): EventOf<"order.cancel_requested"> {
  const context = { ...contextOf(unit), actor: by.actor };
  const asked: EventOf<"order.cancel_requested"> = {
    ...envelopeOf(order.store_id, context),
    type: "order.cancel_requested",
    order_id: order.order_id,
    request_id: unit.newId(),
    cause: "CUSTOMER",
    reason,
  };
  record.record(order, [asked]);
  return asked;
}

/**
 * Returns the id of the request that is outstanding now. One that joins another leaves an event of its own all the same, numbered
 * by its key, so that the same key is known again.
 */
export async function askForHeadquarters(
  unit: UnitOfWork,
  record: OrderRecord,
  order: Order,
  wish: CancelWish,
  by: Caller,
): Promise<string> {
  const outstanding = await outstandingRequest(unit, record);
  const joined = outstanding?.cause === "OPERATOR" ? outstanding.request_id : null;
  const context = { ...contextOf(unit), actor: by.actor };
  const { amount_cents, reason } = wish;
  const asked: EventOf<"order.cancel_requested"> = {
    ...envelopeOf(order.store_id, context),
    event_id: wish.request_id,
    type: "order.cancel_requested",
    order_id: order.order_id,
    request_id: joined ?? wish.request_id,
    cause: "OPERATOR",
    reason,
    amount_cents,
  };
  record.record(order, [asked]);
  if (joined === null) requestCancel(unit, asked);
  return asked.request_id;
}

/** The event of the cancel request that the store has not answered. */
export async function outstandingRequest(
  unit: UnitOfWork,
  { storeId, orderId, cancelRequestId }: OrderRecord,
): Promise<EventOf<"order.cancel_requested"> | null> {
  if (cancelRequestId === null) return null;
  const found = await unit.client.query<{ body: unknown }>({
    name: "cancel_requests",
    text: "SELECT body FROM order_events WHERE store_id = $1 AND order_id = $2 AND type = 'order.cancel_requested' ORDER BY cursor",
    values: [storeId, orderId],
  });
  const asked = found.rows.map(({ body }) => OrderCancelRequested.parse(body));
  return asked.find(({ request_id }) => request_id === cancelRequestId) ?? null;
}
