/**
 * An order as the cloud shows it: whether the customer may cancel. Easy to get wrong: under the store's authority the customer
 * may ask all the same, and the store answers; what the store has reported is past, so the same rules say what is worth asking.
 */
import type { ShownOrder } from "@crema/shared/api/orders";
import { cents } from "@crema/shared/money";
import { allowedFor, type Viewer } from "@crema/shared/order/allowed";
import { balanceCents, forGuests, type Order, viewOf } from "@crema/shared/order/order";

export function shownInCloud(order: Order, viewer: Viewer): ShownOrder {
  // No step that the cloud shows ends by the clock, and of the counter's money the order's own sums say enough.
  const facts = { at: order.updated_at, node: order.authority, recallWindowS: 0, payments: [], refunds: [], isOpenTender: () => false };
  const { last_step, placed_by, ...view } = viewOf(order);
  return {
    ...view,
    promotions: viewer.asker === "customer" ? forGuests(view.promotions) : view.promotions,
    last_step: stepFor(viewer, last_step),
    placed_by: viewer.asker === "customer" ? null : placed_by,
    ...allowedFor(order, viewer, facts),
    releases_at: null,
    balance_cents: cents(balanceCents(order)),
  };
}

/** Which of the staff it was is for the store and for headquarters; a customer is told what happened and when. */
function stepFor(viewer: Viewer, step: Order["last_step"]): Order["last_step"] {
  return step && viewer.asker === "customer" ? { ...step, by: { kind: step.by.kind, id: null, name: null } } : step;
}
