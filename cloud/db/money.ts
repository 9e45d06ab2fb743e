/**
 * How money facts are written. A fact that is there already stays as it was: nothing rewrites a capture, and whoever stages
 * one has made sure that it counts once in its order.
 */

import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type { DrawerEvent } from "@crema/shared/domain/store-events";
import type { Asks } from "./batch.ts";
import { insertInto, int, json, text, timestamptz, uuid } from "./insert.ts";

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
    captured_at: timestamptz((row) => row.captured_at),
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
    refunded_at: timestamptz((row) => row.refunded_at),
    business_day: text((row) => row.business_day),
    state: json((row) => row),
  },
  "ON CONFLICT (store_id, refund_id) DO NOTHING",
);

/**
 * The kind of a stored refund is the one thing of it that is ever changed, and only from GIVEN_BACK to CORRECTION: a box of a
 * wire before version 4 says it by the tender that follows. `state` is text to Postgres, since its -> fails on \u0000.
 */
export async function markCorrections(client: Asks, orders: readonly { store_id: string; order_id: string }[]): Promise<void> {
  if (orders.length === 0) return;
  await client.query({
    name: "mark_corrections",
    text: `UPDATE refunds r SET state = CASE WHEN r.state::text ~ '"kind"\\s*:\\s*"GIVEN_BACK"'
             THEN regexp_replace(r.state::text, '"kind"\\s*:\\s*"GIVEN_BACK"', '"kind":"CORRECTION"')
             ELSE '{"kind":"CORRECTION",' || substr(ltrim(r.state::text), 2) END::json
           FROM unnest($1::text[], $2::uuid[]) AS corrected (store_id, order_id)
           WHERE r.store_id = corrected.store_id AND r.order_id = corrected.order_id
             AND r.provider = 'in_store' AND r.status = 'SUCCEEDED' AND r.kind = 'GIVEN_BACK'`,
    values: [orders.map((order) => order.store_id), orders.map((order) => order.order_id)],
  });
}

export const INSERT_DRAWER_EVENTS = insertInto<{ readonly event: DrawerEvent; readonly now: string }>(
  "drawer_events",
  {
    store_id: text(({ event }) => event.store_id),
    event_id: uuid(({ event }) => event.event_id),
    type: text(({ event }) => event.type),
    session_id: uuid(({ event }) => sessionOf(event)),
    business_day: text(({ event }) => dayOf(event)),
    at: timestamptz(({ event }) => event.at),
    body: json(({ event }) => event),
    received_at: timestamptz(({ now }) => now),
  },
  "ON CONFLICT (store_id, event_id) DO NOTHING",
);

function sessionOf(event: DrawerEvent): string | null {
  if (event.type === "drawer.opened") return event.session.session_id;
  return event.type === "drawer.moved" ? event.movement.session_id : event.type === "day.closed" ? null : event.session_id;
}

/** A count has no day of its own: it changes no report. */
function dayOf(event: DrawerEvent): string | null {
  if (event.type === "drawer.opened") return event.session.business_day;
  if (event.type === "drawer.moved") return event.movement.business_day;
  return event.type === "drawer.closed" || event.type === "day.closed" ? event.report.business_day : null;
}
