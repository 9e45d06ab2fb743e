/** Events of a store that could not be applied. One that applies later, or is set aside, is marked, never deleted. */
import type { QuarantinedEvent } from "@crema/shared/contract/quarantine";
import type { ClientBase } from "pg";
import { bigint, bytea, insertInto, int, stripNul, text, timestamptz, uuid } from "./insert.ts";
import type { QuarantineRow } from "./pending-rows.ts";

/** Where an event stands in its store's log. */
export interface LogPlace {
  readonly epoch: number;
  readonly seq: number;
}

export interface WaitingEvent extends LogPlace {
  readonly hash: string;
  readonly body: Buffer;
}

export interface StoredQuarantinedEvent extends Omit<QuarantinedEvent, "received_at" | "set_aside"> {
  readonly received_at: Date;
  readonly resolved_at: Date | null;
  readonly set_aside_by: string | null;
  readonly set_aside_reason: string | null;
}

export const QUARANTINE_COLUMNS =
  "store_id, epoch, seq, event_id, event_type, order_id, code, detail, received_at, resolved_at, set_aside_by, set_aside_reason";

export const INSERT_QUARANTINE = insertInto<QuarantineRow & { readonly store_id: string; readonly now: string }>("quarantine", {
  store_id: text((row) => row.store_id),
  epoch: int((row) => row.epoch),
  seq: bigint((row) => row.seq),
  event_id: uuid((row) => row.event_id),
  event_type: text((row) => row.event_type),
  order_id: uuid((row) => row.order_id),
  code: text((row) => row.code),
  detail: text((row) => row.detail),
  hash: text((row) => row.hash),
  body: bytea((row) => Buffer.from(row.body, "utf8")),
  received_at: timestamptz((row) => row.now),
  resolved_at: timestamptz((row) => row.resolved_at),
});

export async function lockWaiting(client: ClientBase, storeId: string, after: LogPlace, limit: number): Promise<WaitingEvent[]> {
  const found = await client.query<WaitingEvent>(
    `SELECT epoch, seq, hash, body FROM quarantine WHERE store_id = $1 AND resolved_at IS NULL AND (epoch, seq) > ($3::int, $4::bigint)
     ORDER BY epoch, seq LIMIT $2 FOR UPDATE`,
    [storeId, limit, after.epoch, after.seq],
  );
  return found.rows;
}

export async function markApplied(client: ClientBase, storeId: string, places: readonly LogPlace[], at: string): Promise<void> {
  await client.query(
    `UPDATE quarantine SET resolved_at = $2 FROM unnest($3::int[], $4::bigint[]) AS done (epoch, seq)
     WHERE store_id = $1 AND quarantine.epoch = done.epoch AND quarantine.seq = done.seq`,
    [storeId, at, places.map(({ epoch }) => epoch), places.map(({ seq }) => seq)],
  );
}

/** Refused again, perhaps for another reason than before. */
export async function markRefused(
  client: ClientBase,
  storeId: string,
  refused: readonly (LogPlace & { readonly code: string; readonly detail: string })[],
): Promise<void> {
  await client.query(
    `UPDATE quarantine SET code = still.code, detail = still.detail FROM unnest($2::int[], $3::bigint[], $4::text[], $5::text[]) AS still (epoch, seq, code, detail)
     WHERE store_id = $1 AND quarantine.epoch = still.epoch AND quarantine.seq = still.seq`,
    [
      storeId,
      refused.map(({ epoch }) => epoch),
      refused.map(({ seq }) => seq),
      refused.map(({ code }) => code),
      refused.map(({ detail }) => stripNul(detail)),
    ],
  );
}

export async function countWaiting(client: ClientBase, storeId: string): Promise<number> {
  const left = await client.query<{ n: number }>("SELECT count(*) AS n FROM quarantine WHERE store_id = $1 AND resolved_at IS NULL", [
    storeId,
  ]);
  return left.rows[0]?.n ?? 0;
}

/** null: it does not wait there. */
export async function setAside(
  client: ClientBase,
  storeId: string,
  { epoch, seq }: LogPlace,
  { at, actor, reason }: { at: string; actor: object; reason: string },
): Promise<(StoredQuarantinedEvent & { readonly body: Buffer }) | null> {
  const set = await client.query<StoredQuarantinedEvent & { body: Buffer }>(
    `UPDATE quarantine SET resolved_at = $4, set_aside_by = $5, set_aside_reason = $6
     WHERE store_id = $1 AND epoch = $2 AND seq = $3 AND resolved_at IS NULL RETURNING ${QUARANTINE_COLUMNS}, body`,
    [storeId, epoch, seq, at, JSON.stringify(actor), stripNul(reason)],
  );
  return set.rows[0] ?? null;
}
