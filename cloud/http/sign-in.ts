/** Customers sign in by a code. With a cookie the token is not in the response, where a script could read it. */
import { requestSignInCode, signInByCode } from "@crema/shared/contract/sign-in";
import { languageAsked, languageChosen } from "@crema/shared/server/asked-language";
import { addressOf } from "@crema/shared/server/client-address";
import type { Mount } from "@crema/shared/server/mount";
import { sessionCookie } from "../auth/cookies.ts";
import { SESSION_MS } from "../auth/opaque-token.ts";

import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

const PRIVATE = { "cache-control": "no-store" };

export function mountSignInRoutes(mount: Mount, deps: RouteDeps): void {
  const { commands, limiter, trustedProxies, secureCookies: secure } = deps;

  mount(requestSignInCode, async (c) => {
    const address = addressOf(c, trustedProxies);
    const limited = await limiter.signIn(address);
    if (limited) return refused(limited);
    const sent = await commands.requestSignInCode(c.req.valid("json").email, {
      address,
      chosen: languageChosen(c.req.header("cookie")),
      asked: languageAsked(c.req.header("accept-language")),
    });
    return sent.ok ? c.json(sent.value, 202, PRIVATE) : refused(sent.refusal);
  });

  mount(signInByCode, async (c) => {
    const limited = await limiter.signIn(addressOf(c, trustedProxies));
    if (limited) return refused(limited);
    const request = c.req.valid("json");
    const signedIn = await commands.signInByCode(request);
    if (!signedIn.ok) return refused(signedIn.refusal);
    if (request.session === "TOKEN") return c.json(signedIn.value, 200, PRIVATE);
    const cookie = sessionCookie(signedIn.value.token, { maxAgeS: SESSION_MS.cus / 1000, secure });
    return c.json({ ...signedIn.value, token: null }, 200, { ...PRIVATE, "set-cookie": cookie });
  });
}
