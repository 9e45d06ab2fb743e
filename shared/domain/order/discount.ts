/**
 * A discount that staff give on an order or on a line of it, with a reason, before any tender. A compare-and-set on the total that they
 * saw, so that a repeated request takes nothing off twice. The event carries the whole new price.
 */

import type { DomainEvent } from "../events.ts";
import { ok, type Result, refuse } from "../kernel/errors.ts";
import { moneyText } from "../kernel/money-text.ts";
import { type CounterDiscount, discountOrder } from "../menu/pricing.ts";
import type { TaxRules } from "../store/profile.ts";
import { mayDecide } from "./decide.ts";
import { type DecideContext, envelopeOf } from "./decide-context.ts";
import { isOpenStatus, type Order, PricedOrder } from "./order.ts";
import { questionIsOpen } from "./question-open.ts";

export interface DiscountCommand {
  discount: CounterDiscount;
  reason: string;
  /** Off this line alone. */
  line_id?: string | undefined;
  expected_total_cents: number;
}

/** `tax`: the store's present rules, for how to round. */
export function decideDiscount(
  order: Order | null,
  command: DiscountCommand,
  tax: Pick<TaxRules, "rates" | "rounding">,
  context: DecideContext,
): Result<DomainEvent[]> {
  if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  const allowed = mayDiscount(order, context);
  if (!allowed.ok) return allowed;
  const extra = { current_status: order.status, order };
  const text = (minor: number) => moneyText(minor, order);
  if (command.line_id !== undefined && !order.lines.some((line) => line.line_id === command.line_id))
    return refuse("order.line_not_found", "The order has no such line any more. Look at it, then give the discount again.", { extra });
  if (command.expected_total_cents !== order.total_cents) {
    return refuse(
      "order.price_changed",
      `The total is ${text(order.total_cents)} now, not ${text(command.expected_total_cents)}. Look at it, then give the discount again.`,
      {
        fields: [{ field: "/expected_total_cents", message: `is ${order.total_cents} now` }],
        extra,
      },
    );
  }
  const priced = discountOrder(PricedOrder.parse(order), command.discount, command, tax);
  if (!priced.ok) return priced;
  return ok([
    {
      ...envelopeOf(order.store_id, context),
      type: "order.discounted",
      order_id: order.order_id,
      reason: command.reason,
      discount_cents: priced.value.promotions.at(-1)?.discount_cents ?? order.discount_cents,
      ...(command.line_id !== undefined && { line_id: command.line_id }),
      priced: priced.value,
    },
  ]);
}

/** Whether anything may be taken off it now, however much. */
export function mayDiscount(order: Order, context: DecideContext): Result<null> {
  const decidable = mayDecide(order, context.node);
  if (!decidable.ok) return decidable;
  const extra = { current_status: order.status, order };
  if (!isOpenStatus(order.status) || order.pay_mode !== "AT_STORE") {
    return refuse("order.invalid_transition", "Only an open order that is paid at the store can be discounted.", { extra });
  }
  if (order.question) return questionIsOpen(order);
  if (!context.managerApproved) return refuse("auth.manager_required", "A discount needs a manager's PIN.");
  if (context.payments.length > 0)
    return refuse("discount.after_tender", "A discount comes before the first tender. Refund the difference instead.", { extra });
  return ok(null);
}
