/** The state of an order's refunds. The cloud refunds what was paid online, which may take days. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { useFormat } from "@crema/ui/format/use-format.ts";

export function RefundStatusNote({ order }: { order: OrderResource }) {
  const { money } = useFormat();
  const text = statusText(order, (cents) => money(cents, order));
  return text === null ? null : <p role="status">{text}</p>;
}

function statusText(order: OrderResource, money: (cents: number) => string): string | null {
  const { refund_state, refunded_cents, refund_pending_cents, paid_cents, pay_mode, status } = order;
  const refunded = refunded_cents > 0 ? `${money(refunded_cents)} of ${money(paid_cents)} refunded.` : "";
  if (pay_mode !== "ONLINE") return refunded || null;
  if (refund_state === "PENDING") {
    const underWay =
      refund_pending_cents > 0 ? `${money(refund_pending_cents)} is on its way back to the card.` : "A refund to the card is under way.";
    return `${refunded} ${underWay} Nothing is to be handed back here.`.trim();
  }
  if (refund_state === "FAILED")
    return "The refund to the card is not confirmed. Headquarters has been told: ask there before you give anything back.";
  if (refunded) return refunded;
  if (status === "CANCELLED" && paid_cents > 0)
    return `${money(paid_cents)} goes back to the card by itself. Nothing is to be handed back here.`;
  return null;
}
