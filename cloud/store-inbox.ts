/** The inbox entry that goes with a confirmation. In the very commit that moves authority, or a store would wait for ever. */
import type { EventOf } from "@crema/shared/domain/events";
import type { UnitOfWork } from "./db/unit-of-work.ts";

export function tellConfirmed(unit: UnitOfWork, confirmed: EventOf<"order.confirmed">): void {
  const { at, event_id, order_id, order_seq, status } = confirmed;
  unit.appendInbox({ kind: "order.confirmed", at, event_id, order_id, order_seq, status });
}
