/**
 * Where a token may stand in a request: the Authorization header, or the session cookie of a browser. Never in a URL:
 * those end up in logs and histories.
 */
import type { Refusal } from "@crema/shared/errors";

export const SESSION_COOKIE = "crema_session";

export type Presented =
  | { readonly by: "nobody" }
  | { readonly by: "header" | "cookie"; readonly token: string }
  | { readonly by: "refused"; readonly refusal: Refusal };

/** What the request presents. The header wins; another scheme than Bearer is refused rather than ignored. */
export function presentedToken(headers: Headers): Presented {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const token = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(authorization.trim())?.[1];
    if (token) return { by: "header", token };
    return { by: "refused", refusal: { code: "auth.required", detail: "Send `Authorization: Bearer <token>`." } };
  }
  const cookie = headers.get("cookie");
  if (cookie) {
    for (const part of cookie.split(";")) {
      const at = part.indexOf("=");
      if (at > 0 && part.slice(0, at).trim() === SESSION_COOKIE) {
        const token = part.slice(at + 1).trim();
        if (token) return { by: "cookie", token };
      }
    }
  }
  return { by: "nobody" };
}

/** `Set-Cookie` for a browser. Tokens are of the cookie alphabet already. `maxAgeS` 0 takes it away. */
export function sessionCookie(token: string, maxAgeS: number, secure: boolean): string {
  return `${SESSION_COOKIE}=${token}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
}
