/**
 * Tells every node what was committed: takes rows out of the outbox and sends them on as NOTIFY, coalesced, in one
 * transaction. Pitfall: there can be no high-water mark. A transaction that began early may commit late with low ids,
 * so whatever is in the table is still to be told.
 */
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { createJob, type Job } from "@crema/shared/server/service";
import type pg from "pg";
import { CHANNEL, type Notice } from "../change-notifier.ts";
import type { Database } from "../db/database.ts";

/** Rows per transaction. */
const CLAIM = 500;
/** A NOTIFY carries less than 8000 bytes; an id takes 39. */
const IDS_PER_NOTICE = 150;
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

/** One transaction of the relay. Returns how many rows it took. */
export async function relayOnce({ pool }: Database): Promise<number> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const taken = await claim(client);
    if (taken.length > 0) {
      await client.query("SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload", [
        CHANNEL,
        noticesOf(taken).map((notice) => JSON.stringify(notice)),
      ]);
    }
    await client.query("COMMIT");
    return taken.length;
  } catch (error) {
    // The connection goes with its transaction: the rows stay for the next run.
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(broken);
  }
}

interface Row {
  topic: "order" | "down";
  store_id: string;
  order_id: string | null;
}

/**
 * Without a name: this table is empty nearly always, and a plan that was kept from then reads all of it again for each row.
 * MATERIALIZED: the rows are picked once, so that the limit holds whatever the plan.
 */
async function claim(client: pg.ClientBase): Promise<Row[]> {
  const taken = await client.query<Row>(
    `WITH picked AS MATERIALIZED (SELECT store_id, id FROM outbox ORDER BY id LIMIT ${CLAIM} FOR UPDATE SKIP LOCKED)
     DELETE FROM outbox USING picked WHERE outbox.store_id = picked.store_id AND outbox.id = picked.id
     RETURNING outbox.topic, outbox.store_id, outbox.order_id`,
  );
  return taken.rows;
}

function noticesOf(rows: readonly Row[]): Notice[] {
  const orders = [...new Set(rows.flatMap((row) => (row.order_id === null ? [] : [row.order_id])))];
  const down = [...new Set(rows.flatMap((row) => (row.topic === "down" ? [row.store_id] : [])))];
  const notices: Notice[] = [];
  for (let i = 0; i < orders.length; i += IDS_PER_NOTICE) notices.push({ orders: orders.slice(i, i + IDS_PER_NOTICE), down: [] });
  // Store ids are up to 64 characters.
  for (let i = 0; i < down.length; i += 100) notices.push({ orders: [], down: down.slice(i, i + 100) });
  return notices;
}
