/** What a person has to look at: events that the domain refused, and exceptions. Nothing of it is ever dropped. */

import type { ExceptionEntry, QuarantinedEvent } from "@crema/shared/api/admin";
import { iso } from "@crema/shared/clock";
import type { Pool } from "pg";
import type { z } from "zod";

/** A page of a screen; the rest comes when these are dealt with. */
const LIMIT = 500;

type WithDate<T, K extends keyof T> = Omit<T, K> & Record<K, Date>;

export async function quarantinedEvents(pool: Pool, storeId: string): Promise<z.infer<typeof QuarantinedEvent>[]> {
  const found = await pool.query<WithDate<z.infer<typeof QuarantinedEvent>, "received_at">>(
    `SELECT store_id, epoch, seq, event_id, event_type, order_id, code, detail, received_at FROM quarantine
     WHERE store_id = $1 AND resolved_at IS NULL ORDER BY epoch, seq LIMIT ${LIMIT}`,
    [storeId],
  );
  return found.rows.map((row) => ({ ...row, received_at: iso(row.received_at.getTime()) }));
}

/** `storeIds`: the operator's scope; null is every store and what is about none. */
export async function openExceptions(pool: Pool, storeIds: readonly string[] | null): Promise<z.infer<typeof ExceptionEntry>[]> {
  const found = await pool.query<Omit<WithDate<z.infer<typeof ExceptionEntry>, "raised_at">, "resolved_at">>(
    `SELECT exception_id, store_id, order_id, kind, detail, what_to_do, raised_at FROM exceptions
     WHERE resolved_at IS NULL AND ($1::text[] IS NULL OR store_id = ANY ($1)) ORDER BY raised_at DESC LIMIT ${LIMIT}`,
    [storeIds],
  );
  return found.rows.map((row) => ({ ...row, raised_at: iso(row.raised_at.getTime()), resolved_at: null }));
}
