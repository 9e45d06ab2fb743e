/** Guests who read their orders again and again while something else goes on. */
import { accessToken } from "@crema/cloud/auth/access-token";

export interface GuestReads {
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
}

const PAUSE_MS = 20;

/** `end` says how long their requests took, in ms. */
export function startGuestReads(urls: readonly string[], secret: Uint8Array, orders: readonly string[]): { end(): Promise<GuestReads> } {
  const times: number[] = [];
  let [failed, over] = [0, false];
  const reading = (async () => {
    for (let index = 0; !over; index++) {
      const orderId = orders[(index * 37) % orders.length] ?? "";
      const begin = performance.now();
      const headers = { authorization: `Bearer ${accessToken(secret, orderId)}` };
      const response = await fetch(`${urls[index % urls.length]}/v1/orders/${orderId}`, { headers }).catch(() => null);
      await response?.arrayBuffer();
      times.push(performance.now() - begin);
      if (!response?.ok) failed += 1;
      await new Promise<void>((resolve) => setTimeout(resolve, PAUSE_MS));
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
