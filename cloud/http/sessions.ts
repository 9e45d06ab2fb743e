/** A browser's cookies, and signing out. A cookie holds a token that was sent in a header, never one from a URL. */
import type { Principal } from "@crema/shared/contract/access";
import {
  closeOrderSession,
  closeSession,
  getSession,
  openBrowserSession,
  openOrderSession,
  type SessionInfo,
  setSessionLanguage,
} from "@crema/shared/contract/sessions";
import type { Language } from "@crema/shared/domain/store/profile";
import type { Mount } from "@crema/shared/server/mount";
import { cookieOf, orderCookie, presentedToken, SESSION_COOKIE, sessionCookie } from "../auth/cookies.ts";
import { ORDER_COOKIE_MS } from "../auth/opaque-token.ts";
import { signInBrowser, signOut, signOutBrowser } from "../auth/sessions.ts";
import { keepOperatorLanguage, operatorLanguage } from "../db/operator-language.ts";
import type { RouteDeps } from "./ports.ts";
import { reachableOrder } from "./reachable-order.ts";
import { refused } from "./responses.ts";

const NO_HEADER = { code: "auth.required", detail: "Send the token as `Authorization: Bearer <token>`." } as const;

export function mountSessionRoutes(mount: Mount, deps: RouteDeps): void {
  const { pool, queries, secureCookies: secure } = deps;
  mount(getSession, async (c) => {
    const principal = c.get("principal");
    const language = principal.kind === "operator" ? await operatorLanguage(pool, principal.user_id) : null;
    return c.json(sessionOf(principal, language), 200, { "cache-control": "no-store" });
  });

  mount(setSessionLanguage, async (c) => {
    const principal = c.get("principal");
    if (principal.kind !== "operator") throw new Error("admitted by the contract: operators only");
    await keepOperatorLanguage(pool, principal.user_id, c.req.valid("json").language);
    return c.body(null, 204);
  });

  mount(openBrowserSession, async (c) => {
    const principal = c.get("principal");
    if (presentedToken(c.req.raw.headers).by !== "header") return refused(NO_HEADER);
    if (principal.kind !== "customer" && principal.kind !== "operator") throw new Error("admitted by the contract: people only");
    const browser = await signInBrowser(deps, principal);
    if (!browser) return refused(NO_HEADER);
    return withCookie(sessionCookie(browser.token, { maxAgeS: Math.floor(browser.lasts_ms / 1000), secure }));
  });

  mount(closeSession, async (c) => {
    const presented = presentedToken(c.req.raw.headers);
    const cookie = cookieOf(c.req.raw.headers, SESSION_COOKIE);
    if (presented.by === "header") await signOut(pool, presented.token);
    else if (cookie !== null) await signOutBrowser(pool, cookie);
    return withCookie(sessionCookie("", { maxAgeS: 0, secure }));
  });

  mount(openOrderSession, async (c) => {
    const orderId = c.req.valid("param").order_id;
    const presented = presentedToken(c.req.raw.headers);
    if (presented.by !== "header") return refused(NO_HEADER);
    const found = await reachableOrder(queries, c.get("principal"), orderId);
    return found.ok
      ? withCookie(orderCookie(orderId, presented.token, { maxAgeS: ORDER_COOKIE_MS / 1000, secure }))
      : refused(found.refusal);
  });

  mount(closeOrderSession, (c) => withCookie(orderCookie(c.req.valid("param").order_id, "", { maxAgeS: 0, secure })));
}

function withCookie(cookie: string): Response {
  return new Response(null, { status: 204, headers: { "set-cookie": cookie } });
}

/** `language`: of an operator. */
function sessionOf(principal: Principal, language: Language | null): SessionInfo {
  switch (principal.kind) {
    case "customer":
      return { kind: "customer", user_id: principal.user_id, first_name: principal.first_name };
    case "operator":
      return {
        kind: "operator",
        user_id: principal.user_id,
        role: principal.role,
        store_ids: principal.store_ids ? [...principal.store_ids] : null,
        language,
      };
    case "order_holder":
      return { kind: "order_holder", order_id: principal.order_id };
    case "edge_node":
      return { kind: "edge_node", store_id: principal.store_id };
    default:
      return { kind: "anonymous" };
  }
}
