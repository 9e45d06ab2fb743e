/**
 * Applies a store's events to a unit of work: what they are about is loaded in a handful of reads for all of them, and
 * each is then applied in memory. Pitfall: an event that is known already (re-logged under its old id, U8) and money
 * that is known already change nothing; both are checked before the order is evolved.
 */

import { CLOCK_SUSPECT_MS } from "@crema/shared/contract/link-status";
import { type DomainEvent, type EdgeEvent, type EventOf, isStoreMoney, type StoreMoneyEvent } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { spanText } from "@crema/shared/domain/kernel/span-text";
import type { Order } from "@crema/shared/domain/order/order";
import { project } from "@crema/shared/domain/order/project";
import { isDeviceEvent, isDrawerEvent, isPause, isStaffNotice, isStoreEvent } from "@crema/shared/domain/store-event-kinds";
import { Batch } from "../db/batch.ts";
import { contextOf } from "../db/decide-context.ts";
import { journalStep } from "../db/journal.ts";
import type { PendingRows } from "../db/pending-rows.ts";
import { raiseStaffNotice } from "../db/staff-notices.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import { confirmOrder } from "../store-inbox.ts";
import { raiseForeignMoney } from "./foreign-order.ts";
import { raiseSecondReceipt, raiseSecondReport } from "./relogged.ts";

/** What is known about the events before any is applied. */
export interface Known {
  readonly eventIds: Set<string>;
  readonly moneyIds: Set<string>;
  readonly quarantinedOrders: Set<string>;
  /** Of the receipts that are re-logged now, the numbers that are taken. */
  readonly receiptNumbers: Set<string>;
  /** By the version of the store's profile. What was published and forgotten with the database is not here. */
  readonly currencies: Map<number, string>;
  /** The journal has been told whole up to the event. */
  isJournalTold: boolean;
}

export const nothingKnown = (): Known => ({
  eventIds: new Set(),
  moneyIds: new Set(),
  quarantinedOrders: new Set(),
  receiptNumbers: new Set(),
  currencies: new Map(),
  isJournalTold: false,
});

/** Loads what the events are about: a handful of reads, however many events. */
export async function prepareEvents(unit: UnitOfWork, known: Known, storeId: string, events: readonly EdgeEvent[]): Promise<void> {
  if (events.length === 0) return;
  const orderIds = [...new Set(events.flatMap((event) => (isStoreEvent(event) ? [] : [event.order_id])))];
  const batch = new Batch(unit.client);
  // Locked first, as everybody does.
  const orders = unit.loadOrders(storeId, orderIds, batch);
  const collect = async (name: keyof typeof LOOK_UPS, into: Set<string>, ids: readonly string[]) => {
    if (ids.length === 0) return;
    const found = await batch.query<{ id: string }>({ name, text: LOOK_UPS[name], values: [storeId, ids] });
    for (const row of found.rows) into.add(row.id);
  };
  const reloggedReceipts = events.flatMap((event) => (isStoreMoney(event) && event.relogged ? [receiptOf(event)] : []));
  const collecting = [
    collect("known_events", known.eventIds, [...new Set(events.map((event) => event.event_id))]),
    collect("quarantined_orders", known.quarantinedOrders, orderIds),
    collect(
      "known_payments",
      known.moneyIds,
      events.flatMap((event) => (event.type === "payment.captured" ? [event.payment.payment_id] : [])),
    ),
    collect(
      "known_refunds",
      known.moneyIds,
      events.flatMap((event) => (event.type === "refund.succeeded" ? [event.refund.refund_id] : [])),
    ),
    readCurrencies(batch, known, storeId, events),
    collect(
      "known_receipts",
      known.receiptNumbers,
      reloggedReceipts.filter((number) => number !== null),
    ),
  ];
  // An acceptance moves the order's money.
  const accepted = events.flatMap((event) => (event.type === "order.accepted" ? [event.order_id] : []));
  const online = unit.askOnline(storeId, accepted, batch);
  await Promise.all([batch.send(), orders, ...collecting, online]);
}

/** In which currency the store's orders are, by the profiles that they were priced with. */
async function readCurrencies(batch: Batch, { currencies }: Known, storeId: string, events: readonly EdgeEvent[]): Promise<void> {
  const versions = new Set(events.flatMap((event) => (event.type === "order.placed" ? [event.order.profile_version] : [])));
  if (versions.size === 0) return;
  const found = await batch.query<{ version: number; currency: string | null }>({
    name: "currencies_of_profiles",
    text: `SELECT version, document->>'currency' AS currency FROM store_document_versions
     WHERE store_id = $1 AND kind = 'profile' AND version = ANY($2::int[])`,
    values: [storeId, [...versions]],
  });
  for (const { version, currency } of found.rows) if (currency !== null) currencies.set(version, currency);
}

/** A store sells in the currency of its menu and profile. null: nothing here contradicts the order. */
function otherCurrency({ currencies }: Known, { order }: EventOf<"order.placed">): Result<never> | null {
  const { currency, profile_version } = order;
  const of = currencies.get(profile_version);
  if (of === undefined || of === currency) return null;
  return refuse(
    "request.invalid",
    `order.placed in ${currency} by version ${profile_version} of the store's settings, which are in ${of}.`,
  );
}

const LOOK_UPS = {
  known_events: `SELECT event_id AS id FROM order_events WHERE store_id = $1 AND event_id = ANY($2::uuid[])
     UNION ALL SELECT event_id FROM drawer_events WHERE store_id = $1 AND event_id = ANY($2::uuid[])`,
  quarantined_orders: `SELECT DISTINCT order_id AS id FROM quarantine WHERE store_id = $1 AND order_id = ANY($2::uuid[]) AND resolved_at IS NULL
     AND code NOT IN ('event.unreadable', 'event.unknown_type', 'event.foreign_store')`,
  known_receipts: `SELECT provider_ref AS id FROM payments WHERE store_id = $1 AND provider = 'in_store' AND provider_ref = ANY($2::text[])
     UNION ALL SELECT provider_ref FROM refunds WHERE store_id = $1 AND provider = 'in_store' AND provider_ref = ANY($2::text[])`,
  known_payments:
    "SELECT payment_id AS id FROM payments WHERE store_id = $1 AND payment_id = ANY($2::uuid[]) ORDER BY payment_id FOR UPDATE",
  known_refunds: "SELECT refund_id AS id FROM refunds WHERE store_id = $1 AND refund_id = ANY($2::uuid[]) ORDER BY refund_id FOR UPDATE",
} as const;

/** What was said last counts. */
function noteAvailability(
  noted: PendingRows["availability"],
  id: string,
  { sold_out, revision, until, left }: EventOf<"item.availability_changed" | "modifier.availability_changed">,
): void {
  const said = noted.get(id);
  if (!said || said.revision < revision) noted.set(id, { sold_out, revision, until: until ?? null, left: left ?? null });
}

/** Applies one event in memory: a refusal of the domain leaves everything as it was. */
export function applyEvent(unit: UnitOfWork, known: Known, event: EdgeEvent): Result<null> {
  if (event.type === "item.availability_changed") {
    noteAvailability(unit.pending.availability, event.item_id, event);
    return ok(null);
  }
  if (event.type === "modifier.availability_changed") {
    noteAvailability(unit.pending.modifierAvailability, event.modifier_id, event);
    return ok(null);
  }
  if (isPause(event)) {
    unit.pending.appOrdersPausedUntil = event.type === "app_orders.paused" ? event.until : null;
    return ok(null);
  }
  if (event.type === "clock.confirmed") {
    raiseClockSet(unit, event);
    return ok(null);
  }
  if (known.eventIds.has(event.event_id)) return ok(null);
  if (isStaffNotice(event)) {
    raiseStaffNotice(unit, event);
    return ok(null);
  }
  if (isDeviceEvent(event)) {
    unit.pending.devices.set(event.type === "device.paired" ? event.device.device_id : event.device_id, event);
    return ok(null);
  }
  if (isDrawerEvent(event)) {
    // Money facts of the store itself: there is no order that they could wait for.
    known.eventIds.add(event.event_id);
    unit.pending.drawerEvents.push(event);
    if (!known.isJournalTold) appendToJournal(unit, event, null);
    return ok(null);
  }
  const moneyId = isStoreMoney(event) ? moneyIdOf(event) : null;
  if (moneyId !== null && known.moneyIds.has(moneyId)) return ok(null);
  const record = unit.order(event.order_id);
  const isForeignMoney = isStoreMoney(event) && record.storeId !== event.store_id;
  const contradicts = event.type === "order.placed" ? otherCurrency(known, event) : null;
  if (contradicts) return contradicts;
  const projected = project(isForeignMoney ? null : record.order, event, contextOf(unit));
  if (!projected.ok) return projected;
  if (moneyId !== null) known.moneyIds.add(moneyId);
  if (isStoreMoney(event)) noteReceipt(unit, known, event);
  keepMoney(unit, event);
  if (!known.isJournalTold) for (const recorded of projected.value.events) appendToJournal(unit, recorded, projected.value.order);
  if (isForeignMoney) {
    raiseForeignMoney(unit, event.type === "payment.captured" ? event.payment : event.refund);
    return ok(null);
  }
  known.eventIds.add(event.event_id);
  record.record(projected.value.order, projected.value.events);
  if (event.type === "order.cancelled" && record.order?.pay_mode === "ONLINE") unit.pending.cancelledAtStore.push(event.order_id);
  if (event.type === "refund.refused") raiseRefused(unit, event);
  if (event.type === "order.cancel_refused" && event.cause === "OPERATOR") raiseNotCancelled(unit, event);
  for (const recorded of projected.value.events) if (recorded.type === "order.confirmed") confirmOrder(unit, recorded);
  return ok(null);
}

function appendToJournal(unit: UnitOfWork, event: DomainEvent, order: Order | null): void {
  if ((event.type === "drawer.closed" || event.type === "day.closed") && event.relogged?.is_applied === false) {
    raiseSecondReport(unit, event);
    return;
  }
  const step = journalStep(event, order);
  if (step) unit.pending.journal.push(step);
}

function keepMoney(unit: UnitOfWork, event: EdgeEvent): void {
  if (event.type === "payment.captured") {
    unit.pending.payments.push(event.payment);
    if (event.corrects_refunds) correctRefunds(unit, event);
  }
  if (event.type === "refund.succeeded") unit.pending.refunds.push(event.refund);
}

/** What was refunded of the order until then, in this unit of work or before it. */
function correctRefunds({ pending }: UnitOfWork, { store_id, order_id }: EventOf<"payment.captured">): void {
  pending.correctedOrders.push({ store_id, order_id });
  for (const [index, refund] of pending.refunds.entries()) {
    if (refund.order_id === order_id && refund.store_id === store_id) pending.refunds[index] = { ...refund, kind: "CORRECTION" };
  }
}

function raiseRefused(unit: UnitOfWork, event: EventOf<"refund.refused">): void {
  unit.raise({
    store_id: event.store_id,
    order_id: event.order_id,
    kind: "refund.refused",
    detail: `The store does not give back what headquarters asked for: ${event.detail}`,
    what_to_do: "Nothing was given back by it. Talk to the store, or ask again for less.",
  });
}

/** What was decided before then has the time that the box had taken it to be. */
function raiseClockSet(unit: UnitOfWork, event: EventOf<"clock.confirmed">): void {
  const moved = Date.parse(event.at) - Date.parse(event.taken_at);
  if (Math.abs(moved) <= CLOCK_SUSPECT_MS) return;
  unit.raise({
    store_id: event.store_id,
    order_id: null,
    kind: "clock.set",
    detail: `${event.actor.name ?? "A manager"} set the store's time ${spanText(Math.abs(moved))} ${moved > 0 ? "forward" : "back"}; its box had been started without the internet.`,
    what_to_do: "Orders and money just before then have the wrong time, perhaps the wrong business day. Have IT look at the box's clock.",
  });
}

function raiseNotCancelled(unit: UnitOfWork, event: EventOf<"order.cancel_refused">): void {
  unit.raise({
    store_id: event.store_id,
    order_id: event.order_id,
    kind: "refund.refused",
    detail: "Headquarters wanted to refund all of the order, and with that to cancel it; the store had begun it or handed it over.",
    what_to_do: "Nothing was given back by it. Refund it without cancelling, if the customer is to have the money all the same.",
  });
}

const receiptOf = (event: StoreMoneyEvent): string | null =>
  event.type === "payment.captured" ? event.payment.provider_ref : event.refund.provider_ref;

function noteReceipt(unit: UnitOfWork, known: Known, event: StoreMoneyEvent): void {
  const number = receiptOf(event);
  if (!event.relogged || number === null) return;
  if (known.receiptNumbers.has(number)) raiseSecondReceipt(unit, event);
  known.receiptNumbers.add(number);
}

const moneyIdOf = (event: StoreMoneyEvent): string =>
  event.type === "payment.captured" ? event.payment.payment_id : event.refund.refund_id;
