/** What a person has to look at. It is raised by the unit of work; nothing of it is ever dropped. */
import type { ClientBase } from "pg";
import type { Asks } from "./batch.ts";
import { insertInto, stripNul, text, timestamptz, uuid } from "./insert.ts";
import type { ExceptionRow } from "./pending-rows.ts";

export interface StoredException {
  readonly exception_id: string;
  readonly store_id: string | null;
  readonly order_id: string | null;
  readonly kind: string;
  readonly detail: string;
  readonly what_to_do: string;
  readonly asked_by: string | null;
  readonly raised_at: Date;
  readonly resolved_at: Date | null;
  readonly resolved_by: unknown;
  readonly resolution: string | null;
}

export const EXCEPTION_COLUMNS =
  "exception_id, store_id, order_id, kind, detail, what_to_do, asked_by, raised_at, resolved_at, resolved_by, resolution";

export interface Resolution {
  readonly at: string;
  readonly actor: object;
  readonly note: string;
}

/** What is raised again while it is open says nothing new: of what concerns the link, one per store; else one per order and finding. */
export const INSERT_EXCEPTIONS = insertInto<ExceptionRow & { readonly now: string }>(
  "exceptions",
  {
    exception_id: uuid((row) => row.exception_id),
    store_id: text((row) => row.store_id),
    order_id: uuid((row) => row.order_id),
    kind: text((row) => row.kind),
    detail: text((row) => row.detail),
    what_to_do: text((row) => row.what_to_do),
    asked_by: uuid((row) => row.asked_by),
    raised_at: timestamptz((row) => row.now),
  },
  `WHERE NOT EXISTS (SELECT FROM exceptions e WHERE e.store_id IS NOT DISTINCT FROM given.store_id AND e.kind = given.kind AND e.resolved_at IS NULL
     AND (given.kind LIKE 'sync.%' OR (e.order_id IS NOT DISTINCT FROM given.order_id AND e.detail = given.detail AND e.asked_by IS NOT DISTINCT FROM given.asked_by)))`,
);

export async function lockException(client: ClientBase, exceptionId: string): Promise<StoredException | null> {
  const found = await client.query<StoredException>(`SELECT ${EXCEPTION_COLUMNS} FROM exceptions WHERE exception_id = $1 FOR UPDATE`, [
    exceptionId,
  ]);
  return found.rows[0] ?? null;
}

export async function resolveLockedException(
  client: ClientBase,
  exceptionId: string,
  { at, actor, note }: Resolution,
): Promise<StoredException> {
  const written = await client.query<StoredException>(
    `UPDATE exceptions SET resolved_at = $2, resolved_by = $3, resolution = $4 WHERE exception_id = $1 RETURNING ${EXCEPTION_COLUMNS}`,
    [exceptionId, at, JSON.stringify(actor), stripNul(note)],
  );
  const resolved = written.rows[0];
  if (!resolved) throw new Error("a locked exception has gone");
  return resolved;
}

/** What ended by something else than a note: all open ones of the kind. */
export async function resolveOpenExceptions(
  client: ClientBase,
  { storeId, kind }: { storeId: string; kind: string },
  { at, actor, note }: Resolution,
): Promise<void> {
  await client.query(
    `UPDATE exceptions SET resolved_at = $2, resolved_by = $3, resolution = $4
     WHERE store_id = $1 AND kind = $5 AND resolved_at IS NULL`,
    [storeId, at, JSON.stringify(actor), note, kind],
  );
}

/** What the store was to cancel: it has. `orderIds`: those that it has cancelled. */
export async function resolveCancelled(client: Asks, storeId: string, orderIds: readonly string[], at: string): Promise<void> {
  if (orderIds.length === 0) return;
  await client.query({
    name: "resolve_cancelled",
    text: `UPDATE exceptions SET resolved_at = $3, resolution = 'The store has cancelled it.'
           WHERE store_id = $1 AND order_id = ANY ($2::uuid[]) AND kind IN ('order.refunded_and_open', 'payment.hold_gone') AND resolved_at IS NULL`,
    values: [storeId, orderIds, at],
  });
}
