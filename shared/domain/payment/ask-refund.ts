/**
 * A store asks the cloud to refund what was paid online. The store knows what was captured but not what has been refunded
 * meanwhile, so it only bounds the amount and the cloud decides (M4).
 */

import type { EventOf } from "../events.ts";
import { ok, type Result, refuse } from "../kernel/errors.ts";
import { cents, sumCents } from "../kernel/money.ts";
import { moneyText } from "../kernel/money-text.ts";
import { type DecideContext, envelopeOf } from "../order/decide-context.ts";
import type { Order } from "../order/order.ts";
import type { AskedLine } from "./payment.ts";
import { byPieces, leftOfLines } from "./refund-lines.ts";

export interface AskRefund {
  /** null: all that is left when the cloud decides. */
  readonly amount_cents: number | null;
  /** Pieces of lines; absent: the amount is spread over the lines. */
  readonly lines?: readonly AskedLine[] | undefined;
  /** Of the tip that was paid with it. */
  readonly tip_cents: number;
  readonly reason: string;
}

export function askOnlineRefund(
  order: Order,
  { lines, tip_cents, reason, ...asked }: AskRefund,
  context: DecideContext,
): Result<EventOf<"refund.requested">> {
  if (!context.managerApproved) return refuse("auth.manager_required", "A refund needs a manager's PIN.");
  if (order.handoff !== "CONFIRMED" || order.paid_cents === 0)
    return refuse("refund.nothing_captured", "No money was taken for this order.");
  // The cloud's commit of the cancellation refunds everything by itself.
  if (order.status === "CANCELLED") return refuse("refund.nothing_captured", "It is cancelled, and its money goes back by itself.");
  // The amount of the first one is not known here yet, so a second one could refund the same money twice.
  if (order.refund_state === "PENDING") {
    return refuse("refund.under_way", "A refund of this order is under way. Its outcome will be shown here; refund more after that.");
  }
  const left = order.paid_cents - order.refunded_cents;
  const leftTip = order.tip_cents - sumCents(context.refunds.filter(({ status }) => status !== "FAILED").map((each) => each.tip_cents));
  if (left <= 0 && leftTip <= 0) return refuse("refund.exceeds_captured", "Everything that was paid online has been refunded.");
  const pieces = lines ? byPieces(leftOfLines(order, context.refunds), lines) : null;
  if (pieces && !pieces.ok) return pieces;
  const amount_cents = pieces ? sumCents(pieces.value.map((piece) => piece.amount_cents)) : asked.amount_cents;
  const amount = amount_cents ?? left;
  if (amount + tip_cents === 0 || amount > left || tip_cents > leftTip) {
    const ofTip = order.tip_cents > 0 ? `, and ${moneyText(leftTip, order)} of the tip` : "";
    return refuse("refund.exceeds_captured", `${moneyText(left, order)} of what was paid online is left to refund${ofTip}.`, {
      fields: [
        { field: "/amount_cents", message: tip_cents > 0 ? `at most ${left}` : `from 1 to ${left}` },
        ...(tip_cents > leftTip ? [{ field: "/tip_cents", message: `at most ${leftTip}` }] : []),
      ],
    });
  }
  return ok({
    ...envelopeOf(order.store_id, context),
    type: "refund.requested",
    order_id: order.order_id,
    request_id: context.newId(),
    amount_cents: amount_cents === null ? null : cents(amount_cents),
    ...(lines && { lines: [...lines] }),
    ...(tip_cents > 0 && { tip_cents: cents(tip_cents) }),
    reason,
  });
}
