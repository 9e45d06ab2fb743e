/**
 * What was paid above a total that has fallen is corrected, so that nothing is owed either way and the tax of the sale is counted once:
 * the sale itself is smaller, and the correction is no refund of it. The counter gives it back in the commit that lowers the total.
 */
import type { EventOf } from "../events.ts";
import type { DecideContext } from "../order/decide-context.ts";
import { balanceCents, type Order } from "../order/order.ts";
import { leftToRefund } from "./money-parts.ts";
import type { Payment, Refund, RefundKind } from "./payment.ts";
import { isCounterCapture, refunded, takeInTurn } from "./refund.ts";

/** Of what the counter took. `order`: with its new total. */
export function correctOverpaid(order: Order, context: DecideContext): EventOf<"refund.succeeded">[] {
  const over = -balanceCents(order);
  if (order.pay_mode === "ONLINE" || over <= 0) return [];
  const captures = context.payments.filter(isCounterCapture);
  const parts = takeInTurn(
    over,
    captures.map((payment) => leftToRefund(payment, context.refunds).amount),
  );
  const { drawerSessionId } = context;
  const part = { tip: 0, kind: "CORRECTION", reason: "What was ordered cannot be made.", drawerSessionId } as const;
  return captures.flatMap((payment, i) => {
    const amount = parts[i] ?? 0;
    return amount > 0 ? [refunded(order, payment, { ...part, amount }, context)] : [];
  });
}

/**
 * Of what was paid online: captured − corrected − given back − total, all that has not failed counted. What a person has given back
 * meanwhile is not given back again.
 */
export function overpaidOnline(order: Pick<Order, "total_cents" | "amendments">, payment: Payment, refunds: readonly Refund[]): number {
  if (payment.status !== "CAPTURED" || order.amendments === 0) return 0;
  return Math.max(0, leftToRefund(payment, refunds).amount - order.total_cents);
}

/**
 * What a person gives back through the provider. As long as more was paid than the order costs, as the refund that was to give it back has
 * failed, it is no refund of the sale. `hasLines`: pieces are named, which are of the sale.
 */
export function kindOfRefund(
  order: Pick<Order, "total_cents" | "amendments">,
  payment: Payment,
  refunds: readonly Refund[],
  { amount, tip, hasLines }: { readonly amount: number; readonly tip: number; readonly hasLines: boolean },
): RefundKind {
  return !hasLines && tip === 0 && amount <= overpaidOnline(order, payment, refunds) ? "CORRECTION" : "GIVEN_BACK";
}
