/** What a person at headquarters has to look at, and how it ends. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { Actor } from "../domain/staff/actor.ts";
import { ANY_OPERATOR } from "./access.ts";
import { acrossStores, PageLimit } from "./across-stores.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { StoreIdParam } from "./orders.ts";

export const HqException = z
  .object({
    exception_id: Id,
    store_id: StoreId.nullable(),
    order_id: Id.nullable(),
    kind: z.string(),
    /** What happened. */
    detail: z.string(),
    /** What can be done. */
    what_to_do: z.string(),
    /** The operator who asked for what it tells the others; another one ends it. */
    asked_by: Id.nullable(),
    raised_at: Timestamp,
    /** NOTE: by saying what was done. CONFLICT: by resolving the store's conflict, which writes its own note. */
    resolve_by: z.enum(["NOTE", "CONFLICT"]),
    resolved_at: Timestamp.nullable(),
    resolved_by: Actor.nullable(),
    resolution: z.string().nullable(),
  })
  .openapi("Exception");
export type HqException = z.infer<typeof HqException>;

export const ExceptionsQuery = z.object({
  state: z.enum(["OPEN", "RESOLVED"]).default("OPEN"),
  store_id: StoreId.optional(),
  before: Id.optional(),
  limit: PageLimit,
});
export type ExceptionsQuery = z.infer<typeof ExceptionsQuery>;

export const listExceptions = contract({
  method: "get",
  path: "/v1/admin/exceptions",
  summary: "Whatever a person must look at, newest first; never silently resolved",
  access: acrossStores,
  refuses: ["auth.wrong_store", "store.not_found"],
  request: { query: ExceptionsQuery },
  responses: {
    200: json(
      z.object({ exceptions: z.array(HqException), next_before: Id.nullable() }).openapi("ExceptionPage"),
      "Exceptions within the operator's scope",
    ),
  },
});

export const resolveException = contract({
  method: "post",
  path: "/v1/admin/exceptions/{exception_id}/resolve",
  summary: "Says what was done about an exception; it stays on record with the note and who wrote it",
  access: acrossStores,
  refuses: ["exception.not_found", "exception.resolved", "exception.open_conflict"],
  request: {
    params: z.object({ exception_id: Id }),
    body: jsonBody(z.strictObject({ note: z.string().trim().min(3).max(500) }).openapi("ExceptionResolution")),
  },
  responses: { 200: json(HqException, "Resolved") },
});

export const resolveConflict = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/conflict/resolve",
  summary: "A person has looked into the store's conflict: app orders are taken again",
  description: "Changes nothing of the log. While the box's log does not fit, its next batch raises the conflict again.",
  access: { ...ANY_OPERATOR, store: "path" },
  request: { params: StoreIdParam, body: jsonBody(z.strictObject({})) },
  responses: {
    200: json(z.object({ store_id: StoreId, resolved: z.string().nullable() }), "The conflict that was resolved; null: none was open"),
  },
});
