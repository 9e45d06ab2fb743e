/**
 * Authenticates a request by a token in Authorization (programs) or in a cookie (browsers), never in a URL.
 */

import type { Principal } from "@crema/shared/contract/access";
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import { addressOf, isLoopback } from "@crema/shared/server/client-address";
import { bearerToken, NO_BEARER_TOKEN } from "@crema/shared/server/cookies";
import type { AppEnv, Authenticate } from "@crema/shared/server/mount";
import { FOREIGN_PAGE, isFromForeignPage } from "@crema/shared/server/origin";
import type { Context } from "hono";
import { type CookieRole, cookieToken, setCookie } from "./cookies.ts";
import type { Principals } from "./principals.ts";
import { hashToken } from "./token.ts";

export interface AuthenticateDeps {
  readonly principals: Principals;
  readonly storeId: () => string | null;
  /** The content of the operator token file. */
  readonly operatorToken: string;
  /** CREMA_METRICS_TOKEN; null: only the machine itself may read the metrics. */
  readonly metricsToken: string | null;
  /** Called for every request by a device or by staff on it. */
  readonly seen: (deviceId: string) => void;
}

const NOT_GOOD: Refusal = { code: "auth.revoked", detail: "The token is unknown to this box, has been revoked, or has expired." };

export function createAuthenticate({ principals, storeId, operatorToken, metricsToken, seen }: AuthenticateDeps): Authenticate {
  const operatorHash = hashToken(operatorToken);
  const metricsHash = metricsToken === null ? null : hashToken(metricsToken);
  const known = (principal: Principal): Principal => {
    if (principal.kind === "device" || principal.kind === "staff") seen(principal.device_id);
    return principal;
  };

  const byHeader = (c: Context<AppEnv>, token: string): Principal | Refusal => {
    const hash = hashToken(token);
    if (hash === operatorHash) {
      if (isLoopback(addressOf(c))) return { kind: "box_operator", store_id: storeId() };
      return { code: "auth.forbidden", detail: "The operator's token is good on the box itself only." };
    }
    if (hash === metricsHash) return { kind: "monitor" };
    const verdict = principals.of(hash);
    return typeof verdict === "string" ? NOT_GOOD : known(verdict);
  };

  const byCookie = (c: Context<AppEnv>, store: string): Principal | Refusal | null => {
    const header = c.req.header("cookie");
    let refusal: Refusal | null = null;
    for (const role of ["staff", "device"] as const) {
      const token = cookieToken(header, role, store);
      if (token === null) continue;
      const verdict = principals.of(hashToken(token));
      if (typeof verdict !== "string" && verdict.kind === role) return isFromForeignPage(c.req.raw) ? FOREIGN_PAGE : known(verdict);
      forget(c, role, store);
      refusal = NOT_GOOD;
    }
    return refusal;
  };

  return (c, isOpen) => {
    if (isOpen) return { kind: "anonymous", address: addressOf(c) };
    const authorization = c.req.header("authorization");
    if (authorization !== undefined) {
      const token = bearerToken(authorization);
      return token ? byHeader(c, token) : NO_BEARER_TOKEN;
    }
    const store = storeId();
    return (store !== null && byCookie(c, store)) || { kind: "anonymous", address: addressOf(c) };
  };
}

/** The staff token that the request carries, for signing out. */
export function staffTokenOf(c: Context<AppEnv>, store: string): string | null {
  const authorization = c.req.header("authorization");
  if (authorization !== undefined) return bearerToken(authorization);
  return cookieToken(c.req.header("cookie"), "staff", store);
}

/**
 * Removes a cookie that is no longer valid: it would keep the page from pairing or signing in again, and the page cannot
 * remove it.
 */
function forget(c: Context<AppEnv>, role: CookieRole, store: string): void {
  c.res.headers.append("set-cookie", setCookie(role, store, "", 0));
}
