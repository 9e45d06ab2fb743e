/**
 * The cookies of people and of orders, and what a request presents of them. A browser may hold both at once: the order's comes
 * first, because it was given for the very path that is asked for.
 */
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import { bearerToken, type CookieOptions, cookieText, NO_BEARER_TOKEN, readCookie } from "@crema/shared/server/cookies";

export const SESSION_COOKIE = "crema_session";
export const ORDER_COOKIE = "crema_order";

export type Presented =
  | { readonly by: "nobody" }
  | { readonly by: "header"; readonly token: string }
  /** At least one. */
  | { readonly by: "cookie"; readonly tokens: readonly string[] }
  | { readonly by: "refused"; readonly refusal: Refusal };

/** What the request presents. The header wins. */
export function presentedToken(headers: Headers): Presented {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const token = bearerToken(authorization);
    return token ? { by: "header", token } : { by: "refused", refusal: NO_BEARER_TOKEN };
  }
  const tokens = [ORDER_COOKIE, SESSION_COOKIE].flatMap((name) => cookieOf(headers, name) ?? []);
  return tokens.length > 0 ? { by: "cookie", tokens } : { by: "nobody" };
}

export const cookieOf = (headers: Headers, name: string): string | null => readCookie(headers.get("cookie"), name);

type CookieKind = Omit<CookieOptions, "path">;

export function sessionCookie(token: string, kind: CookieKind): string {
  return cookieText(SESSION_COOKIE, token, { ...kind, path: "/" });
}

/** Sent with the paths of this order alone. `orderId` is a UUID: its path needs no escape. */
export function orderCookie(orderId: string, token: string, kind: CookieKind): string {
  return cookieText(ORDER_COOKIE, token, { ...kind, path: `/v1/orders/${orderId}` });
}
