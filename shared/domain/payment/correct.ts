/**
 * A tender that was recorded wrongly is corrected in one commit: what is left of it is reversed as a CORRECTION and the
 * right tender is taken, so that order and drawer never show a state between the two. The wrong cash never lay in the
 * drawer, so its correction belongs to the session in which the mistake was made.
 */

import type { DomainEvent } from "../events.ts";
import { ok, type Result, refuse } from "../kernel/errors.ts";
import { moneyText } from "../kernel/money-text.ts";
import { mayDecide } from "../order/decide.ts";
import type { DecideContext } from "../order/decide-context.ts";
import { evolve } from "../order/evolve.ts";
import { balanceCents, type Order } from "../order/order.ts";
import { type TenderCommand, takeTender } from "./decide.ts";
import { leftToRefund, type MoneyParts } from "./money-parts.ts";
import type { Payment } from "./payment.ts";
import { isCounterCapture, refunded } from "./refund.ts";

export interface CorrectCommand {
  /** The wrong one. */
  payment_id: string;
  /** The right one. `amount_cents` and `tip_cents` null: those of the wrong one, less what was refunded of it. */
  right: Pick<
    TenderCommand,
    "method" | "amount_cents" | "tendered_cents" | "reference" | "reference_required" | "tip_limit_cents" | "is_cash_free"
  > & {
    tip_cents: number | null;
  };
  reason: string;
  right_payment_id: string;
}

export function decideCorrection(order: Order | null, command: CorrectCommand, context: DecideContext): Result<DomainEvent[]> {
  if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  const decidable = mayDecide(order, context.node);
  if (!decidable.ok) return decidable;
  const wrong = context.payments.find((payment) => payment.payment_id === command.payment_id);
  if (!wrong || !isCounterCapture(wrong)) return refuse("payment.not_found", "The order has no such tender. Look at its tenders again.");
  const allowed = mayCorrect(order, wrong, context);
  if (!allowed.ok) return allowed;
  const { amount, tip } = leftToRefund(wrong, context.refunds);
  const { reason } = command;
  const drawerSessionId = wrong.drawer_session_id && context.drawerSessionId;
  const correction = refunded(order, wrong, { amount, tip, kind: "CORRECTION", reason, drawerSessionId }, context);
  const reopened = evolve(order, correction);
  const right = command.right.amount_cents ?? amount;
  if (order.status === "COMPLETED" && right !== balanceCents(reopened)) {
    return refuse(
      "payment.not_correctable",
      `The order was handed over and stays paid in full: the right tender is ${moneyText(balanceCents(reopened), order)}.`,
    );
  }
  const taken = takeTender(
    reopened,
    {
      ...command.right,
      amount_cents: right,
      tip_cents: command.right.tip_cents ?? tip,
      complete: false,
      payment_id: command.right_payment_id,
      receipt_number: context.newReceipt() ?? "",
    },
    { ...context, refunds: [...context.refunds, correction.refund] },
  );
  return taken.ok ? ok([correction, ...taken.value]) : taken;
}

/** The tip is something too: it may have been taken alone, or be what a refund has left. */
export const isLeftToCorrect = ({ amount, tip }: MoneyParts): boolean => amount > 0 || (amount === 0 && tip > 0);

/** Whether that tender can still be corrected, and whether the caller may. */
export function mayCorrect(order: Order, wrong: Payment, context: DecideContext): Result<null> {
  if (order.status === "CANCELLED") return refuse("payment.not_correctable", "The order is cancelled, and its money was given back.");
  if (!isLeftToCorrect(leftToRefund(wrong, context.refunds))) {
    return refuse("payment.not_correctable", "Nothing is left of this tender: it was given back, or has been put right already.");
  }
  if (!context.isOpenTender(wrong)) {
    return refuse("payment.not_correctable", "A Z report covers this tender, or its day is over. Refund it, and note why.");
  }
  if (!context.managerApproved) return refuse("auth.manager_required", "Correcting a tender needs a manager's PIN.");
  return ok(null);
}
