/**
 * An operator has checked with the provider that nothing was done: an operation without a result for 20 hours is tried
 * under a new key. Before that time the old key still protects against doing it twice, and nobody may give it up.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { decisionWaits, isFrozen } from "../../freeze/freeze.ts";
import { lockMoney } from "../../payments/intents/apply-snapshot.ts";
import { intentOfOrder } from "../../payments/intents/find-intent.ts";
import { isKeyOld } from "../../payments/operations/claim.ts";
import type { CommandContext } from "../command-context.ts";

/** How many operations are tried again. */
export async function retryPayment(
  { database, executor }: Pick<CommandContext, "database" | "executor">,
  orderId: string,
): Promise<Result<number>> {
  const of = await intentOfOrder(database.pool, orderId);
  if (!of) return refuse("payment.not_online", "It has no payment at the provider; it is paid at the counter.");
  return executor.execute(async (unit) => {
    const { money } = await lockMoney(unit, of);
    if (isFrozen(unit)) return decisionWaits(of.store_id);
    const now = unit.clock.now();
    const stuck = money.operations.filter((operation) => operation.state === "OPEN" && isKeyOld(operation, now));
    if (stuck.length === 0) return refuse("payment.nothing_to_retry", "Nothing of this payment has been without an answer for 20 hours.");
    for (const operation of stuck) {
      money.renewKey(operation);
      Object.assign(operation, { due_at: iso(now), leased_until: null });
    }
    return ok(stuck.length);
  });
}
