/**
 * To which account of the provider a store's customers pay: from the next order on; a payment keeps the account that it was
 * made on. It moves money, so it is confirmed and told to everybody who looks after the store.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { confirmations } from "../../auth/confirmation.ts";
import type { AccountChange, Caller } from "../../ports.ts";
import { ACCOUNT_KIND } from "../../reports/exceptions.ts";
import type { CommandContext } from "../command-context.ts";

/** Refuses with auth.forbidden, store.not_found, payment_account.unconfirmed. */
export async function putPaymentAccount(
  { executor, clock, confirmationKey }: CommandContext,
  storeId: string,
  { account: to, confirmation }: AccountChange,
  { principal, actor }: Caller,
): Promise<Result<null>> {
  if (principal.kind !== "operator" || principal.role !== "owner" || principal.store_ids !== null) {
    return refuse("auth.forbidden", "Only an owner of every store decides to which account a store's card money goes.");
  }
  return executor.execute(async (unit) => {
    const found = await unit.client.query<{ stripe_account_id: string | null }>(
      "SELECT stripe_account_id FROM stores WHERE store_id = $1 FOR UPDATE",
      [storeId],
    );
    const row = found.rows[0];
    if (!row) return refuse("store.not_found", `There is no store ${storeId} here.`);
    const from = row.stripe_account_id;
    if (from === to) return ok(null);
    const [confirm, what] = [confirmations(confirmationKey, clock.now()), [storeId, from, to, principal.user_id]];
    if (!confirm.isGood(confirmation, what)) {
      const detail = `Card money of ${storeId} would go to ${named(to)} instead of ${named(from)}. Send the same again with this confirmation.`;
      return refuse("payment_account.unconfirmed", detail, { extra: { from, to, confirmation: confirm.give(what) } });
    }
    await unit.client.query("UPDATE stores SET stripe_account_id = $2, updated_at = $3 WHERE store_id = $1", [
      storeId,
      to,
      iso(clock.now()),
    ]);
    const told = {
      store_id: storeId,
      order_id: null,
      kind: ACCOUNT_KIND,
      detail: `From now on card money of ${storeId} goes to ${named(to)} instead of ${named(from)}, by ${actor.name ?? "an operator"}.`,
      what_to_do: "If nobody of you meant to do this, set the account back at once and revoke that operator.",
    };
    unit.raise(told, principal.user_id);
    return ok(null);
  });
}

const named = (account: string | null): string => account ?? "the installation's own account";
