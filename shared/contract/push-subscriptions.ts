/** Browsers that want to be told of orders by Web Push. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id } from "../domain/kernel/ids.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { OrderIdParam } from "./orders.ts";

export const getPushKey = contract({
  method: "get",
  path: "/v1/push-key",
  summary: "The key that a browser subscribes with: `applicationServerKey`, in base64url",
  access: { anonymous: true, store: "none" },
  request: {},
  responses: { 200: json(z.object({ public_key: z.string().nullable() }).openapi("PushKey"), "`null`: nothing is pushed here") },
});

/** Characters of an endpoint at most. */
export const MAX_ENDPOINT = 2_000;

export const PushSubscriptionInput = z
  .strictObject({
    /** https, of a push service that anybody can reach. */
    endpoint: z.url().max(MAX_ENDPOINT),
    keys: z.strictObject({
      /** 65 bytes in base64url: a point of P-256, uncompressed. */
      p256dh: z.string().regex(/^B[\w-]{86}$/, "65 bytes in base64url, an uncompressed point"),
      /** 16 bytes in base64url. */
      auth: z.string().regex(/^[\w-]{22}$/, "16 bytes in base64url"),
    }),
    /** In which the browser is told where nothing else says it. */
    language: z.enum(["en", "de", "es"]).nullable().default(null),
  })
  .openapi("PushSubscriptionInput");
export type PushSubscriptionInput = z.infer<typeof PushSubscriptionInput>;

export const PushSubscriptionResponse = z
  .object({
    subscription_id: Id,
    /** It is told nothing from then on: the sign-in is over, or a day has passed since the order's time. */
    expires_at: Timestamp,
  })
  .openapi("PushSubscription");
export type PushSubscriptionResponse = z.infer<typeof PushSubscriptionResponse>;

const SAME_BROWSER =
  "The same browser again is the same subscription, with its new keys. Of more browsers than are told, the one that subscribed first gives way.";
const refuses = ["push.unavailable", "push.endpoint_not_allowed", "request.rate_limited"] as const;
const body = jsonBody(PushSubscriptionInput);
const subscribed = json(PushSubscriptionResponse, "It is told from now on");
const SubscriptionIdParam = z.object({ subscription_id: Id });
const gone = { description: "It is told nothing more; also where it was not there" };

export const subscribeMe = contract({
  method: "post",
  path: "/v1/push-subscriptions",
  summary: "A browser of the signed-in customer wants to be told of their orders, until it is signed out; ten at most",
  description: SAME_BROWSER,
  access: { customer: true, store: "none" },
  refuses,
  request: { body },
  responses: { 200: subscribed },
});

export const unsubscribeMe = contract({
  method: "delete",
  path: "/v1/push-subscriptions/{subscription_id}",
  summary: "A browser of the signed-in customer is told nothing more",
  access: { customer: true, store: "none" },
  request: { params: SubscriptionIdParam },
  responses: { 204: gone },
});

export const subscribeToOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/push-subscriptions",
  summary: "A browser wants to be told of a guest's order, by the order's own token; three at most",
  description: `${SAME_BROWSER} It ends a day after the order's time.`,
  access: { order_holder: true, store: "order" },
  refuses: [...refuses, "push.order_over"],
  request: { params: OrderIdParam, body },
  responses: { 200: subscribed },
});

export const unsubscribeFromOrder = contract({
  method: "delete",
  path: "/v1/orders/{order_id}/push-subscriptions/{subscription_id}",
  summary: "A browser is told nothing more of a guest's order",
  access: { order_holder: true, store: "order" },
  request: { params: OrderIdParam.extend(SubscriptionIdParam.shape) },
  responses: { 204: gone },
});
