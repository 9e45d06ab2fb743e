/** What a store tells of an order that is another store's here: money counts where it was taken, the order itself changes nothing. */
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import type { Order } from "@crema/shared/domain/order/order";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type { UnitOfWork } from "../db/unit-of-work.ts";

export function raiseForeignMoney(unit: UnitOfWork, fact: Payment | Refund): void {
  const what = "refund_id" in fact ? "A refund" : "A payment";
  unit.raise({
    store_id: fact.store_id,
    order_id: fact.order_id,
    kind: "money.foreign_order",
    detail: `${what} of ${moneyText(fact.amount_cents, fact.currency)} at ${fact.store_id} for an order of another store.`,
    what_to_do: "The money stands in the books of the store that took it. Find out with the store what it was for.",
  });
}

/** An event of it would be in quarantine; of an order that is told whole there is none. */
export function raiseForeignOrder(unit: UnitOfWork, order: Order): void {
  unit.raise({
    store_id: order.store_id,
    order_id: order.order_id,
    kind: "order.foreign",
    detail: `The box of ${order.store_id} has an order over ${moneyText(order.total_cents, order)} under the id of another store's order. The other store's stands as it was.`,
    what_to_do: "Compare the order with the store's screens, and have IT look at where its box has the order from.",
  });
}
