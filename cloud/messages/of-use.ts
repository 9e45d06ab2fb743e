/** How long a message is of use, and whether it still is: asked when it is planned and once more before it is sent. */
import type { Order } from "@crema/shared/domain/order/order";
import type { MessageKind } from "./channel.ts";

const HOUR_MS = 3_600_000;
/** A fact that is older is history: of an order whose store was away for a day, or of a disk that was re-logged. */
const DAY_MS = 24 * HOUR_MS;

const LIFETIME_MS: Readonly<Record<MessageKind, number>> = {
  ACCEPTED: HOUR_MS,
  READY: 2 * HOUR_MS,
  LATE: HOUR_MS,
  SUBSTITUTE_ASKED: HOUR_MS,
  CANCELLED: DAY_MS,
  REFUNDED: DAY_MS,
  RECEIPT: DAY_MS,
};

/** `atMs`: when it happened, by the store's clock; one that is ahead makes nothing last longer. */
export function expiryOf(kind: MessageKind, atMs: number, nowMs: number, order: Pick<Order, "question">): number {
  const latest = Math.min(atMs, nowMs) + LIFETIME_MS[kind];
  return kind === "SUBSTITUTE_ASKED" && order.question ? Math.min(latest, Date.parse(order.question.choose_by)) : latest;
}

/** Whether it still says what is so. */
export function isStillSo(kind: MessageKind, { status, question }: Pick<Order, "status" | "question">): boolean {
  const isToMake = status === "PLACED" || status === "PAID" || status === "IN_PROGRESS";
  switch (kind) {
    case "ACCEPTED":
    case "LATE":
      return isToMake;
    case "READY":
      return status === "READY";
    case "SUBSTITUTE_ASKED":
      return isToMake && question !== null && question.chosen === null;
    case "CANCELLED":
      return status === "CANCELLED";
    case "REFUNDED":
    case "RECEIPT":
      return true;
  }
}
