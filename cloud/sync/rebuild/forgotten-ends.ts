/**
 * Orders that this cloud, which was put back, has as open, and of which the box before the one that joins had said more. Nobody sends that
 * log any more; what the present box was handed at its enrolment tells some of it: that was all that was open then, so that the others
 * were over.
 */
import type { DomainEvent, EventOf } from "@crema/shared/domain/events";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { evolve } from "@crema/shared/domain/order/evolve";
import { declinedEvent, onAccepted, onDeclined } from "@crema/shared/domain/order/handoff";
import { isOpenStatus, type Order } from "@crema/shared/domain/order/order";
import type { Snapshot } from "@crema/sync/protocol/snapshot";
import { contextOf } from "../../db/decide-context.ts";
import type { OrderRecord } from "../../db/orders.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { netCents, readingOf, recordReadingOf } from "../../freeze/apply-readings.ts";
import { markLookFirst } from "../../look-first.ts";
import { noteEndToldBefore } from "../../payments/intents/told-before.ts";
import { confirmOrder, offerOrder } from "../../store-inbox.ts";

/** What the box began with, as far as it says what became of orders. */
type Began = Pick<Snapshot, "taken_at" | "orders" | "declined_order_ids">;

/** The link row must be locked, the provider read, the inbox put together. `told`: what the box has been told of since its enrolment. */
export async function endForgotten(unit: UnitOfWork, storeId: string, snapshot: Began, told: readonly string[]): Promise<void> {
  const handed = new Map(snapshot.orders.map((order) => [order.order_id, order]));
  const found = await unit.client.query<{ order_id: string }>(
    `SELECT order_id FROM orders WHERE store_id = $1 AND status NOT IN ('COMPLETED', 'CANCELLED') AND order_id <> ALL ($2::uuid[]) ORDER BY order_id`,
    [storeId, told],
  );
  const ids = found.rows.map((row) => row.order_id);
  await unit.loadOrders(storeId, ids);
  await unit.loadOnline(storeId, ids);
  const declined = new Set(snapshot.declined_order_ids);
  for (const id of ids) {
    const record = unit.order(id);
    const { order } = record;
    if (order === null || !isOpenStatus(order.status) || order.created_at > snapshot.taken_at) continue;
    const there = handed.get(id);
    if (there) await acceptAgain(unit, record, order, there);
    else if (declined.has(id)) await decline(unit, record, order);
    else if (order.authority === "edge") raiseEndForgotten(unit, order);
    else if (order.handoff === "OFFERED" || order.handoff === "ACCEPTED") await offerAgain(unit, record, order);
    else await doubt(unit, record, order);
  }
}

/** The box before had taken it, and said so in a log that nobody sends any more; this one was handed it as taken. */
async function acceptAgain(unit: UnitOfWork, record: OrderRecord, order: Order, there: Order): Promise<void> {
  if (there.handoff !== "ACCEPTED" || order.authority !== "cloud") return;
  if (unit.online.has(order.order_id)) await recordReadingOf(unit, order.store_id, order.order_id);
  const now = record.order ?? order;
  const context = contextOf(unit);
  const accepted: EventOf<"order.accepted"> = {
    ...envelopeOf(order.store_id, context),
    type: "order.accepted",
    order_id: order.order_id,
    order: there,
  };
  const events = onAccepted(now, accepted, context);
  recordAll(record, now, events);
  for (const event of events) if (event.type === "order.confirmed") confirmOrder(unit, event);
}

function recordAll(record: OrderRecord, order: Order, events: readonly DomainEvent[]): void {
  record.record(
    events.reduce<Order>((state, event) => evolve(state, event), order),
    [...events],
  );
}

/** A decline is final, at every box of the store. */
async function decline(unit: UnitOfWork, record: OrderRecord, order: Order): Promise<void> {
  if (order.status !== "PLACED" && order.status !== "PAID") return raiseEndForgotten(unit, order);
  if (unit.online.has(order.order_id)) await recordReadingOf(unit, order.store_id, order.order_id);
  const now = record.order ?? order;
  const context = contextOf(unit);
  const event = declinedEvent(order.store_id, order.order_id, "staff", "The store had declined it.", context);
  noteEndToldBefore(record);
  recordAll(record, now, onDeclined(now, event, context));
}

/** The offer is below the place that the box began with. Unless its payment shows that it was never taken, it may have been made. */
async function offerAgain(unit: UnitOfWork, record: OrderRecord, order: Order): Promise<void> {
  const mayBeMade = order.pay_mode === "AT_STORE" || (await isCaptured(unit, order));
  const marked = mayBeMade ? markLookFirst(unit, record, order) : order;
  offerOrder(unit, { ...marked, handoff: "OFFERED" }, contextOf(unit).at);
}

/** It is offered later, once it is paid for or the store is there again, and may have been by then. */
async function doubt(unit: UnitOfWork, record: OrderRecord, order: Order): Promise<void> {
  if (order.handoff === "HELD" || (await isCaptured(unit, order))) markLookFirst(unit, record, order);
}

/** Nothing is captured that no box has taken. */
async function isCaptured(unit: UnitOfWork, { pay_mode, store_id, order_id }: Order): Promise<boolean> {
  const reading = pay_mode === "ONLINE" ? await readingOf(unit, store_id, order_id) : null;
  return reading !== null && netCents(reading.snapshot) > 0;
}

function raiseEndForgotten(unit: UnitOfWork, order: Order): void {
  unit.raise({
    store_id: order.store_id,
    order_id: order.order_id,
    kind: "order.end_forgotten",
    detail: `The order${order.ticket_number ? ` ${order.ticket_number}` : ""} over ${moneyText(order.total_cents, order)} was over before the store's box was enrolled, and the service, which was put back to an earlier state, has forgotten how it ended. That is on the disk of the box before.`,
    what_to_do:
      "Re-log that disk. Without it, enrol the store's box again: then the order is on its queue, and the store says what became of it.",
  });
}
