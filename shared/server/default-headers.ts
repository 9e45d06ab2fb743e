/**
 * What every answer says of itself unless it says something else: kept by nobody, taken for nothing but what it is, and shown in
 * no other site's frame. What may be kept (menus, pages, their files) says so.
 */
import type { MiddlewareHandler } from "hono";

/** For routes that are answered before everything else. */
export const EVERYWHERE = { "x-content-type-options": "nosniff", "content-security-policy": "frame-ancestors 'none'" } as const;
const UNLESS_SAID: Readonly<Record<string, string>> = { ...EVERYWHERE, "cache-control": "no-store" };

interface Outgoing {
  readonly outgoing?: { setHeader(name: string, value: string): unknown };
}

/** On a socket Node merges these with the answer's own, which win; that costs no Headers object. */
export const defaultHeaders: MiddlewareHandler = async (c, next) => {
  const { outgoing } = (c.env ?? {}) as Outgoing;
  for (const [name, value] of Object.entries(outgoing ? UNLESS_SAID : {})) outgoing?.setHeader(name, value);
  await next();
  if (outgoing) return;
  for (const [name, value] of Object.entries(UNLESS_SAID)) if (!c.res.headers.has(name)) c.res.headers.set(name, value);
};
