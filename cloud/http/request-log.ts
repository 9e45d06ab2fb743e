/**
 * One line and one measurement per request, and an id that ties the response to the line. No tokens and no people: only
 * the path is logged, never its query, a header or a body, and known secrets in a log object are redacted.
 */

import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { bindingsOf } from "@crema/shared/server/bindings";
import type { AppEnv } from "@crema/shared/server/mount";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { Logger, LoggerOptions } from "pino";
import type { Metrics } from "./metrics.ts";

const SECRETS = [
  "authorization",
  "cookie",
  "email",
  "first_name",
  "customer_name",
  "token",
  "access_token",
  "secret",
  "nonce",
  "signature",
  "pin",
  "manager_pin",
];

/** For pino: what must never be in a log, at the top of an object and one and two levels down. */
export const REDACT: NonNullable<LoggerOptions["redact"]> = {
  paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  censor: "[redacted]",
};

export interface ObserveDeps {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly newId: IdSource;
}

export function observe({ log, metrics, clock, newId }: ObserveDeps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const given = c.req.header("x-request-id");
    const id = given && /^[A-Za-z0-9_-]{1,64}$/.test(given) ? given : newId();
    c.set("request_id", id);
    const start = clock.monotonic();
    const outgoing = bindingsOf(c).outgoing;
    outgoing?.setHeader("x-request-id", id);
    await next();
    if (!outgoing) c.res.headers.set("x-request-id", id);
    const ms = clock.monotonic() - start;
    const route = routePath(c, -1);
    metrics.request(c.req.method, route === "/*" ? "unmatched" : route, c.res.status, ms / 1000);
    const failed = c.res.status >= 500;
    if (!failed && !log.isLevelEnabled("debug")) return;
    log[failed ? "warn" : "debug"](
      { request_id: id, method: c.req.method, path: c.req.path, status: c.res.status, ms: Math.round(ms * 10) / 10 },
      "request",
    );
  };
}
