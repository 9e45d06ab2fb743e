/** The response to what may give money back: the order as its caller is shown it, with what is to be handed back now. */
import { viewerAtStore } from "@crema/shared/contract/viewers";
import type { DomainEvent } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Order } from "@crema/shared/domain/order/order";
import type { Caller } from "../../ports.ts";
import type { CommandContext } from "../command-context.ts";

export function withRefunds({ show, clock }: CommandContext, order: Order, events: readonly DomainEvent[], by: Caller): object {
  const refunds = events.flatMap((event) => (event.type === "refund.succeeded" ? [event.refund] : []));
  return { ...show.order(order, viewerAtStore(by.principal)), as_of: iso(clock.now()), refunds };
}
