/**
 * The customer's wish in answer to the store's question, recorded and sent down in one commit. Pitfall: never settle it here. The
 * projection may be older than what the store has decided, and whichever comes first at the store counts.
 */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { evolve } from "@crema/shared/domain/order/evolve";
import type { Order } from "@crema/shared/domain/order/order";
import { decideWish, type Wish } from "@crema/shared/domain/order/wish-substitute";
import { boxVersion } from "../../db/box-version.ts";
import { contextOf } from "../../db/decide-context.ts";
import { decisionWaits, isFrozen } from "../../freeze/freeze.ts";
import type { Caller } from "../../ports.ts";
import { tellWish } from "../../store-inbox.ts";
import type { CommandContext } from "../command-context.ts";

/** The version of the wire from which on a box asks, and is answered. */
const BOX_IS_ANSWERED = 7;

export async function chooseSubstitute(
  { database, executor }: Pick<CommandContext, "database" | "executor">,
  orderId: string,
  wish: Wish,
  by: Caller,
): Promise<Result<Order>> {
  const found = await database.pool.query<{ store_id: string }>("SELECT store_id FROM orders WHERE order_id = $1", [orderId]);
  const storeId = found.rows[0]?.store_id;
  if (storeId === undefined) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  return executor.execute(async (unit) => {
    await unit.lockLink(storeId);
    if (isFrozen(unit)) return decisionWaits(storeId);
    await unit.loadOrders(storeId, [orderId]);
    const record = unit.order(orderId);
    const { order } = record;
    if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
    const version = await boxVersion(unit, storeId);
    if (version > 0 && version < BOX_IS_ANSWERED)
      return refuse("order.question_closed", "The store's box was replaced, and the present one cannot be told. Ask the staff there.");
    const chosen = decideWish(order, wish, { ...contextOf(unit), actor: by.actor, asker: "customer" });
    if (!chosen.ok) return chosen;
    if (chosen.value === null) return ok(order);
    const after = evolve(order, chosen.value);
    record.record(after, [chosen.value]);
    tellWish(unit, chosen.value);
    return ok(after);
  });
}
