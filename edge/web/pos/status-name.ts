/** What the counter calls a step of an order: the key of its text. */
import type { OrderStatus } from "@crema/shared/domain/order/order";

export const stepKey = (from: OrderStatus, to: OrderStatus) =>
  from === "READY" && to === "IN_PROGRESS" ? ("pos.step.recall" as const) : (`pos.step.${to}` as const);
