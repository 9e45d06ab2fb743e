/** The orders that a store is working on, as its screens show them. Served by the edge. */
import { z } from "@hono/zod-openapi";
import { type Access, ANY_SCREEN, READING_SCREENS } from "./access.ts";
import { contract, json } from "./contract.ts";
import { LinkStatus } from "./link-status.ts";
import { OrderResource, StoreIdParam } from "./orders.ts";

export const QueueQuery = z.object({
  /** Comma-separated statuses; without it every open one. */
  status: z
    .string()
    .regex(/^[A-Z_]+(,[A-Z_]+)*$/)
    .optional(),
  /** LEFT_OPEN: the open orders that were promised more than 12 hours ago, which are on no queue any more. */
  age: z.enum(["CURRENT", "LEFT_OPEN"]).default("CURRENT"),
});
export type QueueAge = z.infer<typeof QueueQuery>["age"];

export const QueueResponse = z
  .object({
    cursor: z.number().int(),
    /** At most 200: those that staff put first, then the others, each by promise. */
    orders: z.array(OrderResource),
    /** How many further orders match. */
    more: z.number().int().min(0),
    /** Open orders promised more than 12 hours ago: to be finished or cancelled (`?age=LEFT_OPEN`). */
    left_open: z.number().int().min(0),
    link: LinkStatus.optional(),
  })
  .openapi("Queue");
export type QueueResponse = z.infer<typeof QueueResponse>;

export const QUEUE_STREAM_ACCESS = { ...ANY_SCREEN, store: "path" } as const satisfies Access;

export const getQueue = contract({
  method: "get",
  path: "/v1/stores/{store_id}/queue",
  summary: "The store's queue: what staff put first, then the oldest promise; 200 orders at most",
  access: { ...READING_SCREENS, store: "path" },
  request: { params: StoreIdParam, query: QueueQuery },
  responses: { 200: json(QueueResponse, "The queue") },
});
