/**
 * Tells every node what was committed: takes rows out of the outbox and sends them on as NOTIFY, coalesced, in one
 * statement. Pitfall: there can be no high-water mark. A transaction that began early may commit late with low ids,
 * so whatever is in the table is still to be told.
 */
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { createJob, type Job } from "@crema/shared/server/service";
import { CHANNEL } from "../change-notifier.ts";
import type { Database } from "../db/database.ts";

/** Rows per transaction. */
const CLAIM = 500;
/** A NOTIFY carries less than 8000 bytes; an id takes 39. */
const IDS_PER_NOTICE = 150;
/** A store's id has up to 64 characters, and may be named twice. */
const STORES_PER_NOTICE = 50;
/** Without a poke: rows that a node committed and then died. */
const POLL_MS = 1_000;

export interface RelayOptions {
  readonly database: Database;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

/** `poke()` after every commit that somebody has to hear of. */
export function createOutboxRelay({ database, timers, onError }: RelayOptions): Job {
  return createJob({ timers, everyMs: POLL_MS, onError, run: () => drain(database) });
}

async function drain(database: Database): Promise<void> {
  while ((await relayOnce(database)) === CLAIM);
}

/** One transaction of the relay, in one way there and back. Returns how many rows it took. */
export async function relayOnce({ pool }: Database): Promise<number> {
  const told = await pool.query<{ taken: number }>(RELAY, [CHANNEL]);
  return told.rows[0]?.taken ?? 0;
}

/**
 * Without a name: this table is empty nearly always, and a plan that was kept from then reads all of it again for each row.
 * MATERIALIZED: the rows are picked once, so that the limit holds whatever the plan. What moves an inbox alone names the order by which it
 * has: nobody who waits for documents is woken by that.
 */
const RELAY = `WITH picked AS MATERIALIZED (SELECT store_id, id FROM outbox ORDER BY id LIMIT ${CLAIM} FOR UPDATE SKIP LOCKED),
  taken AS (DELETE FROM outbox USING picked WHERE outbox.store_id = picked.store_id AND outbox.id = picked.id
    RETURNING outbox.topic, outbox.store_id, outbox.order_id),
  orders AS (SELECT order_id, (row_number() OVER () - 1) / ${IDS_PER_NOTICE} AS part FROM taken WHERE order_id IS NOT NULL GROUP BY order_id),
  stores AS (SELECT store_id, bool_or(order_id IS NULL) AS documents, (row_number() OVER () - 1) / ${STORES_PER_NOTICE} AS part
    FROM taken WHERE topic = 'down' GROUP BY store_id),
  notices AS (
    SELECT json_build_object('orders', json_agg(order_id), 'down', '[]'::json, 'documents', '[]'::json) AS notice FROM orders GROUP BY part
    UNION ALL SELECT json_build_object('orders', '[]'::json, 'down', json_agg(store_id),
      'documents', coalesce(json_agg(store_id) FILTER (WHERE documents), '[]'::json)) FROM stores GROUP BY part)
  SELECT (SELECT count(*)::int FROM taken) AS taken, (SELECT count(pg_notify($1, notice::text)) FROM notices) AS told`;
