/**
 * Refunds of orders that were paid online, in the reports of the counter. The cloud makes them; what is refunded of a sale enters the
 * journal here, once when it has succeeded and once more if it failed after that, which takes it off again on the same day. So each is in
 * exactly one Z report, which names it (decision 0017).
 */
import { refundedOn } from "@crema/shared/domain/drawer/report";
import type { Order } from "@crema/shared/domain/order/order";
import type { Refund } from "@crema/shared/domain/payment/payment";
import { Snapshot } from "@crema/sync/protocol/snapshot";
import type { OnlineJournalKind } from "../db/money-schema.ts";
import type { Tables } from "../db/tables.ts";

interface Reported {
  readonly refunds: readonly Refund[];
  /** As of so many amendments of the order; absent: of all. */
  readonly amendments?: number | undefined;
}

/** All that the cloud knows of the order's. `since`: when this box began; a sale and its refund from before are in reports of the one before. */
export function takeOnlineRefunds(tables: Tables, order: Order, { refunds, amendments }: Reported, since: string): void {
  for (const refund of tables.onlineRefunds.report(order.order_id, refunds, amendments ?? order.amendments)) {
    const isOlder = order.status === "COMPLETED" && order.completed_at < since && refund.refunded_at < since;
    if (isOlder && refund.status === "SUCCEEDED" && !isInJournal(tables, "REFUND_ONLINE", refund))
      tables.onlineRefunds.markCounted(refund.refund_id);
    count(tables, order, refund, null);
  }
}

/** Those from before the hand-over are counted with the sale, in the same report. */
export function countWithSale(tables: Tables, order: Order, sessionId: string | null): void {
  if (order.pay_mode !== "ONLINE") return;
  for (const refund of tables.onlineRefunds.of(order.order_id)) count(tables, order, refund, sessionId);
}

function count(tables: Tables, order: Order, refund: Refund, sessionId: string | null): void {
  // What was paid above a total that has fallen is no refund of the sale.
  if (refund.kind === "CORRECTION") return;
  // Amounts of two currencies have no sum: one from before a change is headquarters' alone.
  if (order.status !== "COMPLETED" || order.currency !== (tables.documents.profile()?.currency ?? order.currency)) return;
  const isCounted = tables.onlineRefunds.isCounted(refund.refund_id) || isInJournal(tables, "REFUND_ONLINE", refund);
  const append = (kind: OnlineJournalKind, session: string | null) =>
    tables.journal.append(kind, refund.refund_id, refundedOn({ order, refund }), session);
  // Which part of it is a correction says the cloud once it has heard of the amendment.
  if (tables.onlineRefunds.asOf(refund.refund_id) < order.amendments && !isCounted) return;
  if (refund.status === "SUCCEEDED" && !isCounted) append("REFUND_ONLINE", sessionId);
  if (refund.status === "FAILED" && isCounted && !isInJournal(tables, "REFUND_ONLINE_FAILED", refund)) append("REFUND_ONLINE_FAILED", null);
}

const isInJournal = ({ journal }: Tables, kind: OnlineJournalKind, { refund_id }: Refund): boolean =>
  journal.placeOf(kind, refund_id) !== null;

/** When the store's box before this one was followed; empty where there was none. */
export function beganAt({ history }: Tables, epoch: number): string {
  const snapshot = history.snapshotOf(epoch);
  return snapshot === null ? "" : Snapshot.shape.taken_at.parse((JSON.parse(snapshot) as { taken_at?: unknown }).taken_at);
}

/** What the next box begins with: what no report counts yet is in its own. */
export function beginWithOnlineRefunds(tables: Tables, { orders, online_refunds = [], online_uncovered = [] }: Snapshot): void {
  const byId = new Map(online_refunds.map((refund) => [refund.refund_id, refund]));
  const isUncovered = (kind: OnlineJournalKind, id: string) => online_uncovered.some((each) => each.kind === kind && each.ref_id === id);
  for (const order of orders) {
    const own = online_refunds.filter((refund) => refund.order_id === order.order_id);
    if (own.length === 0) continue;
    // One that failed and waits for no report was counted and taken off again, or never counted.
    for (const { refund_id, status } of tables.onlineRefunds.report(order.order_id, own, order.amendments))
      if (
        order.status === "COMPLETED" &&
        !isUncovered("REFUND_ONLINE", refund_id) &&
        (status === "SUCCEEDED" || isUncovered("REFUND_ONLINE_FAILED", refund_id))
      )
        tables.onlineRefunds.markCounted(refund_id);
  }
  const byOrder = new Map(orders.map((order) => [order.order_id, order]));
  for (const { kind, ref_id } of online_uncovered) {
    const refund = byId.get(ref_id);
    const order = refund && byOrder.get(refund.order_id);
    if (refund && order?.status === "COMPLETED") tables.journal.append(kind, ref_id, refundedOn({ order, refund }), null);
  }
}
