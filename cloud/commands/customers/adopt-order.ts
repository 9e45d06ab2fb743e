/**
 * A guest's order in the account of whoever holds its token: a link of the cloud's own, in the order's row. No event says it, so neither
 * the store nor its log hears of it, and a database that is put back may lose it; the app then adopts again by itself.
 */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { CommandContext } from "../command-context.ts";

/** `orderId`: of an order whose token was verified. Refuses with order.not_found, order.adopted, auth.revoked. */
export function adoptOrder(
  { executor }: Pick<CommandContext, "executor">,
  orderId: string,
  userId: string,
): Promise<Result<{ order_id: string }>> {
  return executor.execute(async ({ client }) => {
    const here = await client.query("SELECT FROM users WHERE user_id = $1 AND role = 'customer' FOR KEY SHARE", [userId]);
    if (here.rowCount === 0) return refuse("auth.revoked", "The account is not there any more.");
    const found = await client.query<{ user_id: string | null }>(
      "SELECT user_id FROM orders WHERE order_id = $1 AND origin = 'APP' FOR UPDATE",
      [orderId],
    );
    const row = found.rows[0];
    if (!row) return refuse("order.not_found", `There is no order ${orderId} here.`);
    if (row.user_id === userId) return ok({ order_id: orderId });
    if (row.user_id !== null) return refuse("order.adopted", "It was placed or taken by another account, and stays there.");
    await client.query("UPDATE orders SET user_id = $2 WHERE order_id = $1", [orderId, userId]);
    return ok({ order_id: orderId });
  });
}
