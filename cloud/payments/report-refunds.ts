/**
 * Tells a store what becomes of the refunds of an order that was paid online, in the commit that knows it: its till shows what
 * is under way and what came of it. The whole standing each time, so that the store needs the last word alone.
 */
import type { DomainEvent, EventType } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Order } from "@crema/shared/domain/order/order";
import { factOf } from "@crema/shared/domain/payment/next-step";
import type { Refund } from "@crema/shared/domain/payment/payment";
import { z } from "zod";
import { boxVersion } from "../db/box-version.ts";
import type { OrderRecord } from "../db/orders.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import { reportRefundSummary } from "../store-inbox.ts";

/** The version of the wire from which on a box understands it. */
const BOX_CAN_BE_TOLD = 4;
/** The version from which on it counts each of them in its reports. */
const BOX_COUNTS_REFUNDS = 6;
/** The version from which on it lowers what a paid order costs. */
const BOX_AMENDS_PAID = 7;
/** As many as a command may name; no order has had so many. */
const MOST_REFUNDS = 100;
const MOVES_A_REFUND: ReadonlySet<EventType> = new Set([
  "refund.requested",
  "refund.refused",
  "refund.started",
  "refund.succeeded",
  "refund.failed",
  "refund.reclassified",
]);

/** The store counts a refund by the order as it is here, so it has to know as of which amendment that was. A box tells it by itself, or whole. */
export const isOfAmendment = (event: DomainEvent): boolean =>
  event.type === "order.amended" || (event.type === "order.placed" && event.order.amendments > 0);

export async function reportRefunds(unit: UnitOfWork, records: readonly OrderRecord[]): Promise<void> {
  for (const { order, recorded } of records) {
    if (order && recorded.some(({ event }) => MOVES_A_REFUND.has(event.type) || isOfAmendment(event)))
      await reportOrderRefunds(unit, order);
  }
}

export async function reportOrderRefunds(unit: UnitOfWork, order: Order): Promise<void> {
  // Before the hand-off is through the order is not the store's, and never will be with a refund.
  if (order.pay_mode !== "ONLINE" || order.handoff !== "CONFIRMED") return;
  const version = await boxVersion(unit, order.store_id);
  if (version < BOX_CAN_BE_TOLD) return;
  const { order_id, refunded_cents, refund_pending_cents } = order;
  // What waits in quarantine may yet be applied: asked for once more, it would be refunded twice.
  const refund_state = (await waits(unit, order)) ? "PENDING" : order.refund_state;
  const each = version < BOX_COUNTS_REFUNDS ? {} : { refunds: await refundsToReport(unit, order) };
  const paid = version < BOX_AMENDS_PAID ? {} : { paid_cents: order.paid_cents, amendments: await settledAmendments(unit, order) };
  await reportRefundSummary(unit, { order_id, refunded_cents, refund_pending_cents, refund_state, ...each, ...paid }, order);
}

/**
 * Of the amendments that the box has made, how many change nothing here any more: they were applied, or a person has set them aside and
 * the sale stays as it is here. The box counts a refund once all of its own are.
 */
async function settledAmendments({ client, link }: UnitOfWork, { store_id, order_id, amendments }: Order): Promise<number> {
  const found = await client.query<{ body: Buffer }>({
    name: "amendments_set_aside",
    text: `SELECT body FROM quarantine WHERE store_id = $1 AND order_id = $2 AND epoch = $3 AND event_type = 'order.amended'
       AND set_aside_by IS NOT NULL`,
    values: [store_id, order_id, link?.epoch ?? 0],
  });
  const setAside = new Set(found.rows.map(({ body }) => numberOf(body)));
  let settled = amendments;
  while (setAside.has(settled + 1)) settled += 1;
  return settled;
}

const Numbered = z.looseObject({ amendment: z.number().int() });

/** Of an amendment that this release perhaps cannot read. */
function numberOf(body: Buffer): number | null {
  try {
    return Numbered.parse(JSON.parse(body.toString("utf8"))).amendment;
  } catch {
    return null;
  }
}

/** What was never captured has none. */
async function refundsToReport(unit: UnitOfWork, { store_id, order_id }: Order): Promise<Refund[]> {
  await unit.loadOnline(store_id, [order_id]);
  const refunds = unit.online.get(order_id)?.refunds ?? [];
  return refunds
    .filter(({ status }) => status !== "FAILED")
    .map(factOf)
    .slice(-MOST_REFUNDS);
}

/** What the box of a store may still show; older orders are on no screen of it. */
const RECENT_DAYS = 90;

/**
 * A box that has just been upgraded was told nothing before: it hears once how the refunds of its orders stand. `storedVersion` is
 * what is known of it from its exchange before.
 */
export async function reportToUpgradedBox(unit: UnitOfWork, storeId: string, storedVersion: number): Promise<void> {
  const version = await boxVersion(unit, storeId);
  const learns = [BOX_CAN_BE_TOLD, BOX_COUNTS_REFUNDS].some((from) => storedVersion < from && version >= from);
  if (!learns) return;
  const found = await unit.client.query<{ order_id: string }>({
    name: "orders_with_recent_refunds",
    text: `SELECT DISTINCT order_id FROM refunds WHERE store_id = $1 AND provider = 'stripe' AND refunded_at > $2`,
    values: [storeId, iso(unit.clock.now() - RECENT_DAYS * 24 * 3_600_000)],
  });
  const ids = found.rows.map((row) => row.order_id);
  await unit.loadOrders(storeId, ids);
  for (const id of ids) {
    const { order } = unit.order(id);
    if (order) await reportOrderRefunds(unit, order);
  }
}

/** Whether a refund that the store has asked for is in quarantine. */
async function waits({ client, pending }: UnitOfWork, { store_id, order_id }: Order): Promise<boolean> {
  if (pending.quarantined.some((row) => row.order_id === order_id && row.event_type === "refund.requested")) return true;
  const found = await client.query({
    name: "refund_waits",
    text: `SELECT FROM quarantine WHERE store_id = $1 AND order_id = $2 AND event_type = 'refund.requested' AND resolved_at IS NULL LIMIT 1`,
    values: [store_id, order_id],
  });
  return found.rows.length > 0;
}
