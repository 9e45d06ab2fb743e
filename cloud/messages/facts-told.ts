/** Which of an order's events somebody may have to be told of. A look at the event alone, since it is taken in the event's own commit. */
import type { DomainEvent } from "@crema/shared/domain/events";
import type { MessageKind } from "./channel.ts";

/** null: nobody is told. A promise is moved by five minutes or more (shared/domain/order/promise.ts), so each move is told. */
export function kindTold(event: DomainEvent): MessageKind | null {
  switch (event.type) {
    case "order.confirmed":
      return "ACCEPTED";
    case "order.readied":
      return "READY";
    case "order.cancelled":
      return "CANCELLED";
    case "order.promise_moved":
      return "LATE";
    case "order.substitute_asked":
      return "SUBSTITUTE_ASKED";
    case "order.completed":
      return "RECEIPT";
    case "refund.succeeded":
      // What was handed over at the counter its guest has in their hand. A correction is money on their card as well.
      return event.refund.method === "ONLINE" ? "REFUNDED" : null;
    default:
      return null;
  }
}
