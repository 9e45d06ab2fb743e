/**
 * Tells a store what becomes of the refunds of an order that was paid online, in the commit that knows it: its till shows what
 * is under way and what came of it. The whole standing each time, so that the store needs the last word alone.
 */
import type { EventType } from "@crema/shared/events";
import { boxVersion } from "../db/box-version.ts";
import { contextOf } from "../db/cloud-context.ts";
import type { OrderRecord } from "../db/order-record.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";

/** The version of the wire from which on a box understands it. */
const BOX_CAN_BE_TOLD = 4;
const MOVES_A_REFUND: ReadonlySet<EventType> = new Set([
  "refund.requested",
  "refund.refused",
  "refund.started",
  "refund.succeeded",
  "refund.failed",
]);

export async function reportRefunds(unit: UnitOfWork, records: readonly OrderRecord[]): Promise<void> {
  for (const { order, recorded } of records) {
    // Before the hand-off is through the order is not the store's, and never will be with a refund.
    if (order?.pay_mode !== "ONLINE" || order.handoff !== "CONFIRMED") continue;
    if (!recorded.some(({ event }) => MOVES_A_REFUND.has(event.type))) continue;
    if ((await boxVersion(unit, order.store_id)) < BOX_CAN_BE_TOLD) continue;
    const { order_id, refunded_cents, refund_pending_cents, refund_state } = order;
    const { at, newId } = contextOf(unit);
    unit.appendInbox({ kind: "refund.reported", at, event_id: newId(), order_id, refunded_cents, refund_pending_cents, refund_state });
  }
}
