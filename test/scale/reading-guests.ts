/** Guests who read their orders while something else happens. */
import { accessToken } from "@crema/cloud/auth/access-token";

export interface ReadingGuests {
  /** Milliseconds per read. */
  end(): Promise<{ readonly p50: number; readonly p99: number; readonly failed: number }>;
}

/** One order after another, as the guest's page does, until it is ended. */
export function readAsGuests(urls: readonly string[], secret: Uint8Array, orderIds: readonly string[]): ReadingGuests {
  const times: number[] = [];
  let [failed, over] = [0, false];
  const reading = (async () => {
    for (let index = 0; !over; index++) {
      const orderId = orderIds[(index * 37) % orderIds.length] ?? "";
      const begin = performance.now();
      const headers = { authorization: `Bearer ${accessToken(secret, orderId)}` };
      const response = await fetch(`${urls[index % urls.length]}/v1/orders/${orderId}`, { headers }).catch(() => null);
      await response?.arrayBuffer();
      times.push(performance.now() - begin);
      if (!response?.ok) failed += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    async end() {
      over = true;
      await reading;
      times.sort((a, b) => a - b);
      const at = (part: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0);
      return { p50: at(0.5), p99: at(0.99), failed };
    },
  };
}
