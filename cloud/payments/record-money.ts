/** Records what becomes of an order's online money, and starts its refunds. Whatever records such an event goes through here. */
import type { DomainEvent } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { evolve } from "@crema/shared/domain/order/evolve";
import type { Order } from "@crema/shared/domain/order/order";
import { factOf, type RefundCause } from "@crema/shared/domain/payment/next-step";
import { reclassified, withCorrected } from "@crema/shared/domain/payment/overpaid";
import type { Refund, RefundedLine } from "@crema/shared/domain/payment/payment";
import { leftOfLines } from "@crema/shared/domain/payment/refund-lines";
import type { Actor } from "@crema/shared/domain/staff/actor";
import { contextOf } from "../db/decide-context.ts";
import type { OnlineMoney } from "../db/online-money.ts";
import type { OrderRecord } from "../db/orders.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";

export interface RefundWish {
  readonly amount_cents: number;
  readonly tip_cents: number;
  /** The lines that what is no correction comes to; absent: it is spread over them. */
  readonly lines?: readonly RefundedLine[];
  readonly cause: RefundCause;
  /** As much of the amount is a correction, and takes no line back. Absent: nothing. */
  readonly corrected_cents?: number;
  readonly reason: string;
  readonly actor: Actor;
  /** null: a new one. */
  readonly refund_id?: string;
}

/** From this commit on the amount counts as refunded, whatever the provider takes its time for. The caller has checked what is left. */
export function startRefund(unit: UnitOfWork, record: OrderRecord, money: OnlineMoney, order: Order, wish: RefundWish): Refund {
  const context = contextOf(unit);
  const asked: Refund = {
    refund_id: wish.refund_id ?? unit.newId(),
    payment_id: money.payment.payment_id,
    order_id: order.order_id,
    store_id: order.store_id,
    provider: "stripe",
    method: "ONLINE",
    kind: "GIVEN_BACK",
    status: "PENDING",
    provider_ref: null,
    account: money.payment.account,
    amount_cents: cents(wish.amount_cents),
    currency: money.payment.currency,
    tip_cents: cents(wish.tip_cents),
    drawer_session_id: null,
    reason: wish.reason,
    actor: wish.actor,
    refunded_at: context.at,
    business_day: null,
  };
  const refund = withCorrected(asked, wish.corrected_cents ?? 0, leftOfLines(order, money.refunds), wish.lines);
  const envelope = { ...envelopeOf(order.store_id, context), actor: wish.actor };
  recordMoney(record, money, [{ ...envelope, type: "refund.started", order_id: order.order_id, refund }], wish.cause);
  money.open("REFUND", context.at, unit.newId, refund.refund_id);
  return refund;
}

/** What was given back before the store's amendment was heard counts as what it corrects. */
export function reclassifyRefunds(unit: UnitOfWork, record: OrderRecord, money: OnlineMoney): void {
  const order = orderOf(record);
  const { order_id, store_id } = order;
  const events = reclassified(order, money.payment, money.refunds.map(factOf)).map(
    ({ refund, corrected }): DomainEvent => ({
      ...envelopeOf(store_id, contextOf(unit)),
      ...{ type: "refund.reclassified", order_id, refund, corrected_cents: cents(corrected) },
    }),
  );
  recordMoney(record, money, events);
}

/** Records events of the order and lets its money follow them. */
export function recordMoney(record: OrderRecord, money: OnlineMoney, events: readonly DomainEvent[], cause?: RefundCause): void {
  if (events.length === 0) return;
  record.record(
    events.reduce<Order>((state, event) => evolve(state, event), orderOf(record)),
    events,
  );
  for (const event of events) money.follow(event, cause);
}

export function orderOf(record: OrderRecord): Order {
  if (!record.order) throw new Error(`order ${record.orderId} is not here`);
  return record.order;
}
