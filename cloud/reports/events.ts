/**
 * A store's events from a cursor on. Positions are in the order of the commits, without holes (db/store-events-schema.ts), so what is
 * below one that was read cannot come later. A cursor names the history that it is of: the store and the database's incarnation.
 */
import { createHash } from "node:crypto";
import type { PublishedEvent } from "@crema/shared/contract/events";
import { DomainEvent } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { viewOf } from "@crema/shared/domain/order/order";
import type { Pool } from "pg";

/** Of the bodies of a page, unless its first event is larger alone. */
const MAX_PAGE_BYTES = 2 * 1024 * 1024;

export interface EventPage {
  readonly events: { cursor: string; event: PublishedEvent }[];
  readonly next: string;
  readonly has_more: boolean;
}

interface Row {
  readonly incarnation: string;
  readonly head: number;
  /** null: nothing comes after the cursor. */
  readonly position: number | null;
  readonly body: unknown;
}

/** One statement: the history, how far it goes and the page are of one moment. */
const PAGE = `
  WITH life AS (
    SELECT coalesce((SELECT incarnation_id::text FROM incarnations ORDER BY number DESC LIMIT 1), '') AS incarnation,
      coalesce((SELECT head FROM store_event_heads WHERE store_id = $1), 0) AS head
  ), sized AS (
    SELECT e.position, coalesce(o.body, d.body) AS body,
      sum(octet_length(coalesce(o.body, d.body)::text)) OVER (ORDER BY e.position) AS bytes, row_number() OVER (ORDER BY e.position) AS place
    FROM (SELECT * FROM store_events WHERE store_id = $1 AND position > $2 ORDER BY position LIMIT $3) AS e
    LEFT JOIN order_events o ON NOT e.of_drawer AND o.store_id = e.store_id AND o.event_id = e.event_id
    LEFT JOIN drawer_events d ON e.of_drawer AND d.store_id = e.store_id AND d.event_id = e.event_id
  )
  SELECT life.incarnation, life.head, sized.position, sized.body FROM life
  LEFT JOIN sized ON sized.bytes <= ${MAX_PAGE_BYTES} OR sized.place = 1 ORDER BY sized.position`;

export async function eventsOf(
  pool: Pool,
  storeId: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<Result<EventPage>> {
  const [history, number] = after?.split("-") ?? [null, "0"];
  const from = Number(number);
  const found = await pool.query<Row>({ name: "events_of", text: PAGE, values: [storeId, from, limit] });
  const [first] = found.rows;
  if (!first) throw new Error("the history itself is always there");
  const present = historyOf(first.incarnation, storeId);
  if ((history !== null && history !== present) || from > first.head) {
    return refuse("events.cursor_gone", "Begin again without `after`, and leave out what you have already, by its event_id.");
  }
  const events = found.rows.flatMap(({ position, body }) =>
    position === null ? [] : [{ position, cursor: `${present}-${position}`, event: publishedOf(DomainEvent.parse(body)) }],
  );
  const last = events.at(-1)?.position ?? from;
  return ok({
    events: events.map(({ cursor, event }) => ({ cursor, event })),
    next: `${present}-${last}`,
    has_more: last < first.head,
  });
}

const historyOf = (incarnation: string, storeId: string): string =>
  createHash("sha256").update(`${incarnation} ${storeId}`).digest("hex").slice(0, 16);

function publishedOf(event: DomainEvent): PublishedEvent {
  const { request: _request, raw_at: _machine, clock_offset_ms: _offset, ...published } = event;
  return "order" in published ? { ...published, order: viewOf(published.order) } : (published as PublishedEvent);
}
