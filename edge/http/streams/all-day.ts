/**
 * How many of each item are still to be made over the whole queue; baristas call it "all day". Counted per order, so that
 * a change costs one order and not the queue. Not counted: lines that are made, not confirmed yet, or scheduled for
 * later.
 * Pitfall: only asking for the counts drops orders left open, and only screens ask. So without a screen no order is added,
 * or a box would hold every order that nobody ends; the next screen brings its queue along.
 */
import type { AllDayCount } from "@crema/shared/contract/streams";
import { ONLOOKER } from "@crema/shared/contract/viewers";
import type { Order } from "@crema/shared/domain/order/order";
import type { EdgeQueries } from "../../ports.ts";

export interface AllDay {
  /** Call with the orders of each snapshot. */
  take(orders: readonly Order[]): void;
  apply(order: Order): void;
  /** Instead of `apply` while no screen watches: what is counted already stays right, and nothing is added. */
  applyUnwatched(order: Order): void;
  /** Counts of orders promised at `since` or later, largest first. */
  counts(since: string): AllDayCount[];
}

export function createAllDay(queries: Pick<EdgeQueries, "show">): AllDay {
  const byOrder = new Map<string, { readonly promisedAt: string; readonly open: readonly AllDayCount[] }>();
  function apply(order: Order): void {
    const open = toMake(order, queries);
    if (open.length > 0) byOrder.set(order.order_id, { promisedAt: order.promised_at, open });
    else byOrder.delete(order.order_id);
  }
  return {
    take(orders) {
      for (const order of orders) apply(order);
    },
    apply,
    applyUnwatched(order) {
      if (byOrder.has(order.order_id)) apply(order);
    },
    counts(since) {
      const sums = new Map<string, AllDayCount>();
      for (const [id, { promisedAt, open }] of byOrder) {
        if (promisedAt < since) byOrder.delete(id);
        else for (const line of open) add(sums, line);
      }
      return [...sums.values()].sort((a, b) => b.qty - a.qty || (a.item_id < b.item_id ? -1 : 1));
    },
  };
}

function add(sums: Map<string, AllDayCount>, line: AllDayCount): void {
  const sum = sums.get(line.item_id);
  sums.set(line.item_id, sum ? { ...sum, qty: sum.qty + line.qty } : line);
}

function toMake(order: Order, queries: Pick<EdgeQueries, "show">): AllDayCount[] {
  const begun = order.status === "IN_PROGRESS";
  const waits = (order.status === "PLACED" || order.status === "PAID") && order.authority === "edge";
  if (!begun && !(waits && queries.show(order, ONLOOKER).releases_at === null)) return [];
  return order.lines
    .filter((line) => !order.made_line_ids.includes(line.line_id))
    .map(({ item_id, name, station, qty }) => ({ item_id, name, station, qty }));
}
