/**
 * Taking a tender at the counter, decided by the store that takes the money. A card tender never exceeds what is owed;
 * cash may, and the difference is change. A tip is taken with the tender and pays nothing of the order.
 */

import type { DomainEvent } from "../events.ts";
import { cashStep, roundedCash } from "../kernel/cash-rounding.ts";
import { ok, type Result, refuse } from "../kernel/errors.ts";
import { cents, MAX_AMOUNT_CENTS, sumCents } from "../kernel/money.ts";
import { moneyText } from "../kernel/money-text.ts";
import { completeSettled, mayDecide } from "../order/decide.ts";
import type { DecideContext } from "../order/decide-context.ts";
import { envelopeOf } from "../order/decide-context.ts";
import { evolve } from "../order/evolve.ts";
import { balanceCents, isOpenStatus, type Order } from "../order/order.ts";
import { questionIsOpen } from "../order/question-open.ts";
import { cardReference, type StoreSettings } from "../store/profile.ts";
import { isCorrection } from "./owed.ts";
import { mostTipCents } from "./tip-limit.ts";

/** The store's settings for tenders; a box without a profile has none. */
export function tenderRules(
  settings: StoreSettings | undefined,
): Pick<TenderCommand, "reference_required" | "tip_limit_cents" | "is_cash_free"> {
  return {
    reference_required: cardReference(settings) === "REQUIRED",
    tip_limit_cents: settings?.tip_limit_cents ?? 0,
    is_cash_free: settings?.is_cash_free ?? false,
  };
}

export interface TenderCommand {
  method: "CASH" | "EXTERNAL_CARD";
  /** What the tender pays; null: all that is owed. */
  amount_cents: number | null;
  /** On top of the amount, for the staff. */
  tip_cents: number;
  /** Cash handed over; null: exactly the amount and the tip. */
  tendered_cents: number | null;
  reference: string | null;
  /** The store's setting. */
  reference_required: boolean;
  /** The store's setting. */
  tip_limit_cents: number;
  /** The store's setting; absent: it takes cash. */
  is_cash_free?: boolean;
  /** Hand the order over in the same commit when it is READY and this pays the rest of it. */
  complete: boolean;
  payment_id: string;
  receipt_number: string;
}

export function decideTender(order: Order | null, command: TenderCommand, context: DecideContext): Result<DomainEvent[]> {
  if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  const decidable = mayDecide(order, context.node);
  if (!decidable.ok) return decidable;
  const isTipAlone = command.tip_cents > 0 && balanceCents(order) <= 0;
  if (!isOpenStatus(order.status) && !(isTipAlone && order.status === "COMPLETED")) {
    return refuse(
      "order.invalid_transition",
      order.status === "COMPLETED" ? "The order was handed over; it takes no more money." : "The order is cancelled; it takes no money.",
      {
        extra: { current_status: order.status, order },
      },
    );
  }
  if (order.question) return questionIsOpen(order);
  return takeTender(order, command, context);
}

/** Whatever the order's status: a wrong tender is put right after the hand-over as well (correct.ts). */
export function takeTender(order: Order, command: TenderCommand, context: DecideContext): Result<DomainEvent[]> {
  const balance = balanceCents(order);
  const text = (minor: number) => moneyText(minor, order);
  // A guest may leave a tip after having paid, and on an order that costs nothing.
  if (order.pay_mode === "ONLINE" || (balance <= 0 && command.tip_cents === 0)) {
    return refuse("payment.nothing_due", "The order is paid in full. Take no more money for it.");
  }
  const amount = command.amount_cents ?? Math.max(0, balance);
  if (amount > Math.max(0, balance)) {
    return refuse("payment.exceeds_balance", `Only ${text(balance)} is owed. Take that, and give change for cash above it.`, {
      fields: [{ field: "/amount_cents", message: `at most ${balance}` }],
    });
  }
  if (command.method === "CASH" && command.is_cash_free) {
    return refuse("payment.cash_free", "This store takes no cash. Take a card.", {
      fields: [{ field: "/method", message: "CASH is not taken at this store" }],
    });
  }
  if (command.method === "EXTERNAL_CARD" && command.reference_required && !command.reference) {
    return refuse(
      "payment.reference_required",
      "This store wants the number on the terminal's slip with each card payment. Enter it, then take the card again.",
      {
        fields: [{ field: "/reference", message: "required for EXTERNAL_CARD at this store" }],
      },
    );
  }
  const corrected = sumCents(context.refunds.filter(isCorrection).map((refund) => refund.tip_cents));
  const tips = command.tip_cents + sumCents(context.payments.map((payment) => payment.tip_cents)) - corrected;
  const mostTips = mostTipCents(order.total_cents, command.tip_limit_cents);
  if (command.tip_cents > 0 && tips > mostTips) {
    return refuse(
      "payment.tip_too_large",
      `Tips would come to ${text(tips)} on an order of ${text(order.total_cents)}; the most is ${text(mostTips)}. Enter the tip again.`,
      { fields: [{ field: "/tip_cents", message: `all tips of the order together: at most ${mostTips}` }] },
    );
  }
  const taken = amount + command.tip_cents;
  // A larger figure than any schema lets through would leave the capture in quarantine.
  if (taken > MAX_AMOUNT_CENTS) {
    return refuse("payment.tip_too_large", `${text(taken)} is more than one tender may be. Enter the tip again.`, {
      fields: [{ field: "/tip_cents", message: `at most ${MAX_AMOUNT_CENTS - amount} with this tender` }],
    });
  }
  const step = command.method === "CASH" ? cashStep(order, context.cashRounding) : 1;
  // Rounded each by itself, small parts would come to nothing.
  if (taken % step !== 0 && (amount === 0 || amount < balance)) {
    return refuse(
      "payment.cash_not_payable",
      `Coins cannot pay ${text(taken)}, and only what pays the rest is rounded. Take a multiple of ${text(step)}.`,
      {
        fields: [{ field: amount === 0 ? "/tip_cents" : "/amount_cents", message: `with the tip a multiple of ${step}` }],
      },
    );
  }
  const due = roundedCash(taken, step);
  const tendered = command.method === "CASH" ? (command.tendered_cents ?? due) : null;
  if (tendered !== null && tendered < due) {
    return refuse(
      "payment.cash_short",
      `${text(tendered)} is less than the ${text(due)} to be paid. Ask for the rest, or take it as a part.`,
      {
        fields: [{ field: "/tendered_cents", message: `at least ${due}` }],
      },
    );
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
      tip_cents: cents(command.tip_cents),
      drawer_session_id: command.method === "CASH" ? context.drawerSessionId : null,
      tendered_cents: tendered === null ? null : cents(tendered),
      change_cents: tendered === null ? null : cents(tendered - due),
      ...(due !== taken && { rounding_cents: cents(due - taken) }),
      reference: command.method === "EXTERNAL_CARD" ? command.reference : null,
      captured_by: context.actor,
      captured_at: context.at,
      business_day: context.businessDay,
      created_at: context.at,
    },
  };
  return ok(command.complete ? [captured, ...completeSettled(evolve(order, captured), context)] : [captured]);
}
