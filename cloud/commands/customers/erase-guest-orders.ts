/**
 * Takes whoever ordered out of orders by the orders' ids, for guests, who have no account to erase. Each order has a tombstone of its own
 * under its own id, so that it stays erased by the same means as a customer (erasure/erasure-job.ts).
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { confirmations } from "../../auth/confirmation.ts";
import type { ErasedGuestOrders } from "../../customer-ports.ts";
import { applyErasures } from "../../erasure/apply-erasures.ts";
import { eraseUser } from "../../erasure/erase-user.ts";
import type { Tombstone } from "../../register/erasures.ts";
import { RegisterUnavailable } from "../../register/register.ts";
import type { CommandContext } from "../command-context.ts";

interface Found {
  readonly store_id: string;
  readonly order_id: string;
  readonly is_in_account: boolean;
  readonly erased_at: Date | null;
}

/** Refuses with order.not_found, customer.erasure_unconfirmed, customer.register_away. Who may ask is checked by the route. */
export async function eraseGuestOrders(
  deps: CommandContext,
  given: readonly string[],
  confirmation: string | null,
  operatorId: string,
): Promise<Result<ErasedGuestOrders>> {
  const { executor, clock, confirmationKey, erasures } = deps;
  const orderIds = [...new Set(given)].toSorted();
  try {
    const erased = await executor.execute(async ({ client }): Promise<Result<ErasedGuestOrders>> => {
      const found = await client.query<Found>(
        `SELECT o.store_id, o.order_id, o.user_id IS NOT NULL AS is_in_account, e.erased_at FROM orders o LEFT JOIN erased_users e ON e.user_id = o.order_id
         WHERE o.order_id = ANY ($1::uuid[]) ORDER BY o.order_id`,
        [orderIds],
      );
      const missing = orderIds.find((id) => !found.rows.some(({ order_id }) => order_id === id));
      if (missing !== undefined) return refuse("order.not_found", `There is no order ${missing} here.`);
      const left = found.rows.filter(({ erased_at }) => erased_at === null);
      const latest = Math.max(...found.rows.map(({ erased_at }) => erased_at?.getTime() ?? 0));
      // Asked again, for instance because the response was lost.
      if (left.length === 0) return ok({ order_ids: orderIds, erased_at: iso(latest) });
      const confirm = confirmations(confirmationKey, clock.now());
      const what = ["erase guest orders", orderIds, operatorId];
      if (!confirm.isGood(confirmation, what)) {
        const detail = `Name, notes and contacts are removed from ${orderIds.length === 1 ? "one order" : `${orderIds.length} orders`} for good. Send the same again with this confirmation.`;
        return refuse("customer.erasure_unconfirmed", detail, {
          extra: {
            orders: orderIds.length,
            in_accounts: found.rows.filter(({ is_in_account }) => is_in_account).length,
            confirmation: confirm.give(what),
          },
        });
      }
      const erased_at = iso(clock.now());
      for (const { store_id, order_id } of left) {
        const tombstone: Tombstone = { user_id: order_id, erased_at, asked_by: "OPERATOR", orders: [{ store_id, order_id }] };
        // Outside of the unit on purpose, as of a customer (erase.ts).
        await erasures.write(tombstone);
        await eraseUser(client, tombstone, operatorId);
      }
      return ok({ order_ids: orderIds, erased_at });
    });
    if (erased.ok) await applyErasures(deps, orderIds).catch(() => deps.erasing?.poke());
    return erased;
  } catch (error) {
    if (!(error instanceof RegisterUnavailable)) throw error;
    return refuse("customer.register_away", `The erasure could not be written down (${error.message}). Nothing was erased; try again.`);
  }
}
