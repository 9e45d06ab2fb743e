/** The queues: of open orders, and what ended lately. */
import type { QueueAge } from "@crema/shared/contract/queue";
import type { Clock } from "@crema/shared/domain/kernel/clock";
import { isOpenStatus, OrderStatus } from "@crema/shared/domain/order/order";
import { byPlaceOnQueue } from "@crema/shared/domain/order/place-on-queue";
import { QUEUE_LENGTH, queueSince } from "@crema/shared/domain/order/queue";
import type { Tables } from "../db/tables.ts";
import type { EdgeQueries, Queue } from "../ports.ts";

const OPEN_STATUSES = OrderStatus.options.filter(isOpenStatus);
/** A queue of finished orders looks at this many of the orders that changed last. */
const LATEST_ORDERS = 500;

export function queueQueries(
  tables: Tables,
  clock: Clock,
): Pick<EdgeQueries, "queue" | "queueCounts" | "allDay" | "openOrders" | "appOrdersPausedUntil"> {
  function queueOf(statuses: readonly OrderStatus[] | null, age: QueueAge): Queue {
    const since = queueSince(clock.now());
    const open = statuses?.filter(isOpenStatus) ?? OPEN_STATUSES;
    const range = age === "CURRENT" ? { since } : { before: since };
    const queued = tables.orders.open(range, open, QUEUE_LENGTH);
    const isShort = queued.length === QUEUE_LENGTH;
    const asksForEnded = age === "CURRENT" && statuses?.some((status) => !isOpenStatus(status));
    const ended = asksForEnded
      ? tables.orders.latest(LATEST_ORDERS).filter(({ status }) => !isOpenStatus(status) && statuses?.includes(status))
      : [];
    return {
      cursor: tables.box.position().cursor,
      orders: ended.length > 0 ? [...queued, ...ended].sort(byPlaceOnQueue) : queued,
      more: isShort ? tables.orders.openCountIn(range, open) - queued.length : 0,
      left_open: tables.orders.openCountIn({ before: since }, OPEN_STATUSES),
    };
  }

  return {
    queue: (statuses, age = "CURRENT") => queueOf(statuses, age),
    allDay: () => tables.orders.toMake(queueSince(clock.now())),
    openOrders: () => tables.orders.openCount(queueSince(clock.now())),
    appOrdersPausedUntil() {
      const { app_orders_paused_until: until } = tables.box.box();
      return until !== null && Date.parse(until) > clock.now() ? until : null;
    },
    queueCounts() {
      const queue_since = queueSince(clock.now());
      return {
        on_queue: tables.orders.openCount(queue_since),
        queue_since,
        left_open: tables.orders.openCountIn({ before: queue_since }, OPEN_STATUSES),
      };
    },
  };
}
