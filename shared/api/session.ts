/** A browser's session: the bearer token moves into an HttpOnly cookie, so that streams can be opened without a token in a URL. */
import { z } from "@hono/zod-openapi";
import type { Access } from "./access.ts";
import { contract, jsonBody } from "./contract.ts";

const people = { customer: true, order_holder: true, operators: ["owner", "hq", "it"], store: "none" } as const satisfies Access;

export const openBrowserSession = contract({
  method: "post",
  path: "/v1/session",
  summary: "Puts the bearer token into a cookie, for a browser",
  access: people,
  refuses: ["auth.required"],
  request: { body: jsonBody(z.strictObject({})) },
  responses: { 204: { description: "The cookie is set: HttpOnly, SameSite=Strict" } },
});

export const closeSession = contract({
  method: "delete",
  path: "/v1/session",
  summary: "Signs out: the session ends for good and the cookie goes",
  description: "An order's own token is not a session; only its cookie goes.",
  access: people,
  request: {},
  responses: { 204: { description: "Signed out" } },
});
