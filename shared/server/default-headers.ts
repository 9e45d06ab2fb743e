/**
 * Headers of every response unless it sets its own: not cached, no content sniffing, no framing by other sites. What may
 * be cached (menus, pages, their files) says so.
 */
import type { MiddlewareHandler } from "hono";

/** For responses that are sent before the app. */
export const EVERYWHERE = { "x-content-type-options": "nosniff", "content-security-policy": "frame-ancestors 'none'" } as const;
const UNLESS_SAID: Readonly<Record<string, string>> = { ...EVERYWHERE, "cache-control": "no-store" };

interface Outgoing {
  readonly outgoing?: { setHeader(name: string, value: string): unknown };
}

/** On a socket Node merges these with the response's own, which win; that costs no Headers object. */
export const defaultHeaders: MiddlewareHandler = async (c, next) => {
  const { outgoing } = (c.env ?? {}) as Outgoing;
  for (const [name, value] of Object.entries(outgoing ? UNLESS_SAID : {})) outgoing?.setHeader(name, value);
  await next();
  if (outgoing) return;
  for (const [name, value] of Object.entries(UNLESS_SAID)) if (!c.res.headers.has(name)) c.res.headers.set(name, value);
};
