/** How an order stands with its money, in a word. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { Badge } from "@crema/ui/components/badge.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";

export function PaidBadge({ order }: { readonly order: OrderResource }) {
  const t = useWords();
  const { money } = useFormat();
  const { status, balance_cents, paid_cents, refunded_cents, refund_pending_cents } = order;
  if (refund_pending_cents > 0) return <Badge tone="info">{t("pos.paid.refund_pending")}</Badge>;
  if (refunded_cents > 0 && refunded_cents >= paid_cents) return <Badge tone="info">{t("pos.paid.refunded")}</Badge>;
  if (refunded_cents > 0) return <Badge tone="info">{t("pos.paid.partly_refunded", { amount: money(refunded_cents, order) })}</Badge>;
  if (status !== "CANCELLED" && balance_cents > 0)
    return <Badge tone="warn">{t("pos.paid.owes", { amount: money(balance_cents, order) })}</Badge>;
  if (paid_cents > 0) return <Badge tone="good">{t("pos.paid.paid")}</Badge>;
  return null;
}
