/**
 * A browser's session: the bearer token moves into an HttpOnly cookie, so that streams can be opened without a token in a
 * URL. An order's own token gets a separate cookie, which the browser sends only with that order's paths.
 */
import { z } from "@hono/zod-openapi";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { Language } from "../domain/store/profile.ts";
import { type Access, ANY_OPERATOR } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { OrderIdParam } from "./orders.ts";

const people = { customer: true, operators: ["owner", "hq", "it"], store: "none" } as const satisfies Access;

export const SessionInfo = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("anonymous") }),
    z.object({ kind: z.literal("customer"), user_id: Id, first_name: z.string().nullable() }),
    z.object({
      kind: z.literal("operator"),
      user_id: Id,
      role: z.enum(["owner", "hq", "it"]),
      /** null: every store. */
      store_ids: z.array(StoreId).nullable(),
      /** In which headquarters is shown to them, on any device; null: as the browser asks for. */
      language: Language.nullable(),
    }),
    z.object({ kind: z.literal("order_holder"), order_id: Id }),
    z.object({ kind: z.literal("edge_node"), store_id: StoreId }),
  ])
  .openapi("Session");
export type SessionInfo = z.infer<typeof SessionInfo>;

export const getSession = contract({
  method: "get",
  path: "/v1/session",
  summary: "Who is asking, by the token or the cookie",
  access: { ...people, anonymous: true, order_holder: true, edge_node: true },
  request: {},
  responses: { 200: json(SessionInfo, "`anonymous` for nobody, and for a cookie whose session is over") },
});

export const setSessionLanguage = contract({
  method: "put",
  path: "/v1/session/language",
  summary: "In which language headquarters is shown to the operator who asks, on any device; null: as each browser asks for",
  description: "Customers say theirs with what they want to be told: PUT /v1/me/preferences.",
  access: { ...ANY_OPERATOR, store: "none" },
  request: { body: jsonBody(z.strictObject({ language: Language.nullable() }).openapi("SessionLanguage")) },
  responses: { 204: { description: "Kept with the operator" } },
});

export const openBrowserSession = contract({
  method: "post",
  path: "/v1/session",
  summary: "Signs a browser in with the bearer token of a customer or an operator: a session of its own, in a cookie",
  description:
    "It lasts as long as the token. Signing out of it leaves the token and every other browser alone; revoking the token ends it.",
  access: people,
  request: { body: jsonBody(z.strictObject({})) },
  responses: { 204: { description: "The cookie is set: HttpOnly, SameSite=Strict" } },
});

export const closeSession = contract({
  method: "delete",
  path: "/v1/session",
  summary: "Signs out: the browser's session ends for good and the cookie goes",
  description: "With a bearer token instead of a cookie it is the token that ends, and with it the browsers that were opened by it.",
  access: { ...people, anonymous: true },
  request: {},
  responses: { 204: { description: "Signed out" } },
});

export const openOrderSession = contract({
  method: "post",
  path: "/v1/orders/{order_id}/session",
  summary: "Puts the order's own token into a cookie that is good for this order, for a browser",
  description:
    "The guest's link carries the token behind a `#`, which no browser sends; the page takes it from there and sends it here once, as a bearer token.",
  access: { order_holder: true, store: "order" },
  request: { params: OrderIdParam, body: jsonBody(z.strictObject({})) },
  responses: { 204: { description: "The cookie is set: HttpOnly, SameSite=Strict, for the paths of this order" } },
});

export const closeOrderSession = contract({
  method: "delete",
  path: "/v1/orders/{order_id}/session",
  summary: "Takes the order's cookie away; the order's token stays good",
  access: { anonymous: true, order_holder: true, store: "order" },
  request: { params: OrderIdParam },
  responses: { 204: { description: "The cookie is gone" } },
});
