/**
 * Gives each request an id, counts it, and logs what went wrong. At the order rate a line per successful request would
 * cost more than the request, so those are logged at debug only.
 */

import type { Clock } from "@crema/shared/domain/kernel/clock";
import { bindingsOf } from "@crema/shared/server/bindings";
import type { AppEnv } from "@crema/shared/server/mount";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { Metrics } from "./metrics.ts";

/** The part of pino that requests need. */
export interface RequestLog {
  isLevelEnabled(level: "debug"): boolean;
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export function observe(ports: { clock: Clock; metrics: Metrics; log: RequestLog; newRequestId: () => string }): MiddlewareHandler<AppEnv> {
  const { clock, metrics, log, newRequestId } = ports;
  return async (c, next) => {
    const begun = clock.monotonic();
    const request_id = newRequestId();
    c.set("request_id", request_id);
    bindingsOf(c).outgoing?.setHeader("x-request-id", request_id);
    await next();
    const ms = clock.monotonic() - begun;
    const status = c.res.status;
    metrics.request(c.req.method, routePath(c, -1), status, ms);
    if (status >= 500) log.warn({ request_id, method: c.req.method, path: c.req.path, status, ms }, "request failed");
    else if (log.isLevelEnabled("debug")) log.debug({ request_id, method: c.req.method, path: c.req.path, status, ms }, "request");
  };
}
