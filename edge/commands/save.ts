/**
 * Writes what was decided: the order's rows, the money facts, the log, and the changes for screens, in the command's
 * savepoint. Events that the box only applies from the cloud do not enter the log (U1).
 */

import type { DomainEvent, EdgeEvent } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { countedDay, isVoid } from "@crema/shared/domain/order/counted-day";
import { evolve } from "@crema/shared/domain/order/evolve";
import type { Order } from "@crema/shared/domain/order/order";
import { releasesAt } from "@crema/shared/domain/order/release";
import { withRequest, writeBody } from "@crema/sync/protocol/write-body";
import type { RememberedResponse } from "../db/orders.ts";
import type { Tables } from "../db/tables.ts";
import type { Tx } from "../executor.ts";

export interface HowToSave {
  /** The order has no rows yet. */
  readonly isNew?: true;
  /** For a new order: how long the store takes, in seconds (release.ts). */
  readonly prepTimeS?: number;
  /** For an order placed here: the response to its request. */
  readonly remember?: RememberedResponse;
  /** The bytes of `order.placed`, where they have been made already. */
  readonly placedBody?: string;
  /** Of a single event that is re-logged: its bytes in the other log. */
  readonly verbatim?: string;
}

/**
 * Refuses with request.too_large when an event is larger than the log takes; the caller returns that refusal, which undoes
 * the rest. Throws when the events do not fit the order.
 */
export function saveOrder(
  tables: Tables,
  tx: Tx,
  before: Order | null,
  events: readonly DomainEvent[],
  how: HowToSave = {},
): Result<Order> {
  let order = before;
  for (const event of events) order = evolve(order, event);
  if (order === null) throw new Error("no events and no order");
  const after = order;
  const cursor = tx.publish((at) => ({ type: "order", cursor: at, order: after, events: events.map((event) => event.type) }));
  if (how.isNew) {
    tables.orders.insert(after, cursor, how.remember ?? null);
    const releases_at = after.status === "CANCELLED" ? null : releasesAt(after, how.prepTimeS ?? 0, Date.parse(after.updated_at));
    if (releases_at !== null) tables.releases.schedule(after.order_id, releases_at, after.promised_at);
  } else tables.orders.update(after, cursor);
  for (const event of events) {
    if (event.type === "payment.captured") {
      tables.money.insertPayment(event.payment);
      tables.journal.append("PAYMENT", event.payment.payment_id, event.payment.business_day);
    }
    if (event.type === "refund.succeeded") {
      tables.money.insertRefund(event.refund);
      tables.journal.append("REFUND", event.refund.refund_id, event.refund.business_day);
    }
    if (event.type === "refund.refused") tables.refundRequests.answer(event.request_id, "REFUSED", event.at);
    if (event.type === "order.discounted") tables.orders.reprice(after);
    if (event.type === "order.amended") tables.orders.amend(after);
    // COMPLETED is final: the sale is a fact from here on, and so is a void.
    if (event.type === "order.completed") tables.journal.append("SALE", event.order_id, countedDay(after));
    if (event.type === "order.cancelled" && isVoid(after)) tables.journal.append("VOID", event.order_id, countedDay(after));
    if (!isEdgeEvent(event)) continue;
    const appended =
      how.verbatim === undefined
        ? appendEvent(tables, tx, event, event.type === "order.placed" ? how.placedBody : undefined)
        : appendVerbatim(tables, tx, event, how.verbatim);
    if (!appended.ok) return appended;
  }
  return ok(after);
}

/** Appends one event to the log of the box's epoch. `body`: its bytes, where they have been made already. */
export function appendEvent(tables: Tables, tx: Tx, event: EdgeEvent, body = writeBody(event)): Result<null> {
  if (tx.identity === null) return refuse("enroll.not_enrolled", "This box has no log before it is enrolled.");
  const { request } = tx;
  return tables.log.append(event, request ? withRequest(body, request) : body, tx.identity.epoch, tx.position);
}

/** Appends an event of another box's log under its old id (U8). */
export function appendVerbatim(tables: Tables, tx: Tx, event: EdgeEvent, bytes: string): Result<null> {
  if (tx.identity === null) return refuse("enroll.not_enrolled", "This box has no log before it is enrolled.");
  return tables.log.appendVerbatim(event, bytes, tx.identity.epoch, tx.position);
}

const FROM_CLOUD: readonly DomainEvent["type"][] = [
  "order.offered",
  "order.confirmed",
  "order.look_first",
  "order.revoked",
  "order.cancel_requested",
  "refund.reported",
];

function isEdgeEvent(event: DomainEvent): event is EdgeEvent {
  return !FROM_CLOUD.includes(event.type);
}
