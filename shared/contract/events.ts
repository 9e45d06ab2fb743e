/** A store's domain events, for other systems: inventory, delivery, loyalty, analytics. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { DomainEvent, OrderAccepted, OrderPlaced } from "../domain/events.ts";
import { StoreId } from "../domain/kernel/ids.ts";
import { OrderView } from "../domain/order/order.ts";
import { acrossStores } from "./across-stores.ts";
import { contract, json } from "./contract.ts";

/** What is between the store and the cloud alone: whose request made it, and the machine's clock. */
const BETWEEN_US = { request: true, raw_at: true, clock_offset_ms: true } as const;
const WITH_ORDER = new Set<unknown>([OrderPlaced, OrderAccepted]);

type Published<E> = E extends { order: unknown }
  ? Omit<E, keyof typeof BETWEEN_US | "order"> & { order: OrderView }
  : Omit<E, keyof typeof BETWEEN_US>;
export type PublishedEvent = Published<DomainEvent>;

const published = DomainEvent.options.map((option) => {
  const shape = (option as z.ZodObject).omit(BETWEEN_US);
  return WITH_ORDER.has(option) ? shape.extend({ order: OrderView }) : shape;
});
const [first, ...others] = published;
if (!first) throw new Error("there are events");

export const PublishedEvent = z
  .discriminatedUnion("type", [first, ...others])
  .openapi("PublishedEvent") as unknown as z.ZodType<PublishedEvent>;

const Cursor = z
  .string()
  .regex(/^[0-9a-f]{16}-(?:0|[1-9][0-9]{0,15})$/, "a cursor of this list")
  .openapi({ example: "5b1f0c9e2a7d4f36-1042" });

export const listEvents = contract({
  method: "get",
  path: "/v1/admin/events",
  summary: "What has happened at a store, in the order in which the cloud has learnt it",
  description:
    "Ask without `after`, then again and again with the last `next`: a page holds what has been committed after it, and an event that is committed later comes later, so none is missed. An order's events come in their order. An event never changes. A cursor is good for ever, unless the cloud is put back to an earlier state: then it is 410 `events.cursor_gone`, and the reader begins again; what it has seen it knows by `event_id`. An event with `relogged.is_applied: false` came from a dead box's disk and changed nothing.",
  access: acrossStores,
  refuses: ["auth.wrong_store", "events.cursor_gone", "store.not_found"],
  request: {
    query: z.object({ store: StoreId, after: Cursor.optional(), limit: z.coerce.number().int().min(1).max(1000).default(200) }),
  },
  responses: {
    200: json(
      z
        .object({
          events: z.array(z.object({ cursor: Cursor, event: PublishedEvent })),
          /** For the next request, also of an empty page. */
          next: Cursor,
          /** More is there already. A page ends earlier than `limit` where its events are large. */
          has_more: z.boolean(),
        })
        .openapi("EventPage"),
      "A page",
    ),
  },
});
