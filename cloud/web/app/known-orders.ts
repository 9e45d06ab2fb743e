/**
 * The guest's orders that this browser has placed or opened. Only their ids are kept: what opens them is a cookie, which no
 * script reads.
 */
import type { TextStorage } from "@crema/ui/ports.ts";

const KEPT = "crema.orders";
const MOST = 20;

/** Latest first. */
export function knownOrders(kept: TextStorage): string[] {
  return JSON.parse(kept.get(KEPT) ?? "[]") as string[];
}

export function rememberOrder(kept: TextStorage, orderId: string): void {
  const others = knownOrders(kept).filter((one) => one !== orderId);
  kept.set(KEPT, JSON.stringify([orderId, ...others].slice(0, MOST)));
}

export function forgetOrder(kept: TextStorage, orderId: string): void {
  kept.set(KEPT, JSON.stringify(knownOrders(kept).filter((one) => one !== orderId)));
}
