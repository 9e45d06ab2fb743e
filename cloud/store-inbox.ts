/**
 * What the cloud tells a store: one function per command that goes down. Each goes in the commit of the event that it is about,
 * or a store would wait for ever. The link row must be locked.
 */
import type { EventOf } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { isOpenStatus, type Order } from "@crema/shared/domain/order/order";
import type { Refund } from "@crema/shared/domain/payment/payment";
import { type InboxCommand, MAX_ERASED } from "@crema/sync/protocol/down";
import type { OrderWithMoney } from "@crema/sync/protocol/order-with-money";
import type { UnitOfWork } from "./db/unit-of-work.ts";

/** The store accepts or declines it. */
export function offerOrder(unit: UnitOfWork, order: Order, at: InboxCommand["at"]): void {
  unit.appendInbox({ kind: "order.offered", at, order });
}

/** From now on the store decides the order. */
export function confirmOrder(unit: UnitOfWork, confirmed: EventOf<"order.confirmed">): void {
  const { at, event_id, order_id, order_seq, status, look_first } = confirmed;
  const doubt = look_first ? { look_first } : {};
  unit.appendInbox({ kind: "order.confirmed", at, event_id, order_id, order_seq, status, ...doubt });
}

/** The cloud has taken its offer back. */
export function revokeOrder(unit: UnitOfWork, cancelled: EventOf<"order.cancelled">): void {
  const { at, event_id, order_id, order_seq, cause, reason, actor } = cancelled;
  unit.appendInbox({ kind: "order.revoked", at, event_id, order_id, order_seq, cause, reason, actor });
}

/** Of an order that the store decides. */
export function requestCancel(unit: UnitOfWork, requested: EventOf<"order.cancel_requested">): void {
  const { at, actor, order_id, request_id, cause, reason } = requested;
  unit.appendInbox({ kind: "order.cancel_requested", at, actor, order_id, request_id, cause, reason });
}

/** What the customer wishes in answer to the store's question. */
export function tellWish(unit: UnitOfWork, chosen: EventOf<"order.substitute_chosen">): void {
  const { at, actor, order_id, question_id, choice } = chosen;
  unit.appendInbox({ kind: "order.substitute_chosen", at, actor, order_id, question_id, choice });
}

/** Of money that was taken at the counter: the till pays it out. */
export async function requestRefund(unit: UnitOfWork, requested: EventOf<"refund.requested">, order: Order): Promise<void> {
  const { at, actor, order_id, request_id, amount_cents, lines, tip_cents, reason } = requested;
  const asked = { order_id, request_id, amount_cents, lines, tip_cents, reason };
  unit.appendInbox({ kind: "refund.requested", at, actor, ...asked, ...(await earlierOrder(unit, order)) });
}

/** An order that is over: of a store that has had another box the present one may not have it. */
async function earlierOrder(unit: UnitOfWork, order: Order): Promise<{ earlier?: OrderWithMoney }> {
  if (isOpenStatus(order.status) || (unit.link?.epoch ?? 0) <= 1) return {};
  const { payments, refunds } = await unit.loadMoney(order.store_id, order.order_id);
  const isCounters = ({ provider }: { readonly provider: string }) => provider === "in_store";
  return { earlier: { order, payments: payments.filter(isCounters), refunds: refunds.filter(isCounters) } };
}

/** Of orders whose customer was erased. The box is of a release that reads it. */
export function forgetCustomers(unit: UnitOfWork, orderIds: readonly string[]): void {
  const at = iso(unit.clock.now());
  for (let from = 0; from < orderIds.length; from += MAX_ERASED)
    unit.appendInbox({ kind: "customer.erased", at, order_ids: orderIds.slice(from, from + MAX_ERASED) });
}

interface RefundSummary extends Pick<Order, "order_id" | "refunded_cents" | "refund_pending_cents" | "refund_state"> {
  /** Each that has succeeded or is under way. */
  readonly refunds?: Refund[];
  /** Captured less corrected. */
  readonly paid_cents?: Order["paid_cents"];
  /** Of the order, as many as the cloud has heard of. */
  readonly amendments?: number;
}

/** What became of the refunds of an order that was paid online. */
export async function reportRefundSummary(unit: UnitOfWork, summary: RefundSummary, order: Order): Promise<void> {
  const { clock, newId, link } = unit;
  const heard_seq = link?.last_seq ?? null;
  const earlier = await earlierOrder(unit, order);
  unit.appendInbox({ kind: "refund.reported", at: iso(clock.now()), event_id: newId(), ...summary, ...earlier, heard_seq });
}
