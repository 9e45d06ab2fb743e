/** The money that no Z report covers, with the drawer that some of it lies in, and the refunds that headquarters has asked for. */
import type { DrawerMovement, DrawerSession } from "@crema/shared/domain/drawer/drawer";
import { evolveDrawer } from "@crema/shared/domain/drawer/evolve";
import { type EventOf, RefundRefused, RefundRequested, RefundSucceeded } from "@crema/shared/domain/events";
import { type Order, storedOrder } from "@crema/shared/domain/order/order";
import { type Payment, Refund } from "@crema/shared/domain/payment/payment";
import { DrawerEvent } from "@crema/shared/domain/store-events";
import type { Snapshot } from "@crema/sync/protocol/snapshot";
import type pg from "pg";
import { z } from "zod";
import { ONLINE_KINDS, type OnlineJournalKind } from "../db/online-journal.ts";
import { WAS_SET_ASIDE } from "../db/set-aside-events.ts";

export async function uncoveredFacts(client: pg.ClientBase, storeId: string): Promise<Snapshot["uncovered"]> {
  type Uncovered = Snapshot["uncovered"][number];
  const found = await client.query<Omit<Uncovered, "session_id"> & { session_id: string | null }>(
    `SELECT kind, ref_id, business_day, session_id FROM store_journal WHERE store_id = $1 AND kind NOT IN ${ONLINE_KINDS} ORDER BY position`,
    [storeId],
  );
  return found.rows.map(({ session_id, ...fact }): Uncovered => ({ ...fact, ...(session_id !== null && { session_id }) }));
}

/** What was refunded online and no Z report counts, with whose order it is. */
export async function uncoveredOnline(
  client: pg.ClientBase,
  storeId: string,
): Promise<{ kind: OnlineJournalKind; ref_id: string; order_id: string }[]> {
  const found = await client.query<{ kind: OnlineJournalKind; ref_id: string; order_id: string }>(
    `SELECT j.kind, j.ref_id, r.order_id FROM store_journal j JOIN refunds r ON r.store_id = j.store_id AND r.refund_id = j.ref_id
     WHERE j.store_id = $1 AND j.kind IN ${ONLINE_KINDS} ORDER BY j.position`,
    [storeId],
  );
  return found.rows;
}

/**
 * The refunds through the provider of these orders, as they stand. One that failed and was forgotten as having succeeded has no day of
 * its own any more: it is taken off on that of the report that counts it.
 */
export async function onlineRefundsOf(client: pg.ClientBase, storeId: string, orderIds: readonly string[]): Promise<Refund[]> {
  const found = await client.query<{ state: unknown; business_day: string | null }>(
    `SELECT r.state, j.business_day FROM refunds r LEFT JOIN store_journal j
       ON j.store_id = r.store_id AND j.ref_id = r.refund_id AND j.kind = 'REFUND_ONLINE_FAILED'
     WHERE r.store_id = $1 AND r.order_id = ANY ($2::uuid[]) AND r.provider <> 'in_store' ORDER BY r.refunded_at, r.refund_id`,
    [storeId, orderIds],
  );
  return found.rows.map(({ state, business_day }) => {
    const refund = Refund.parse(state);
    return { ...refund, business_day: refund.business_day ?? business_day };
  });
}

/** These orders as they stand. */
export async function ordersOf(client: pg.ClientBase, storeId: string, ids: readonly string[]): Promise<Order[]> {
  if (ids.length === 0) return [];
  const found = await client.query<{ state: Order }>(
    "SELECT state FROM orders WHERE store_id = $1 AND order_id = ANY($2::uuid[]) ORDER BY order_id",
    [storeId, ids],
  );
  return found.rows.map(({ state }) => storedOrder(state));
}

/** The counter's money of these orders, and these facts themselves, oldest first. */
export async function counterMoney(
  client: pg.ClientBase,
  storeId: string,
  orderIds: readonly string[],
  facts: Snapshot["uncovered"],
): Promise<{ payments: Payment[]; refunds: Refund[] }> {
  const read = async <T>(table: "payments" | "refunds", key: string, at: string, kind: string) => {
    const ids = facts.flatMap((fact) => (fact.kind === kind ? [fact.ref_id] : []));
    const found = await client.query<{ state: T }>(
      `SELECT state FROM ${table} WHERE store_id = $1 AND provider = 'in_store' AND (order_id = ANY($2::uuid[]) OR ${key} = ANY($3::uuid[]))
       ORDER BY ${at}, ${key}`,
      [storeId, orderIds, ids],
    );
    return found.rows.map(({ state }) => state);
  };
  return {
    payments: await read<Payment>("payments", "payment_id", "captured_at", "PAYMENT"),
    refunds: await read<Refund>("refunds", "refund_id", "refunded_at", "REFUND"),
  };
}

/** Sessions that no report of the present boxes has closed. */
const OPEN_SESSIONS = `FROM drawer_events o WHERE store_id = $1 AND type = 'drawer.opened' AND NOT ${WAS_SET_ASIDE("o.body")}
  AND NOT EXISTS (SELECT FROM drawer_events c WHERE c.store_id = o.store_id AND c.type = 'drawer.closed' AND c.session_id = o.session_id
    AND NOT ${WAS_SET_ASIDE("c.body")})`;

/** Whether a till's own drawer is open. */
export async function hasTillDrawers(client: pg.ClientBase, storeId: string): Promise<boolean> {
  const found = await client.query(`SELECT ${OPEN_SESSIONS} AND o.body::text ~ '"till"\\s*:\\s*\\{' LIMIT 1`, [storeId]);
  return found.rowCount !== 0;
}

/** Where the store's drawers stand, and every movement that is not covered or is of an open session. */
export async function drawerOf(client: pg.ClientBase, storeId: string, facts: Snapshot["uncovered"]): Promise<Snapshot["drawer"]> {
  const uncovered = facts.flatMap((fact) => (fact.kind === "MOVEMENT" ? [fact.ref_id] : []));
  const open = await client.query<{ session_id: string }>(`SELECT session_id ${OPEN_SESSIONS} ORDER BY received_at DESC, event_id DESC`, [
    storeId,
  ]);
  const sessionIds = open.rows.map((row) => row.session_id);
  // A movement's id is in the body alone, and -> fails on \u0000 in what somebody has typed.
  const found = await client.query<{ body: unknown }>(
    `SELECT body FROM drawer_events WHERE store_id = $1 AND (session_id = ANY ($2::uuid[]) OR
       (type = 'drawer.moved' AND substring(body::text from '"movement_id"\\s*:\\s*"([0-9a-f-]{36})"') = ANY ($3)))
     ORDER BY at, event_id`,
    [storeId, sessionIds, uncovered],
  );
  const events = found.rows.map(({ body }) => DrawerEvent.parse(body));
  // The latest of each drawer, where the cloud was not told of a close.
  const latest = new Map<string, DrawerSession>();
  for (const session of sessionIds.flatMap((id) => sessionOf(id, events))) {
    const drawer = session.till?.device_id ?? "";
    if (!latest.has(drawer)) latest.set(drawer, session);
  }
  const { session, others } = { session: latest.get("") ?? null, others: [...latest.values()].filter((each) => each.till !== undefined) };
  return {
    session,
    others,
    movements: events.flatMap((event): DrawerMovement[] => (event.type === "drawer.moved" ? [event.movement] : [])),
  };
}

/** As its events leave it. */
function sessionOf(sessionId: string, events: readonly DrawerEvent[]): DrawerSession[] {
  const ofSession = [
    ...events.filter((event) => event.type === "drawer.opened" && event.session.session_id === sessionId),
    ...events.filter((event) => event.type === "drawer.counted" && event.session_id === sessionId),
  ];
  const session = ofSession.reduce<DrawerSession | null>((now, event) => evolveDrawer(now, event), null);
  return session ? [session] : [];
}

/** What headquarters asked of the store and nobody there has answered. A refund names the request that it answers. */
export async function openRefundRequests(client: pg.ClientBase, storeId: string): Promise<Snapshot["refund_requests"]> {
  const found = await client.query<{ body: unknown }>(
    `SELECT e.body FROM order_events e JOIN orders o USING (store_id, order_id)
     WHERE e.store_id = $1 AND e.type IN ('refund.requested', 'refund.refused', 'refund.succeeded') AND o.state::text ~ '"pay_mode"\\s*:\\s*"AT_STORE"'
       AND e.order_id IN (SELECT order_id FROM order_events WHERE store_id = $1 AND type = 'refund.requested') ORDER BY e.order_id, e.cursor`,
    [storeId],
  );
  const open = new Map<string, EventOf<"refund.requested">>();
  for (const { body } of found.rows) {
    const event = Answer.parse(body);
    if (event.type === "refund.requested") open.set(event.request_id, event);
    else if (event.type === "refund.refused") open.delete(event.request_id);
    else {
      const answered = event.request_id === undefined ? likelyRequest(event, [...open.values()]) : event.request_id;
      if (answered) open.delete(answered);
    }
  }
  return [...open.values()].map(({ request_id, order_id, amount_cents, lines, tip_cents, reason, actor, at }) => ({
    request_id,
    order_id,
    amount_cents,
    ...(lines && { lines }),
    ...(tip_cents !== undefined && { tip_cents }),
    reason,
    asked_by: actor,
    asked_at: at,
  }));
}

/** A box of an older release does not name it: it is one of the same order and reason, later than the request. */
function likelyRequest({ order_id, refund }: EventOf<"refund.succeeded">, open: readonly EventOf<"refund.requested">[]): string | null {
  return open.find((asked) => asked.order_id === order_id && asked.reason === refund.reason)?.request_id ?? null;
}

const Answer = z.discriminatedUnion("type", [RefundRequested, RefundRefused, RefundSucceeded]);
