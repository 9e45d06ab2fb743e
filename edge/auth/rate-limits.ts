/**
 * How often an address may do something: a fixed window, in memory. The memory is bounded: expired windows are dropped,
 * and there are never more than MAX_ADDRESSES.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import { networkOf } from "@crema/shared/server/network-of";

const MAX_ADDRESSES = 10_000;

export interface RateLimit {
  /** Counts one request; returns a refusal when the address has used up its limit. */
  take(address: string): Refusal | null;
}

export function createRateLimit(clock: Clock, { times, windowMs }: { times: number; windowMs: number }): RateLimit {
  const windows = new Map<string, { count: number; endsAt: number }>();
  return {
    take(address) {
      const now = clock.monotonic();
      const asker = networkOf(address);
      const open = windows.get(asker);
      if (open && open.endsAt > now) {
        open.count++;
        if (open.count <= times) return null;
        const retry_after_s = Math.max(1, Math.ceil((open.endsAt - now) / 1000));
        return { code: "request.rate_limited", detail: `At most ${times} times in ${windowMs / 1000} s from one address.`, retry_after_s };
      }
      if (windows.size >= MAX_ADDRESSES) {
        for (const [known, window] of windows) if (window.endsAt <= now || windows.size >= MAX_ADDRESSES) windows.delete(known);
      }
      windows.set(asker, { count: 1, endsAt: now + windowMs });
      return null;
    },
  };
}
