/**
 * Gives each request an id that ties the response to a line of the log, counts it, and logs what went wrong; a line per good request
 * would cost more than the request, so those are logged at debug only. Only the path is logged, never its query, a header or a body;
 * what slips into a record all the same is redacted.
 */
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { Clock } from "../domain/kernel/clock.ts";
import { bindingsOf } from "./bindings.ts";
import type { CountRequest } from "./metrics.ts";
import type { AppEnv } from "./mount.ts";

/** What never stands in a log, wherever a log call may have put it: secrets, and people. */
const HIDDEN = [
  "authorization",
  "cookie",
  '["set-cookie"]',
  "email",
  "first_name",
  "customer_name",
  "contact",
  "phone",
  "token",
  "access_token",
  "claim_secret",
  "private_key",
  "secret",
  "nonce",
  "signature",
  "pin",
  "manager_pin",
];

/** For pino's `redact`: at the top of a record, and one and two levels down. */
export const REDACT = {
  paths: HIDDEN.flatMap((name) => {
    const below = name.startsWith("[") ? name : `.${name}`;
    return [name, `*${below}`, `*.*${below}`];
  }),
  censor: "[redacted]",
};

/** The part of pino that requests need. */
export interface RequestLog {
  isLevelEnabled(level: "debug"): boolean;
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface RequestLogDeps {
  readonly log: RequestLog;
  readonly countRequest: CountRequest;
  readonly clock: Pick<Clock, "monotonic">;
  readonly newRequestId: () => string;
  /** Whether an id that the request brings is good: one that a proxy of ours has given. */
  readonly takesGivenId: boolean;
}

const GIVEN_ID = /^[A-Za-z0-9_-]{1,64}$/;

export function observe({ log, countRequest, clock, newRequestId, takesGivenId }: RequestLogDeps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const begun = clock.monotonic();
    const given = takesGivenId ? c.req.header("x-request-id") : undefined;
    const request_id = given !== undefined && GIVEN_ID.test(given) ? given : newRequestId();
    c.set("request_id", request_id);
    const { outgoing } = bindingsOf(c);
    outgoing?.setHeader("x-request-id", request_id);
    await next();
    if (!outgoing) c.res.headers.set("x-request-id", request_id);
    const ms = clock.monotonic() - begun;
    const { status } = c.res;
    const route = routePath(c, -1);
    countRequest(c.req.method, route === "/*" ? "unmatched" : route, status, ms);
    if (status < 500 && !log.isLevelEnabled("debug")) return;
    const fields = { request_id, method: c.req.method, path: c.req.path, status, ms: Math.round(ms * 10) / 10 };
    if (status >= 500) log.warn(fields, "request failed");
    else log.debug(fields, "request");
  };
}
