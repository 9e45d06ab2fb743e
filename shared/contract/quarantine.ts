/** Events of a store that could not be applied: listed, tried again, set aside. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { Actor } from "../domain/staff/actor.ts";
import { ANY_OPERATOR, HEADQUARTERS } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { StoreIdParam } from "./orders.ts";

export const QuarantinedEvent = z
  .object({
    store_id: StoreId,
    epoch: z.number().int(),
    seq: z.number().int(),
    event_id: Id,
    event_type: z.string(),
    order_id: Id.nullable(),
    code: z.string(),
    detail: z.string(),
    received_at: Timestamp,
    /** Set when a person has dismissed it for good. */
    set_aside: z.object({ at: Timestamp, by: Actor, reason: z.string() }).nullable(),
  })
  .openapi("QuarantinedEvent");
export type QuarantinedEvent = z.infer<typeof QuarantinedEvent>;

const LogPlace = z.string().regex(/^\d{1,9}-\d{1,15}$/, "epoch and seq of an event, 1-17");

export const listQuarantine = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}/quarantine",
  summary: "Events of the store that the domain refused, oldest first; nothing is ever dropped",
  access: { ...ANY_OPERATOR, store: "path" },
  request: {
    params: StoreIdParam,
    query: z.object({
      state: z.enum(["WAITING", "SET_ASIDE"]).default("WAITING"),
      after: LogPlace.optional(),
      limit: z.coerce.number().int().min(1).max(500).default(500),
    }),
  },
  responses: {
    200: json(
      z.object({ events: z.array(QuarantinedEvent), next_after: LogPlace.nullable() }),
      "A page; `next_after` asks for the one after it",
    ),
  },
});

export const retryQuarantine = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/quarantine/retry",
  summary: "Tries all of the store's quarantined events again, in their order, after a fix",
  access: { ...ANY_OPERATOR, store: "path" },
  request: { params: StoreIdParam, body: jsonBody(z.strictObject({})) },
  responses: { 200: json(z.object({ applied: z.number().int(), remaining: z.number().int() }), "What came of it") },
});

export const setAsideQuarantined = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/quarantine/{epoch}/{seq}/set-aside",
  summary: "A person settles that one quarantined event is never applied, and says why",
  description: "The event stays as it came, with the reason. What waits behind it on the same order can be tried again afterwards.",
  access: { ...HEADQUARTERS, store: "path" },
  refuses: ["quarantine.not_found"],
  request: {
    params: StoreIdParam.extend({ epoch: z.coerce.number().int().min(0).max(999_999_999), seq: z.coerce.number().int().min(0) }),
    body: jsonBody(z.strictObject({ reason: z.string().trim().min(1).max(500) })),
  },
  responses: { 200: json(QuarantinedEvent, "The event, set aside") },
});
