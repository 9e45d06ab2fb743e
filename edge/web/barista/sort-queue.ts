/** The queue in the sections that a barista sees, each in the order of every queue. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { byPlaceOnQueue } from "@crema/shared/domain/order/place-on-queue";
import { isElsewhere, type StationChoice } from "./missing.ts";

export interface SortedQueue {
  /** To be made or being made; among them what is not confirmed yet. */
  readonly making: readonly OrderResource[];
  /** On a station's screen: orders of which it has made its part and others have not. */
  readonly elsewhere: readonly OrderResource[];
  readonly ready: readonly OrderResource[];
  /** Scheduled orders, by the time at which they are released. */
  readonly later: readonly OrderResource[];
}

/** `isVoidToSee`: whether a cancelled order still has to be seen. */
export function sortQueue(orders: Iterable<OrderResource>, station: StationChoice, isVoidToSee: (id: string) => boolean): SortedQueue {
  const here = [...orders].filter((order) => station === "all" || order.lines.some((line) => line.station === station));
  const isOpen = ({ status }: OrderResource) => status === "PLACED" || status === "PAID" || status === "IN_PROGRESS";
  const isToMake = (order: OrderResource) => isOpen(order) && order.releases_at === null;
  return {
    making: here
      .filter((order) => (order.status === "CANCELLED" ? isVoidToSee(order.order_id) : isToMake(order) && !isElsewhere(order, station)))
      .sort(byPlaceOnQueue),
    elsewhere: here.filter((order) => isToMake(order) && isElsewhere(order, station)).sort(byPlaceOnQueue),
    ready: here.filter(({ status }) => status === "READY").sort(byPlaceOnQueue),
    later: here.filter((order) => isOpen(order) && order.releases_at !== null).sort(byRelease),
  };
}

function byRelease(a: OrderResource, b: OrderResource): number {
  const [first, second] = [a.releases_at ?? "", b.releases_at ?? ""];
  if (first !== second) return first < second ? -1 : 1;
  return a.order_id < b.order_id ? -1 : 1;
}
