/** The state of an order's refunds. The cloud refunds what was paid online, which may take days. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";

export function RefundStatusNote({ order }: { order: OrderResource }) {
  const t = useWords();
  const { money } = useFormat();
  const text = statusText(order, t, (cents) => money(cents, order));
  return text === null ? null : <p role="status">{text}</p>;
}

function statusText(order: OrderResource, t: Words, money: (cents: number) => string): string | null {
  const { refund_state, refunded_cents, refund_pending_cents, paid_cents, pay_mode, status } = order;
  const refunded = refunded_cents > 0 ? t("pos.refund.of", { refunded: money(refunded_cents), paid: money(paid_cents) }) : "";
  if (pay_mode !== "ONLINE") return refunded || null;
  if (refund_state === "PENDING") {
    const underWay =
      refund_pending_cents > 0 ? t("pos.refund.under_way", { amount: money(refund_pending_cents) }) : t("pos.refund.pending");
    return `${refunded} ${underWay}`.trim();
  }
  if (refund_state === "FAILED") return t("pos.refund.failed");
  if (refunded) return refunded;
  if (status === "CANCELLED" && paid_cents > 0) return t("pos.refund.by_itself", { amount: money(paid_cents) });
  return null;
}
