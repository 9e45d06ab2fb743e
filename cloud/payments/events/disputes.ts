/**
 * A customer's bank takes money back. A dispute is neither a refund nor ours to decide: it is recorded beside the
 * books, and a person has to answer it within the bank's time.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import { lockMoney } from "../intents/apply-snapshot.ts";
import type { FoundIntent } from "../intents/find-intent.ts";
import type { PaymentDeps } from "../operations/operation.ts";

/** Reads the dispute at the provider and keeps how it stands. */
export async function applyDispute(deps: PaymentDeps, of: FoundIntent, disputeId: string): Promise<"applied" | "again"> {
  const read = await deps.provider.readDispute(disputeId, of.account);
  if (read.kind !== "done") return "again";
  const dispute = read.value;
  const recorded = await deps.executor.execute(async (unit) => {
    const { order } = await lockMoney(unit, of);
    const before = await unit.client.query<{ status: string }>(
      "SELECT status FROM payment_disputes WHERE store_id = $1 AND dispute_id = $2 FOR UPDATE",
      [of.store_id, disputeId],
    );
    const now = iso(unit.clock.now());
    await unit.client.query(
      `INSERT INTO payment_disputes (store_id, dispute_id, payment_id, order_id, amount_cents, currency, reason, status, opened_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (store_id, dispute_id) DO UPDATE SET amount_cents = excluded.amount_cents, status = excluded.status, updated_at = excluded.updated_at`,
      [
        of.store_id,
        disputeId,
        of.payment_id,
        of.order_id,
        dispute.amount_cents,
        dispute.currency,
        dispute.reason,
        dispute.status,
        dispute.opened_at,
        now,
      ],
    );
    if (before.rows[0]?.status === dispute.status) return ok(null);
    unit.raise({
      store_id: order.store_id,
      order_id: order.order_id,
      kind: "payment.dispute",
      detail: `Dispute ${disputeId} over ${moneyText(dispute.amount_cents, dispute.currency)} (${dispute.reason}): ${dispute.status}.`,
      what_to_do: "Answer it at the payment provider before its deadline; do not refund it as well. It stands beside the books.",
    });
    return ok(null);
  });
  if (!recorded.ok) throw new Error(`a dispute was refused: ${recorded.refusal.code}`);
  return "applied";
}
