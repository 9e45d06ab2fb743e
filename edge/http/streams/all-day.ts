/**
 * How much of each item is still to be made, over the whole queue: what a barista asks for as "all day". Kept per order, so that
 * a change costs one order and not the queue. Not counted: what is made, not confirmed yet, or scheduled for later.
 */
import type { AllDayCount } from "@crema/shared/api/streams";
import { ONLOOKER } from "@crema/shared/api/viewers";
import type { Order } from "@crema/shared/order/order";
import type { EdgeQueries } from "../../ports.ts";

export interface AllDay {
  /** From the first screen on. */
  begin(): void;
  apply(order: Order): void;
  /** Most first. */
  counts(): AllDayCount[];
}

export function createAllDay(queries: Pick<EdgeQueries, "queue" | "show">): AllDay {
  let byOrder: Map<string, readonly AllDayCount[]> | null = null;
  function apply(order: Order): void {
    const open = toMake(order, queries);
    if (open.length > 0) byOrder?.set(order.order_id, open);
    else byOrder?.delete(order.order_id);
  }
  return {
    begin() {
      if (byOrder) return;
      byOrder = new Map();
      for (const order of queries.queue(null).orders) apply(order);
    },
    apply,
    counts() {
      const sums = new Map<string, AllDayCount>();
      for (const line of [...(byOrder?.values() ?? [])].flat()) {
        const sum = sums.get(line.item_id);
        sums.set(line.item_id, sum ? { ...sum, qty: sum.qty + line.qty } : line);
      }
      return [...sums.values()].sort((a, b) => b.qty - a.qty || (a.item_id < b.item_id ? -1 : 1));
    },
  };
}

function toMake(order: Order, queries: Pick<EdgeQueries, "show">): AllDayCount[] {
  const begun = order.status === "IN_PROGRESS";
  const waits = (order.status === "PLACED" || order.status === "PAID") && order.authority === "edge";
  if (!begun && !(waits && queries.show(order, ONLOOKER).releases_at === null)) return [];
  return order.lines
    .filter((line) => !order.made_line_ids.includes(line.line_id))
    .map(({ item_id, name, station, qty }) => ({ item_id, name, station, qty }));
}
