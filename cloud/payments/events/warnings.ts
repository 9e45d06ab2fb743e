/** What the provider warns of and nobody has to be asked about again: a person has to act, and our books stay as they are. */
import { ok } from "@crema/shared/domain/kernel/errors";
import { noteNotAdmitted, raiseNotAdmitted } from "../accounts.ts";
import { lockMoney } from "../intents/apply-snapshot.ts";
import type { FoundIntent } from "../intents/find-intent.ts";
import type { PaymentDeps } from "../operations/operation.ts";

/** A bank thinks that the card was used by somebody else. A dispute often follows, and a refund before it prevents that. */
export async function applyFraudWarning({ executor }: PaymentDeps, of: FoundIntent, warningId: string): Promise<"applied"> {
  const raised = await executor.execute(async (unit) => {
    const { order } = await lockMoney(unit, of);
    unit.raise({
      store_id: order.store_id,
      order_id: order.order_id,
      kind: "payment.fraud_warning",
      detail: `The customer's bank reports this payment as fraud (${warningId}).`,
      what_to_do: "Refund it if you think so too: that prevents a dispute and its fee. Else keep what proves the order.",
    });
    return ok(null);
  });
  if (!raised.ok) throw new Error(`a warning was refused: ${raised.refusal.code}`);
  return "applied";
}

/** The owner of a connected account has taken our access away: its stores' payments, refunds and releases cannot be carried out. */
export async function applyWithdrawnAccess({ database, executor, clock }: PaymentDeps, account: string): Promise<"applied" | "not_ours"> {
  const stores = await database.pool.query<{ store_id: string }>(
    "SELECT store_id FROM stores WHERE stripe_account_id = $1 ORDER BY store_id",
    [account],
  );
  await noteNotAdmitted(database.pool, clock, account);
  for (const { store_id } of stores.rows) {
    const raised = await executor.execute(async (unit) => {
      await unit.lockLink(store_id);
      raiseNotAdmitted(unit, store_id, account, null);
      return ok(null);
    });
    if (!raised.ok) throw new Error(`a warning was refused: ${raised.refusal.code}`);
  }
  return stores.rows.length > 0 ? "applied" : "not_ours";
}
