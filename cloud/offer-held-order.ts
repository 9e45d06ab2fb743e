/** An order that the cloud holds is put before its store, in one commit with the command that goes down. */
import type { EventOf } from "@crema/shared/domain/events";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { evolve } from "@crema/shared/domain/order/evolve";
import type { Order } from "@crema/shared/domain/order/order";
import { contextOf } from "./db/decide-context.ts";
import type { OrderRecord } from "./db/orders.ts";
import type { UnitOfWork } from "./db/unit-of-work.ts";
import { offerOrder } from "./store-inbox.ts";

/** Returns the order as it is offered; one that is not HELD stays as it is. It must be loaded in `unit`, the link row locked. */
export function offerHeldOrder(unit: UnitOfWork, record: OrderRecord, order: Order): Order {
  if (order.handoff !== "HELD") return order;
  const context = contextOf(unit);
  const event: EventOf<"order.offered"> = {
    ...envelopeOf(order.store_id, context),
    type: "order.offered",
    order_id: order.order_id,
    promised_at: null,
  };
  const offered = evolve(order, event);
  record.record(offered, [event]);
  offerOrder(unit, offered, context.at);
  return offered;
}
