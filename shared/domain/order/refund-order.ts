/**
 * What a store does when a refund of an order is requested. Refunding all of an order that nobody has started is its
 * cancellation: the ticket leaves the bar and nothing is owed, in the same commit. Of an order that was paid online the store
 * cancels, and the cloud's commit of the cancellation refunds the money (M3), so the store does not ask for a refund as well.
 */

import type { DomainEvent } from "../events.ts";
import { ok, type Result } from "../kernel/errors.ts";
import { askOnlineRefund } from "../payment/ask-refund.ts";
import { decideRefund, type RefundCommand } from "../payment/refund.ts";
import { decide } from "./decide.ts";
import type { DecideContext } from "./decide-context.ts";
import { evolve } from "./evolve.ts";
import { netPaidCents, type Order } from "./order.ts";
import { questionIsOpen } from "./question-open.ts";

export function decideOrderRefund(order: Order | null, command: RefundCommand, context: DecideContext): Result<DomainEvent[]> {
  if (order?.pay_mode === "ONLINE") {
    const asked = askOnlineRefund(order, command, context);
    if (!asked.ok) return asked;
    const { amount_cents } = asked.value;
    const isAll = netPaidCents(order) > 0 && (amount_cents === null || amount_cents === netPaidCents(order));
    if (isAll && isUnstarted(order)) return cancelInstead(order, command.reason, context);
    return order.question ? questionIsOpen(order) : ok([asked.value]);
  }
  if (order && isUnstarted(order)) {
    // Tried without a receipt, of which there must be no gaps.
    const tried = decideRefund(order, command, { ...context, newReceipt: () => null });
    if (!tried.ok) return tried;
    const after = tried.value.reduce<Order>((state, event) => evolve(state, event), order);
    if (netPaidCents(after) === 0) return cancelInstead(order, command.reason, context);
    if (order.question) return questionIsOpen(order);
  }
  return decideRefund(order, command, context);
}

export const isUnstarted = ({ status }: Pick<Order, "status">): boolean => status === "PLACED" || status === "PAID";

/** The refund is what was approved; the cancellation follows from it. */
function cancelInstead(order: Order, reason: string, context: DecideContext): Result<DomainEvent[]> {
  const cancel = { type: "cancel", cause: "STAFF", reason, expected_status: null, request_id: null } as const;
  return decide(order, cancel, { ...context, asker: "staff", managerApproved: true });
}
