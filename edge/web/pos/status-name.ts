/** What the counter calls an order's status. */
import type { OrderStatus } from "@crema/shared/domain/order/order";

export const STATUS_NAMES: Readonly<Record<OrderStatus, string>> = {
  PLACED: "Placed",
  PAID: "Paid online",
  IN_PROGRESS: "Being made",
  READY: "Ready",
  COMPLETED: "Handed over",
  CANCELLED: "Cancelled",
};

/** The step to a status, as a button says it. */
export const stepName = (from: OrderStatus, to: OrderStatus): string =>
  from === "READY" && to === "IN_PROGRESS" ? "Recall" : STEP_NAMES[to];

const STEP_NAMES: Readonly<Record<OrderStatus, string>> = {
  PLACED: "Put back",
  PAID: "Put back",
  IN_PROGRESS: "Start",
  READY: "Ready",
  COMPLETED: "Hand over",
  CANCELLED: "Void",
};
