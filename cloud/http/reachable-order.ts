/**
 * Whether the asker may see an order: the store scope `order` of a contract. Someone else's order is answered exactly like
 * one that does not exist.
 */
import { mayReach, type Principal } from "@crema/shared/contract/access";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { CloudQueries, OrderAt } from "../ports.ts";

export async function reachableOrder(
  queries: Pick<CloudQueries, "order">,
  principal: Principal,
  orderId: string,
): Promise<Result<OrderAt>> {
  const missing = refuse("order.not_found", `There is no order ${orderId} here.`);
  if (principal.kind === "order_holder" && principal.order_id !== orderId) return missing;
  const at = await queries.order(orderId);
  if (!at || !mayReach(principal, at.order.store_id)) return missing;
  if (principal.kind === "customer" && at.order.user_id !== principal.user_id) return missing;
  return ok(at);
}
