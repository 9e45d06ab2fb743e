/** Discounts an order before any tender: header, lines and event in one commit. */
import type { DiscountRequest } from "@crema/shared/contract/orders-at-store";
import { type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { decideDiscount } from "@crema/shared/domain/order/discount";
import type { Order } from "@crema/shared/domain/order/order";
import type { Caller } from "../../ports.ts";
import { type CommandContext, contextFor, requireActiveBox } from "../command-context.ts";
import { saveOrder } from "../save.ts";

export function discount(deps: CommandContext, orderId: string, request: DiscountRequest, by: Caller): Promise<Result<Order>> {
  const { tables } = deps;
  return deps.executor.run((tx) => {
    const identity = requireActiveBox(deps, tx);
    if (!identity.ok) return identity;
    const profile = tables.documents.profile();
    if (!profile) return refuse("store.not_ready", "The box has no profile yet.");
    const order = tables.orders.read(orderId)?.order ?? null;
    const events = decideDiscount(order, request, profile.tax, contextFor(deps, tx, order, by, profile));
    return events.ok ? saveOrder(deps, tx, order, events.value) : events;
  });
}
