/**
 * The cloud takes an offer back: by the customer's wish, or because the store did not answer. The cancellation and the only
 * `order.revoked` of the order are one commit (hand-off rule 4).
 */

import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import type { DecideContext } from "@crema/shared/domain/order/decide-context";
import { evolve } from "@crema/shared/domain/order/evolve";
import { withdraw } from "@crema/shared/domain/order/handoff";
import type { CancelCause, Order } from "@crema/shared/domain/order/order";
import type { OrderRecord } from "./db/orders.ts";
import type { UnitOfWork } from "./db/unit-of-work.ts";
import { revokeOrder } from "./store-inbox.ts";

/** Refuses like `decide`: the store decides the order, or it has ended. The order must be loaded in `unit`. */
export function withdrawOrder(
  unit: UnitOfWork,
  record: OrderRecord,
  order: Order,
  wish: { cause: CancelCause; reason: string | null },
  context: DecideContext,
): Result<Order> {
  const decided = withdraw(order, wish.cause, wish.reason, context);
  if (!decided.ok) return decided;
  const after = decided.value.reduce<Order>((state, event) => evolve(state, event), order);
  record.record(after, decided.value);
  const atStore = order.handoff === "OFFERED" || order.handoff === "ACCEPTED";
  for (const event of decided.value) if (atStore && event.type === "order.cancelled") revokeOrder(unit, event);
  // Whoever ends it at headquarters has asked the store.
  if (order.look_first && wish.cause !== "OPERATOR") raiseUnlooked(unit, order);
  return ok(after);
}

function raiseUnlooked(unit: UnitOfWork, order: Order): void {
  unit.raise({
    store_id: order.store_id,
    order_id: order.order_id,
    kind: "order.cancelled_unlooked",
    detail: `A box before the present one may have made it, and the order over ${moneyText(order.total_cents, order)} was cancelled before the store had said.`,
    what_to_do:
      "Ask the store. If it was made, nothing is paid for it, as what was paid online goes back: decide with the store whether the customer is to pay at the counter.",
  });
}
