/**
 * Money at the counter: taking a tender, giving back. Decided by the store where the money lies. A card tender never
 * exceeds what is owed; cash may, and the difference is change.
 */

import { ok, type Result, refuse } from "../errors.ts";
import type { DomainEvent } from "../events.ts";
import { cents } from "../money.ts";
import type { DecideContext } from "../order/decide.ts";
import { completeSettled, envelopeOf, mayDecide } from "../order/decide.ts";
import { evolve } from "../order/evolve.ts";
import { balanceCents, isOpenStatus, netPaidCents, type Order } from "../order/order.ts";
import type { Payment, Refund } from "./payment.ts";

export interface TenderCommand {
  method: "CASH" | "EXTERNAL_CARD";
  /** What the tender pays; null: all that is owed. */
  amount_cents: number | null;
  /** Cash handed over; null: exactly the amount. */
  tendered_cents: number | null;
  reference: string | null;
  /** Hand the order over in the same commit when it is READY and this settles it. */
  complete: boolean;
  payment_id: string;
  receipt_number: string;
}

export function decideTender(order: Order | null, command: TenderCommand, context: DecideContext): Result<DomainEvent[]> {
  if (!order) return refuse("order.not_found", "There is no such order.");
  const standing = mayDecide(order, context.node);
  if (!standing.ok) return standing;
  if (!isOpenStatus(order.status)) {
    return refuse("order.invalid_transition", `A ${order.status} order takes no money.`, {
      extra: { current_status: order.status, order },
    });
  }
  const balance = balanceCents(order);
  if (order.pay_mode === "ONLINE" || balance <= 0) {
    return refuse("payment.nothing_due", "Nothing is owed on this order.");
  }
  const amount = command.amount_cents ?? balance;
  if (amount > balance) {
    return refuse("payment.exceeds_balance", `Only ${balance} is owed; cash above it belongs in tendered_cents.`, {
      fields: [{ field: "/amount_cents", message: `at most ${balance}` }],
    });
  }
  if (command.method === "EXTERNAL_CARD" && !command.reference) {
    return refuse("payment.reference_required", "Type in the reference from the terminal's slip.", {
      fields: [{ field: "/reference", message: "required for EXTERNAL_CARD" }],
    });
  }
  const tendered = command.method === "CASH" ? (command.tendered_cents ?? amount) : null;
  if (tendered !== null && tendered < amount) {
    return refuse("payment.cash_short", `${tendered} was handed over for ${amount}.`, {
      fields: [{ field: "/tendered_cents", message: `at least ${amount}` }],
    });
  }
  const captured: DomainEvent = {
    ...envelopeOf(order.store_id, context),
    type: "payment.captured",
    order_id: order.order_id,
    payment: {
      payment_id: command.payment_id,
      order_id: order.order_id,
      store_id: order.store_id,
      provider: "in_store",
      method: command.method,
      status: "CAPTURED",
      provider_ref: command.receipt_number,
      account: null,
      intent_id: null,
      amount_cents: cents(amount),
      currency: order.currency,
      tendered_cents: tendered === null ? null : cents(tendered),
      change_cents: tendered === null ? null : cents(tendered - amount),
      reference: command.method === "EXTERNAL_CARD" ? command.reference : null,
      captured_by: context.actor,
      captured_at: context.at,
      business_day: context.businessDay,
      created_at: context.at,
    },
  };
  const after = evolve(order, captured);
  return ok([captured, ...(command.complete ? completeSettled(after, context) : [])]);
}

/** Every counter capture of the order that has not been given back yet, as refunds. */
export function giveBackAll(order: Order, reason: string, context: DecideContext): DomainEvent[] {
  if (netPaidCents(order) <= 0) return [];
  return context.payments.flatMap((payment): DomainEvent[] => {
    const left = payment.provider === "in_store" && payment.status === "CAPTURED" ? leftToGiveBack(payment, context.refunds) : 0;
    if (left <= 0) return [];
    const refund: Refund = {
      refund_id: context.newId(),
      payment_id: payment.payment_id,
      order_id: order.order_id,
      store_id: order.store_id,
      provider: "in_store",
      method: payment.method,
      status: "SUCCEEDED",
      provider_ref: null,
      account: null,
      amount_cents: cents(left),
      currency: payment.currency,
      reason,
      actor: context.actor,
      refunded_at: context.at,
      business_day: context.businessDay,
    };
    return [{ ...envelopeOf(order.store_id, context), type: "refund.succeeded", order_id: order.order_id, refund }];
  });
}

/** What of a capture has not been given back: captured − refunds that have not failed. */
export function leftToGiveBack(payment: Payment, refunds: readonly Refund[]): number {
  const given = refunds.filter((refund) => refund.payment_id === payment.payment_id && refund.status !== "FAILED");
  return payment.amount_cents - given.reduce((sum, refund) => sum + refund.amount_cents, 0);
}
