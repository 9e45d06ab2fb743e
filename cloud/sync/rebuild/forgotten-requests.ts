/** What was asked of a store in the lost time, by a customer or by headquarters, comes into the record of its order once. */
import type { EventOf } from "@crema/shared/domain/events";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import type { Order } from "@crema/shared/domain/order/order";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { contextOf } from "../../db/decide-context.ts";
import type { OrderRecord } from "../../db/orders.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";

type RequestCommand = Extract<InboxCommand, { kind: "order.cancel_requested" | "refund.requested" }>;

export class ForgottenRequests {
  private constructor(
    private readonly unit: UnitOfWork,
    private readonly storeId: string,
    private readonly recorded: Set<string>,
  ) {}

  /** For the requests among these commands. */
  static async among(unit: UnitOfWork, storeId: string, commands: readonly InboxCommand[]): Promise<ForgottenRequests> {
    const ids = commands.flatMap((command) => ("request_id" in command ? [command.request_id] : []));
    const found = await unit.client.query<{ event_id: string }>(
      "SELECT event_id FROM order_events WHERE store_id = $1 AND event_id = ANY ($2::uuid[])",
      [storeId, ids],
    );
    return new ForgottenRequests(unit, storeId, new Set(found.rows.map((row) => row.event_id)));
  }

  /**
   * Numbered by the request: the same key finds it again. null: it is recorded already, also by an entry of the same run, since a store's
   * next box is asked once more for what the one before has not answered.
   */
  record<C extends RequestCommand>(record: OrderRecord, order: Order, command: C): EventOf<C["kind"]> | null {
    const { kind: type, ...asked } = command;
    if (this.recorded.has(asked.request_id)) return null;
    this.recorded.add(asked.request_id);
    const event = { ...envelopeOf(this.storeId, contextOf(this.unit)), event_id: asked.request_id, type, ...asked } as EventOf<C["kind"]>;
    record.record(order, [event]);
    return event;
  }
}
