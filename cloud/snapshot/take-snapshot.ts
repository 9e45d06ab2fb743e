/**
 * What a store's next box begins with (D8): the store as this cloud knows it, under the link row's lock, at the end of the inbox so
 * far. What was commanded up to there is in it, or is commanded again behind it.
 */

import { iso } from "@crema/shared/domain/kernel/clock";
import { isOpenStatus } from "@crema/shared/domain/order/order";
import type { PairedDevice } from "@crema/shared/domain/store-events";
import type { JoinName } from "@crema/sync/protocol/join";
import type { Snapshot } from "@crema/sync/protocol/snapshot";
import type pg from "pg";
import { readAvailability } from "../db/availability.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import { answeredRequests, firstIdAt } from "./answered-requests.ts";
import { documentsOf, unitsUnderWay } from "./documents.ts";
import { openOrdersOf, sayAgain } from "./present-orders.ts";
import {
  counterMoney,
  drawerOf,
  onlineRefundsOf,
  openRefundRequests,
  ordersOf,
  uncoveredFacts,
  uncoveredOnline,
} from "./uncovered-money.ts";

/** As far back as an offer may still come. */
const DECLINED_WITHIN_MS = 7 * 24 * 3_600_000;

/** The link row must be locked. */
export async function takeSnapshot(unit: UnitOfWork, storeId: string, join: JoinName): Promise<Snapshot> {
  const { client, clock } = unit;
  const now = clock.now();
  const inbox = await inboxHead(unit, storeId);
  const open = await openOrdersOf(unit, storeId);
  const uncovered = await uncoveredFacts(client, storeId);
  const online = await uncoveredOnline(client, storeId);
  const requests = await answeredRequests(client, storeId, now);
  const here = new Set(open.orders.map((order) => order.order_id));
  const wanted = [
    ...uncovered.flatMap((fact) => (fact.kind === "SALE" || fact.kind === "VOID" ? [fact.ref_id] : [])),
    ...(await ordersOfMoney(client, storeId, uncovered)),
    ...online.map(({ order_id }) => order_id),
    ...requests.flatMap((request) => (request.order_id === null ? [] : [request.order_id])),
  ];
  const ended = await ordersOf(
    client,
    storeId,
    [...new Set(wanted)].filter((id) => !here.has(id)),
  );
  const orders = [...open.orders, ...ended.filter((order) => !isOpenStatus(order.status))];
  const ids = orders.map((order) => order.order_id);
  const money = await counterMoney(client, storeId, ids, uncovered);
  const drawer = await drawerOf(client, storeId, uncovered);
  const snapshot: Snapshot = {
    taken_at: iso(now),
    inbox,
    documents: await documentsOf(client, storeId, unitsUnderWay({ orders: open.orders, ...money, drawer })),
    availability: await readAvailability(client, storeId),
    app_orders_paused_until: await pausedUntil(client, storeId),
    orders,
    ...money,
    uncovered,
    online_refunds: await onlineRefundsOf(client, storeId, ids),
    online_uncovered: online.map(({ kind, ref_id }) => ({ kind, ref_id })),
    drawer,
    refund_requests: await openRefundRequests(client, storeId),
    declined_order_ids: await declinedSince(client, storeId, now - DECLINED_WITHIN_MS),
    devices: await devicesOf(client, storeId),
    requests,
    join,
  };
  sayAgain(unit, open);
  return snapshot;
}

async function inboxHead({ client, link, pending }: UnitOfWork, storeId: string): Promise<Snapshot["inbox"]> {
  if (!link) throw new Error("the link row is not locked");
  const seq = link.inbox_head;
  const found = await client.query<{ id: string }>("SELECT id FROM store_inbox WHERE store_id = $1 AND seq = $2", [storeId, seq]);
  return { seq, id: pending.inbox.at(-1)?.id ?? found.rows[0]?.id ?? null, chain: link.inbox_chain };
}

async function ordersOfMoney(client: pg.ClientBase, storeId: string, facts: Snapshot["uncovered"]): Promise<string[]> {
  const ids = facts.flatMap((fact) => (fact.kind === "PAYMENT" || fact.kind === "REFUND" ? [fact.ref_id] : []));
  const found = await client.query<{ order_id: string }>(
    `SELECT order_id FROM payments WHERE store_id = $1 AND payment_id = ANY($2::uuid[])
     UNION SELECT order_id FROM refunds WHERE store_id = $1 AND refund_id = ANY($2::uuid[])`,
    [storeId, ids],
  );
  return found.rows.map((row) => row.order_id);
}

async function pausedUntil(client: pg.ClientBase, storeId: string): Promise<string | null> {
  const { rows } = await client.query<{ until: Date | null }>("SELECT app_orders_paused_until AS until FROM stores WHERE store_id = $1", [
    storeId,
  ]);
  return rows[0]?.until ? iso(rows[0].until.getTime()) : null;
}

async function devicesOf(client: pg.ClientBase, storeId: string): Promise<PairedDevice[]> {
  const found = await client.query<{ device: PairedDevice }>(
    "SELECT device FROM store_devices WHERE store_id = $1 AND revoked_at IS NULL ORDER BY device_id",
    [storeId],
  );
  return found.rows.map((row) => row.device);
}

async function declinedSince(client: pg.ClientBase, storeId: string, sinceMs: number): Promise<string[]> {
  const found = await client.query<{ order_id: string }>(
    "SELECT order_id FROM orders WHERE store_id = $1 AND order_id > $2 AND handoff = 'DECLINED' ORDER BY order_id",
    [storeId, firstIdAt(sinceMs)],
  );
  return found.rows.map((row) => row.order_id);
}
