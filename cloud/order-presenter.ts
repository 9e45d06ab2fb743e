/**
 * An order as the cloud shows it, and whether the customer may cancel. Under the store's authority the customer may
 * still ask, and the store decides. What the store has reported is past, so the same rules say whether asking makes
 * sense.
 */

import type { OrderResource } from "@crema/shared/contract/orders";
import { cents } from "@crema/shared/domain/kernel/money";
import { allowedFor, type Viewer } from "@crema/shared/domain/order/allowed";
import { balanceCents, type CancelCause, forGuests, type Order, type OrderView, viewOf } from "@crema/shared/domain/order/order";
import type { Actor } from "@crema/shared/domain/staff/actor";

export function shownInCloud(order: Order, viewer: Viewer): OrderResource {
  // No step that the cloud shows ends by the clock, and of the counter's money the order's own sums say enough.
  const facts = {
    at: order.updated_at,
    node: order.authority,
    recallWindowS: 0,
    tipLimitCents: 0,
    payments: [],
    refunds: [],
    isOpenTender: () => false,
  };
  return {
    ...(viewer.asker === "customer" ? viewForCustomers(order) : viewOf(order)),
    ...allowedFor(order, viewer, facts),
    releases_at: null,
    balance_cents: cents(balanceCents(order)),
  };
}

/** Which of the staff it was, and what they wrote down, is for the store and for headquarters; a customer is told what happened and when. */
export function viewForCustomers(order: Order): OrderView {
  const view = viewOf(order);
  const { last_step } = view;
  const shown = {
    ...view,
    promotions: forGuests(view.promotions),
    last_step: last_step && { ...last_step, by: unnamed(last_step.by) },
    placed_by: null,
    is_rush: false,
  };
  if (shown.status !== "CANCELLED") return shown;
  const cancel_reason = WRITTEN_DOWN.has(shown.cancel_cause) ? null : shown.cancel_reason;
  return { ...shown, cancelled_by: unnamed(shown.cancelled_by), cancel_reason };
}

const unnamed = ({ kind }: Actor): Actor => ({ kind, id: null, name: null });

/** Causes whose reason is a note of the staff or of headquarters. Why a store declined is its answer to the customer. */
const WRITTEN_DOWN: ReadonlySet<CancelCause> = new Set<CancelCause>(["STAFF", "OPERATOR", "NO_SHOW"]);
