/** An order that a box before the present one may have begun: a person in the store looks before it is made. */
import type { EventOf } from "@crema/shared/domain/events";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { evolve } from "@crema/shared/domain/order/evolve";
import type { Order } from "@crema/shared/domain/order/order";
import { contextOf } from "./db/decide-context.ts";
import type { OrderRecord } from "./db/orders.ts";
import type { UnitOfWork } from "./db/unit-of-work.ts";

/** Returns the order as it is marked. The order must be loaded in `unit`. */
export function markLookFirst(unit: UnitOfWork, record: OrderRecord, order: Order): Order {
  if (order.look_first) return order;
  const event: EventOf<"order.look_first"> = {
    ...envelopeOf(order.store_id, contextOf(unit)),
    type: "order.look_first",
    order_id: order.order_id,
  };
  const marked = evolve(order, event);
  record.record(marked, [event]);
  return marked;
}
