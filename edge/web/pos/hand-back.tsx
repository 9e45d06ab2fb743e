/**
 * Tells the cashier what to refund now and by which method. Without it the money could stay in the drawer although it is
 * booked as refunded.
 */
import type { RefundResponse } from "@crema/shared/contract/money";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";

export interface HandBackProps {
  readonly refunds: RefundResponse["refunds"];
  readonly currency: MoneyUnit;
  /** The ticket, where several orders are listed. */
  readonly ticket?: string | null;
}

export function HandBack({ refunds, currency, ticket = null }: HandBackProps) {
  const t = useWords();
  const { money } = useFormat();
  const byMethod = new Map<string, number>();
  for (const { method, amount_cents, tip_cents, rounding_cents } of refunds) {
    byMethod.set(method, (byMethod.get(method) ?? 0) + amount_cents + tip_cents + (rounding_cents ?? 0));
  }
  const total = [...byMethod.values()].reduce((sum, cents) => sum + cents, 0);
  if (total === 0) return null;
  return (
    <p className="note note-warn hand-back" role="status">
      <strong>
        {ticket === null
          ? t("pos.hand_back.total", { amount: money(total, currency) })
          : t("pos.hand_back.total_of", { ticket, amount: money(total, currency) })}
      </strong>{" "}
      {[...byMethod]
        .map(([method, cents]) => t(method === "CASH" ? "pos.hand_back.cash" : "pos.hand_back.card", { amount: money(cents, currency) }))
        .join(", ")}
    </p>
  );
}
