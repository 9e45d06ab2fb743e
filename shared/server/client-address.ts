/** The client's address of a request: rate limits count by it, and a store's box trusts its own. */
import type { Context } from "hono";
import { bindingsOf } from "./bindings.ts";
import type { AppEnv } from "./mount.ts";

/** The address of a request's client. `trustedProxies`: how many proxies of ours stand in front; 0 on a store's network. */
export function addressOf(c: Context<AppEnv>, trustedProxies = 0): string {
  const own = bindingsOf(c).incoming?.socket.remoteAddress;
  return trustedProxies === 0 ? (own ?? "unknown") : clientAddress(own, c.req.header("x-forwarded-for"), trustedProxies);
}

export function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127.");
}

/**
 * Anyone can send X-Forwarded-For, so only as many entries from its end are believed as there are proxies of ours; with
 * none the socket's address counts.
 */
export function clientAddress(socketAddress: string | undefined, forwardedFor: string | null | undefined, trustedProxies: number): string {
  const own = socketAddress ?? "unknown";
  if (trustedProxies === 0 || !forwardedFor) return own;
  const entries = forwardedFor
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean);
  const entry = entries[Math.max(0, entries.length - trustedProxies)];
  return entry === undefined ? own : withoutPort(entry).slice(0, 64);
}

/** Some proxies write the port too, another one for each connection: `1.2.3.4:5678`, `[2001:db8::1]:443`. It is the same client. */
function withoutPort(entry: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(entry)?.[1] ?? /^(\d{1,3}(?:\.\d{1,3}){3}):\d+$/.exec(entry)?.[1] ?? entry;
}
