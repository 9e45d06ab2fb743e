/**
 * The address that rate limits count by. X-Forwarded-For is written by whoever likes, so only as many entries from its
 * end as there are proxies of ours are believed; with none the socket's address counts.
 */
export function clientAddress(socketAddress: string | undefined, forwardedFor: string | null | undefined, trustedProxies: number): string {
  const own = socketAddress ?? "unknown";
  if (trustedProxies === 0 || !forwardedFor) return own;
  const entries = forwardedFor
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean);
  return entries[Math.max(0, entries.length - trustedProxies)]?.slice(0, 64) ?? own;
}
