/**
 * Waits a moment for the store's decision on a cancel request. Only an event is a decision, and a refusal counts only
 * for the request that it names; the projection may be older than either. A cancellation ends the order whoever asked
 * for it, so it is a decision as well.
 */

import type { DomainEvent, EventOf } from "@crema/shared/domain/events";
import type { Timers } from "@crema/shared/domain/kernel/clock";
import type { ChangeNotifier, CloudQueries } from "../ports.ts";

export const CANCEL_WAIT_MS = 2_000;

export type CancelResponse = EventOf<"order.cancelled" | "order.cancel_refused" | "order.cancel_unanswered">;

export interface AwaitCancelDeps {
  readonly queries: Pick<CloudQueries, "changesOf">;
  readonly changeNotifier: Pick<ChangeNotifier, "subscribeOrder">;
  readonly timers: Timers;
}

/** The answer, or null when the store has not given one within CANCEL_WAIT_MS or the caller has gone. */
export async function awaitCancel(
  { queries, changeNotifier, timers }: AwaitCancelDeps,
  orderId: string,
  requestId: string,
  signal: AbortSignal,
): Promise<CancelResponse | null> {
  let moved = false;
  let wake: () => void = () => undefined;
  const notify = () => {
    moved = true;
    wake();
  };
  let over = false;
  const end = () => {
    over = true;
    wake();
  };
  const unsubscribe = changeNotifier.subscribeOrder(orderId, notify);
  const limit = timers.after(CANCEL_WAIT_MS, end);
  signal.addEventListener("abort", end, { once: true });
  try {
    for (let cursor = 0; ; ) {
      moved = false;
      for (const change of await queries.changesOf(orderId, cursor)) {
        cursor = Math.max(cursor, change.cursor);
        if (responses(change.event, requestId)) return change.event;
      }
      if (over || signal.aborted) return null;
      if (!moved) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    unsubscribe();
    limit.cancel();
    signal.removeEventListener("abort", end);
  }
}

function responses(event: DomainEvent, requestId: string): event is CancelResponse {
  if (event.type === "order.cancelled") return true;
  return (event.type === "order.cancel_refused" || event.type === "order.cancel_unanswered") && event.request_id === requestId;
}
