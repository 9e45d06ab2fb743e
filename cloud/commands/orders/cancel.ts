/**
 * A customer cancels. Before the confirmation the cloud decides and withdraws the offer; after it the store is asked,
 * and its decision comes back as an event. At most one request is outstanding per order, and further calls join it.
 * Pitfall: never decide one of them from the projection, which may be older than what the store has done.
 */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { lostRace, STANDS } from "@crema/shared/domain/order/decide";
import { netPaidCents, type Order, type OrderStatus } from "@crema/shared/domain/order/order";
import { askForCustomer, noteForCustomer } from "../../ask-store-to-cancel.ts";
import { contextOf } from "../../db/decide-context.ts";
import type { OrderRecord } from "../../db/orders.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { isFrozen } from "../../freeze/freeze.ts";
import type { Caller, CancelOutcome } from "../../ports.ts";
import { withdrawOrder } from "../../withdraw-order.ts";
import type { CommandContext } from "../command-context.ts";

export async function cancelOrder(
  { database, executor }: CommandContext,
  orderId: string,
  reason: string | null,
  by: Caller,
  expected: OrderStatus | null = null,
): Promise<Result<CancelOutcome>> {
  const found = await database.pool.query<{ store_id: string }>("SELECT store_id FROM orders WHERE order_id = $1", [orderId]);
  const storeId = found.rows[0]?.store_id;
  if (storeId === undefined) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  return executor.execute(async (unit) => {
    await unit.lockLink(storeId);
    await unit.loadOrders(storeId, [orderId]);
    const record = unit.order(orderId);
    const { order } = record;
    if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
    if (expected !== null && expected !== order.status) {
      return lostRace(order, expected);
    }
    if (order.status === "CANCELLED") return ok({ outcome: "CANCELLED", order, request_id: null });
    if (isFrozen(unit)) return askLater(unit, record, order, by, reason);
    if (order.authority === "edge") return askStore(unit, record, order, by);
    const context = { ...contextOf(unit), actor: by.actor, asker: "customer" as const };
    const ended = withdrawOrder(unit, record, order, { cause: "CUSTOMER", reason }, context);
    return ended.ok ? ok({ outcome: "CANCELLED", order: ended.value, request_id: null }) : ended;
  });
}

function askStore(unit: UnitOfWork, record: OrderRecord, order: Order, by: Caller): Result<CancelOutcome> {
  if (record.cancelRequestId !== null) return ok({ outcome: "REQUESTED", order, request_id: record.cancelRequestId });
  const extra = { extra: { current_status: order.status, order } };
  // What the store has reported is past: no later event takes these back.
  if (order.status !== "PLACED" && order.status !== "PAID")
    return refuse("order.already_started", `It is ${STANDS[order.status]} already; ask the staff at the counter.`, extra);
  if (order.pay_mode === "AT_STORE" && netPaidCents(order) > 0) {
    return refuse("order.paid_at_store", "Please ask the staff there to cancel the order.", extra);
  }
  return ok({ outcome: "REQUESTED", order, request_id: askForCustomer(unit, record, order, by) });
}

/** Nobody decides an order of a frozen store; the wish is decided when the freeze ends (freeze/decide-cancels.ts). */
function askLater(unit: UnitOfWork, record: OrderRecord, order: Order, by: Caller, reason: string | null): Result<CancelOutcome> {
  if (order.status === "COMPLETED") return refuse("order.already_started", "It is handed over already; ask the staff at the counter.");
  const request_id = record.cancelRequestId ?? noteForCustomer(unit, record, order, by, reason).request_id;
  return ok({ outcome: "REQUESTED", order, request_id });
}
