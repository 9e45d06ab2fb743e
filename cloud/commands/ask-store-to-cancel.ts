/**
 * Asks a store to cancel an order that it decides: for the customer, or for headquarters, which refunds all of it. At most one
 * request is outstanding per order, and whoever asks next joins it.
 */
import { envelopeOf } from "@crema/shared/order/decide-context";
import type { CancelRequestCause, Order } from "@crema/shared/order/order";
import { contextOf } from "../db/cloud-context.ts";
import type { OrderRecord } from "../db/order-record.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import type { By } from "../ports.ts";

export interface CancelWish {
  readonly request_id: string;
  readonly cause: CancelRequestCause;
  readonly reason: string | null;
}

/** Returns the id of the request that is outstanding now. */
export function askStoreToCancel(unit: UnitOfWork, record: OrderRecord, order: Order, wish: CancelWish, by: By): string {
  if (record.cancelRequestId !== null) return record.cancelRequestId;
  const context = { ...contextOf(unit), actor: by.actor };
  const asked = { order_id: order.order_id, ...wish };
  const event_id = wish.cause === "OPERATOR" ? wish.request_id : unit.newId();
  record.record(order, [{ ...envelopeOf(order.store_id, context), event_id, type: "order.cancel_requested", ...asked }]);
  unit.appendInbox({ kind: "order.cancel_requested", at: context.at, actor: by.actor, ...asked });
  return wish.request_id;
}
