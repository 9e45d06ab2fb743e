/**
 * Where a token may be in a request: the Authorization header, or a browser's cookie. Never in a URL: those end up in
 * logs and histories. A browser may hold two cookies at once, a person's and an order's; the order's comes first,
 * because it was set for the very path that is requested.
 */
import type { Refusal } from "@crema/shared/domain/kernel/errors";

export const SESSION_COOKIE = "crema_session";
export const ORDER_COOKIE = "crema_order";

export type Presented =
  | { readonly by: "nobody" }
  | { readonly by: "header"; readonly token: string }
  /** At least one. */
  | { readonly by: "cookie"; readonly tokens: readonly string[] }
  | { readonly by: "refused"; readonly refusal: Refusal };

/** What the request presents. The header wins; another scheme than Bearer is refused rather than ignored. */
export function presentedToken(headers: Headers): Presented {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const token = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(authorization.trim())?.[1];
    if (token) return { by: "header", token };
    return { by: "refused", refusal: { code: "auth.required", detail: "Send `Authorization: Bearer <token>`." } };
  }
  const tokens = [ORDER_COOKIE, SESSION_COOKIE].flatMap((name) => cookieOf(headers, name) ?? []);
  return tokens.length > 0 ? { by: "cookie", tokens } : { by: "nobody" };
}

/** The first of that name; null when there is none or it is empty. */
export function cookieOf(headers: Headers, name: string): string | null {
  for (const part of headers.get("cookie")?.split(";") ?? []) {
    const at = part.indexOf("=");
    const value = part.slice(at + 1).trim();
    if (at > 0 && part.slice(0, at).trim() === name && value) return value;
  }
  return null;
}

export interface CookieKind {
  readonly maxAgeS: number;
  readonly secure: boolean;
}

/** `Set-Cookie` for a browser. Tokens are of the cookie alphabet already. `maxAgeS` 0 takes it away. */
export function sessionCookie(token: string, kind: CookieKind): string {
  return cookie(SESSION_COOKIE, token, "/", kind);
}

/** Sent with the paths of this order alone. `orderId` is a UUID: its path needs no escape. */
export function orderCookie(orderId: string, token: string, kind: CookieKind): string {
  return cookie(ORDER_COOKIE, token, `/v1/orders/${orderId}`, kind);
}

function cookie(name: string, value: string, path: string, { maxAgeS, secure }: CookieKind): string {
  return `${name}=${value}; Path=${path}; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
}
