/** A browser's cookie, and signing out. Easy to get wrong: the cookie holds a token that was sent in a header, never one of a URL. */
import { closeSession, openBrowserSession } from "@crema/shared/api/session";
import type { Mount } from "@crema/shared/http/mount";
import { presentedToken, sessionCookie } from "../auth/cookie.ts";
import { SESSION_MS } from "../auth/opaque-token.ts";
import { signOut } from "../auth/sessions.ts";
import { refused } from "./answers.ts";
import type { RouteParts } from "./ports.ts";

export function mountSessionRoutes(mount: Mount, parts: RouteParts): void {
  mount(openBrowserSession, (c) => {
    const presented = presentedToken(c.req.raw.headers);
    if (presented.by !== "header") return refused({ code: "auth.required", detail: "Send the token as `Authorization: Bearer <token>`." });
    const cookie = sessionCookie(presented.token, SESSION_MS.opr / 1000, parts.secureCookies);
    return new Response(null, { status: 204, headers: { "set-cookie": cookie } }) as never;
  });

  mount(closeSession, async (c) => {
    const presented = presentedToken(c.req.raw.headers);
    if (presented.by === "header" || presented.by === "cookie") await signOut(parts.pool, presented.token);
    return new Response(null, { status: 204, headers: { "set-cookie": sessionCookie("", 0, parts.secureCookies) } }) as never;
  });
}
