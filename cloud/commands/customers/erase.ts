/**
 * Erases a customer, who asks for it themselves or through headquarters, and has to say so twice. The tombstone goes to the register
 * first, then the commit, then each store's orders: whatever dies in between, the sweep carries the rest out (erasure/erasure-job.ts).
 */
import type { Principal } from "@crema/shared/contract/access";
import type { Erased } from "@crema/shared/contract/customers";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { ClientBase } from "pg";
import { confirmations } from "../../auth/confirmation.ts";
import { applyErasures } from "../../erasure/apply-erasures.ts";
import { eraseUser, readForErasure } from "../../erasure/erase-user.ts";
import type { Tombstone } from "../../register/erasures.ts";
import { RegisterUnavailable } from "../../register/register.ts";
import type { CommandContext } from "../command-context.ts";

/** Refuses with customer.not_found, customer.erasure_unconfirmed, customer.register_away. Who may ask is checked by the route. */
export async function eraseCustomer(
  deps: CommandContext,
  userId: string,
  confirmation: string | null,
  { principal }: { readonly principal: Principal },
): Promise<Result<Erased>> {
  const { executor, clock, confirmationKey, erasures } = deps;
  const operatorId = principal.kind === "operator" ? principal.user_id : null;
  try {
    const erased = await executor.execute(async ({ client }): Promise<Result<Erased>> => {
      const found = await readForErasure(client, userId);
      // Asked again, for instance because the response was lost.
      if (!found) return (await erasedBefore(client, userId)) ?? refuse("customer.not_found", `There is no customer ${userId} here.`);
      const { orders } = found;
      const confirm = confirmations(confirmationKey, clock.now());
      const what = ["erase", userId, operatorId];
      if (!confirm.isGood(confirmation, what)) {
        const detail = `The account is removed for good, and name, notes and contacts from ${orders.length} orders. Send the same again with this confirmation.`;
        const extra = { orders: orders.length, confirmation: confirm.give(what) };
        return refuse("customer.erasure_unconfirmed", detail, { extra });
      }
      const erased_at = iso(clock.now());
      const tombstone: Tombstone = { user_id: userId, erased_at, asked_by: operatorId === null ? "CUSTOMER" : "OPERATOR", orders };
      // Outside of the unit on purpose: should the commit be lost, the customer has been promised it all the same, and the next sweep erases.
      await erasures.write(tombstone);
      await eraseUser(client, tombstone, operatorId);
      return ok({ user_id: userId, erased_at, orders: orders.length });
    });
    // What a store's row keeps waiting is done by the sweep, which also reports it.
    if (erased.ok) await applyErasures(deps, [userId]).catch(() => deps.erasing?.poke());
    return erased;
  } catch (error) {
    if (!(error instanceof RegisterUnavailable)) throw error;
    return refuse("customer.register_away", `The erasure could not be written down (${error.message}). Nothing was erased; try again.`);
  }
}

async function erasedBefore(client: ClientBase, userId: string): Promise<Result<Erased> | null> {
  const found = await client.query<{ erased_at: Date; orders: number }>(
    `SELECT erased_at, (SELECT count(*)::int FROM erased_orders o WHERE o.user_id = u.user_id) AS orders FROM erased_users u WHERE user_id = $1`,
    [userId],
  );
  const row = found.rows[0];
  return row ? ok({ user_id: userId, erased_at: iso(row.erased_at.getTime()), orders: row.orders }) : null;
}
