/**
 * Orders and money as a box has them, whole: where no log that would tell them is sent any more. The box decides its orders and counts
 * the money of its counter, so what it says of them stands; what was paid online is counted here.
 */
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import type { Order } from "@crema/shared/domain/order/order";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import { contextOf } from "../../db/decide-context.ts";
import type { OrderRecord } from "../../db/orders.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { raiseForeignMoney } from "../foreign-order.ts";
import { raiseConfirmedAndCancelled } from "./effects.ts";

export interface WholeFacts {
  readonly orders: readonly Order[];
  /** Of the counter. */
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
}

/**
 * The link row must be locked. What is here already stays; an order that is behind becomes as the box has it. Returns the ids of orders that
 * are another store's here: none of them is taken.
 */
export async function takeWholeFacts(unit: UnitOfWork, storeId: string, whole: WholeFacts): Promise<ReadonlySet<string>> {
  const { orders, payments, refunds } = whole;
  const isForeign = ({ order_id }: { readonly order_id: string }) => unit.order(order_id).storeId !== storeId;
  await unit.loadOrders(
    storeId,
    [...orders, ...payments, ...refunds].map((fact) => fact.order_id),
  );
  for (const order of orders) if (!isForeign(order)) takeOrder(unit, unit.order(order.order_id), order);
  const known = await unit.client.query<{ id: string }>(
    `SELECT payment_id AS id FROM payments WHERE store_id = $1 AND payment_id = ANY ($2::uuid[])
     UNION ALL SELECT refund_id FROM refunds WHERE store_id = $1 AND refund_id = ANY ($3::uuid[])`,
    [storeId, payments.map((payment) => payment.payment_id), refunds.map((refund) => refund.refund_id)],
  );
  const here = new Set(known.rows.map((row) => row.id));
  const paid = payments.filter((payment) => !here.has(payment.payment_id));
  const refunded = refunds.filter((refund) => !here.has(refund.refund_id));
  unit.pending.payments.push(...paid);
  unit.pending.refunds.push(...refunded);
  for (const fact of [...paid, ...refunded]) if (isForeign(fact)) raiseForeignMoney(unit, fact);
  return new Set(orders.filter(isForeign).map((order) => order.order_id));
}

/** As an `order.placed` with the order as it stands: whoever follows the order gets its state by it. */
function takeOrder(unit: UnitOfWork, record: OrderRecord, told: Order): void {
  const { order: here } = record;
  const whole = record.fit(told, told);
  if (here?.status === "CANCELLED" && whole.status !== "CANCELLED") {
    raiseConfirmedAndCancelled(unit, here);
    return;
  }
  // What the cloud decides, and what it has heard of later, it knows better.
  if (here !== null && (whole.authority !== "edge" || here.order_seq > whole.order_seq)) return;
  const order = here === null ? whole : merged(here, whole);
  if (here !== null && JSON.stringify(here) === JSON.stringify(order)) return;
  const placing = {
    ...envelopeOf(order.store_id, contextOf(unit)),
    at: order.created_at,
    type: "order.placed",
    order_id: order.order_id,
    order,
  } as const;
  record.record(order, [placing]);
  // Its sums have all of its money in them, also what was here before it.
  record.order = order;
  record.amended = here !== null;
  if (order.status === "COMPLETED" || order.status === "CANCELLED") record.cancelRequestId = null;
}

function merged(here: Order, whole: Order): Order {
  if (whole.pay_mode === "AT_STORE") return whole;
  const { paid_cents, refunded_cents, refund_pending_cents, refund_state, refund_failed, payment_status } = here;
  return { ...whole, paid_cents, refunded_cents, refund_pending_cents, refund_state, refund_failed, payment_status };
}
