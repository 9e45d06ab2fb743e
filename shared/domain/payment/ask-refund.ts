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
  readonly reason: string;
}

export function askOnlineRefund(
  order: Order,
  { lines, reason, ...asked }: AskRefund,
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
  if (left <= 0) return refuse("refund.exceeds_captured", "Everything that was paid online has been refunded.");
  const pieces = lines ? byPieces(leftOfLines(order, context.refunds), lines) : null;
  if (pieces && !pieces.ok) return pieces;
  const amount_cents = pieces ? sumCents(pieces.value.map((piece) => piece.amount_cents)) : asked.amount_cents;
  if (amount_cents !== null && (amount_cents === 0 || amount_cents > left)) {
    return refuse("refund.exceeds_captured", `${moneyText(left, order)} of what was paid online is left to refund.`, {
      fields: [{ field: "/amount_cents", message: `from 1 to ${left}` }],
    });
  }
  return ok({
    ...envelopeOf(order.store_id, context),
    type: "refund.requested",
    order_id: order.order_id,
    request_id: context.newId(),
    amount_cents: amount_cents === null ? null : cents(amount_cents),
    ...(lines && { lines: [...lines] }),
    reason,
  });
}
