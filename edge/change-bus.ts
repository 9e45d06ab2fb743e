/**
 * Tells screens and streams what has changed, after the commit. A listener that throws (a socket that has just closed)
 * does not keep the others from hearing.
 */
import type { Change, ChangeBus } from "./ports.ts";

type Listener = (change: Change) => void;

/** `onError`: what a listener threw. */
export function createChangeBus(onError: (error: unknown) => void): ChangeBus {
  const everything = new Set<Listener>();
  const byOrder = new Map<string, Set<Listener>>();

  function tell(listeners: ReadonlySet<Listener> | undefined, change: Change): void {
    if (!listeners) return;
    // A copy: a listener may leave while it is told.
    for (const listener of [...listeners]) {
      try {
        listener(change);
      } catch (error) {
        onError(error);
      }
    }
  }

  return {
    publish(changes) {
      for (const change of changes) {
        tell(everything, change);
        const orderId = change.type === "order" ? change.order.order_id : change.type === "cancel_refused" ? change.order_id : null;
        if (orderId !== null) tell(byOrder.get(orderId), change);
      }
    },
    subscribe(listener) {
      // A new function per subscription, so that the same listener twice is two subscriptions.
      const own: Listener = (change) => listener(change);
      everything.add(own);
      return () => void everything.delete(own);
    },
    subscribeOrder(orderId, listener) {
      const own: Listener = (change) => listener(change);
      const listeners = byOrder.get(orderId) ?? new Set();
      byOrder.set(orderId, listeners.add(own));
      return () => {
        listeners.delete(own);
        if (listeners.size === 0 && byOrder.get(orderId) === listeners) byOrder.delete(orderId);
      };
    },
  };
}
