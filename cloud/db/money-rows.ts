/**
 * How money facts are written. A fact that is there already stays as it was: nothing rewrites a capture, and whoever stages
 * one has made sure that it counts once in its order.
 */
import type { DrawerEvent } from "@crema/shared/events";
import type { Payment, Refund } from "@crema/shared/payment/payment";
import { insertInto, int, json, moment, text, uuid } from "./insert.ts";

export const INSERT_PAYMENTS = insertInto<Payment>(
  "payments",
  {
    store_id: text((row) => row.store_id),
    payment_id: uuid((row) => row.payment_id),
    order_id: uuid((row) => row.order_id),
    provider: text((row) => row.provider),
    account: text((row) => row.account ?? ""),
    provider_ref: text((row) => row.provider_ref),
    method: text((row) => row.method),
    status: text((row) => row.status),
    amount_cents: int((row) => row.amount_cents),
    captured_at: moment((row) => row.captured_at),
    business_day: text((row) => row.business_day),
    state: json((row) => row),
  },
  "ON CONFLICT (store_id, payment_id) DO NOTHING",
);

export const INSERT_REFUNDS = insertInto<Refund>(
  "refunds",
  {
    store_id: text((row) => row.store_id),
    refund_id: uuid((row) => row.refund_id),
    payment_id: uuid((row) => row.payment_id),
    order_id: uuid((row) => row.order_id),
    provider: text((row) => row.provider),
    account: text((row) => row.account ?? ""),
    provider_ref: text((row) => row.provider_ref),
    method: text((row) => row.method),
    status: text((row) => row.status),
    amount_cents: int((row) => row.amount_cents),
    refunded_at: moment((row) => row.refunded_at),
    business_day: text((row) => row.business_day),
    state: json((row) => row),
  },
  "ON CONFLICT (store_id, refund_id) DO NOTHING",
);

export const INSERT_DRAWER_EVENTS = insertInto<{ readonly event: DrawerEvent; readonly now: string }>(
  "drawer_events",
  {
    store_id: text(({ event }) => event.store_id),
    event_id: uuid(({ event }) => event.event_id),
    type: text(({ event }) => event.type),
    session_id: uuid(({ event }) => sessionOf(event)),
    business_day: text(({ event }) => dayOf(event)),
    at: moment(({ event }) => event.at),
    body: json(({ event }) => event),
    received_at: moment(({ now }) => now),
  },
  "ON CONFLICT (store_id, event_id) DO NOTHING",
);

function sessionOf(event: DrawerEvent): string | null {
  if (event.type === "drawer.opened") return event.session.session_id;
  return event.type === "drawer.moved" ? event.movement.session_id : event.session_id;
}

/** A count has no day of its own: it changes no report. */
function dayOf(event: DrawerEvent): string | null {
  if (event.type === "drawer.opened") return event.session.business_day;
  if (event.type === "drawer.moved") return event.movement.business_day;
  return event.type === "drawer.closed" ? event.report.business_day : null;
}
