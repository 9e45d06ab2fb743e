/**
 * The guest's orders that this browser has placed or opened. Only their ids are kept: what opens them is a cookie, which no
 * script reads.
 */
import type { TextStorage } from "@crema/ui/ports.ts";

const KEPT = "crema.orders";
const MOST = 20;

/** Latest first. */
export function knownOrders(storage: TextStorage): string[] {
  return JSON.parse(storage.get(KEPT) ?? "[]") as string[];
}

export function rememberOrder(storage: TextStorage, orderId: string): void {
  const others = knownOrders(storage).filter((one) => one !== orderId);
  storage.set(KEPT, JSON.stringify([orderId, ...others].slice(0, MOST)));
}

export function forgetOrders(storage: TextStorage): void {
  storage.remove(KEPT);
}

export function forgetOrder(storage: TextStorage, orderId: string): void {
  storage.set(KEPT, JSON.stringify(knownOrders(storage).filter((one) => one !== orderId)));
}
