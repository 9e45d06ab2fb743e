/**
 * Who is asking, from what a request presents. The only place that turns tokens into principals.
 * A bad token in a header is refused wherever it matters who asks, so that a program notices; a browser's stale cookie only
 * makes it anonymous, because the person cannot take it out of the request. And a cookie comes along whichever page sends the
 * request, so nothing is changed by one that a foreign page has sent.
 */
import type { Principal } from "@crema/shared/contract/access";
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import { FOREIGN_PAGE, isFromForeignPage } from "@crema/shared/server/origin";
import { isAccessToken, verifyAccessToken } from "./access-token.ts";
import type { BoxSessions } from "./box-session.ts";
import { presentedToken } from "./cookies.ts";
import { tokenHash } from "./opaque-token.ts";
import { personOf, type SessionDeps } from "./sessions.ts";

export interface IdentityDeps extends Pick<SessionDeps, "pool" | "clock"> {
  readonly secret: Uint8Array;
  /** CREMA_METRICS_TOKEN. */
  readonly metricsToken: string | null;
  readonly boxes: BoxSessions;
}

/** `address` is the client's, as far as it can be trusted (client-address.ts). */
export type PrincipalOf = (request: Pick<Request, "headers" | "method" | "url">, address: string) => Promise<Principal | Refusal>;

export function createPrincipalOf(deps: IdentityDeps): PrincipalOf {
  return async (request, address) => {
    const presented = presentedToken(request.headers);
    if (presented.by === "nobody") return { kind: "anonymous", address };
    if (presented.by === "refused") return presented.refusal;
    if (presented.by === "header") return whoHolds(deps, presented.token);
    if (isFromForeignPage(request)) return FOREIGN_PAGE;
    for (const token of presented.tokens) {
      const found = await whoHolds(deps, token);
      if (!("code" in found) || found.code === "sync.fenced") return found;
    }
    return { kind: "anonymous", address };
  };
}

const NOT_GOOD = { code: "auth.revoked", detail: "The token is unknown, has been revoked, or has expired." } as const satisfies Refusal;

async function whoHolds(deps: IdentityDeps, token: string): Promise<Principal | Refusal> {
  if (isAccessToken(token)) {
    const orderId = verifyAccessToken(deps.secret, token);
    return orderId ? { kind: "order_holder", order_id: orderId } : NOT_GOOD;
  }
  if (deps.metricsToken !== null && tokenHash(token) === tokenHash(deps.metricsToken)) return { kind: "monitor" };
  if (token.startsWith("box_")) return deps.boxes.boxOf(token);
  const person = await personOf(deps, token);
  return person ?? NOT_GOOD;
}
