/**
 * Headquarters ends open orders of a store that has no box now: its box was revoked, and nobody in the store decides them. What is not
 * ended is kept for the next box, where it is looked at first.
 */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { evolve } from "@crema/shared/domain/order/evolve";
import { isOpenStatus, netPaidCents, type Order } from "@crema/shared/domain/order/order";
import { contextOf } from "../../db/decide-context.ts";
import type { OrderRecord } from "../../db/orders.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { decisionWaits, isFrozen } from "../../freeze/freeze.ts";
import type { Caller, EndedOrders } from "../../ports.ts";
import { withdrawOrder } from "../../withdraw-order.ts";
import type { CommandContext } from "../command-context.ts";

/**
 * Refuses with store.not_found, enroll.store_has_box, store.rejoining. What was paid online goes back to the customer with the commit;
 * an order with money of the counter stays, since that money lies in the store.
 */
export async function endOpenOrders(
  { executor }: Pick<CommandContext, "executor">,
  storeId: string,
  { order_ids, reason }: { readonly order_ids: readonly string[]; readonly reason: string },
  by: Pick<Caller, "actor">,
): Promise<Result<EndedOrders>> {
  return executor.execute(async (unit) => {
    const link = await unit.lockLink(storeId);
    if (!link) return refuse("store.not_found", `There is no store ${storeId}.`);
    if (link.node_id !== null)
      return refuse(
        "enroll.store_has_box",
        `Store ${storeId} has a box, which decides its orders. Ask the store, or revoke the box first.`,
      );
    if (isFrozen(unit)) return decisionWaits(storeId);
    await unit.loadOrders(storeId, order_ids);
    await unit.loadOnline(storeId, [...order_ids].toSorted());
    const ended: string[] = [];
    const stays: EndedOrders["stays"][number][] = [];
    for (const order_id of new Set(order_ids)) {
      const record = unit.order(order_id);
      const why = record.order === null || record.storeId !== storeId ? "It is not an order of this store." : whyItStays(record.order);
      if (why !== null || !record.order) stays.push({ order_id, why: why ?? "" });
      else {
        end(unit, record, record.order, reason, by);
        ended.push(order_id);
      }
    }
    return ok({ ended, stays });
  });
}

function whyItStays(order: Order): string | null {
  if (!isOpenStatus(order.status)) return `It is ${order.status.toLowerCase()} already.`;
  const paid = netPaidCents(order);
  if (order.pay_mode === "AT_STORE" && paid > 0)
    return `${moneyText(paid, order)} of it were paid at the counter and lie in the store: its next box refunds them.`;
  return null;
}

function end(unit: UnitOfWork, record: OrderRecord, order: Order, reason: string, by: Pick<Caller, "actor">): void {
  const context = { ...contextOf(unit), actor: by.actor };
  if (order.authority === "cloud") {
    const ended = withdrawOrder(unit, record, order, { cause: "OPERATOR", reason }, context);
    if (!ended.ok) throw new Error(`order ${order.order_id} cannot be withdrawn: ${ended.refusal.code}`);
    return;
  }
  const cancelled = {
    ...envelopeOf(order.store_id, context),
    type: "order.cancelled",
    order_id: order.order_id,
    order_seq: order.order_seq + 1,
    from_status: order.status,
    cause: "OPERATOR",
    reason,
    request_id: null,
  } as const;
  record.record(evolve(order, cancelled), [cancelled]);
}
