/**
 * Takes away what nobody can ask for any more. Easy to get wrong: the last inbox entry that a box has reported stays,
 * whatever its age, since the pair (number, id) is how a box and a rewound cloud find each other out (D7). And a statement has
 * ten seconds: what has piled up is taken away in pieces, or it would never get done again.
 */
import { type Clock, iso, type Timers } from "@crema/shared/clock";
import type { Database } from "../db/database.ts";
import { createJob, type Job } from "./job.ts";

const DAY_MS = 24 * 3_600_000;
/** D6 */
export const INBOX_KEPT_MS = 7 * DAY_MS;
/** U5; as long as a store keeps what was acknowledged (U1). */
export const HASHES_KEPT_MS = 30 * DAY_MS;
/** Longer than the provider lists them: one that is listed again must still be known. */
export const PROVIDER_EVENTS_KEPT_MS = 40 * DAY_MS;
const EVERY_MS = 3_600_000;
/** Rows per statement. */
const PIECE = 20_000;

export interface PruningOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

export function createPruning(options: PruningOptions): Job {
  return createJob({ timers: options.timers, everyMs: EVERY_MS, onError: options.onError, run: () => prune(options) });
}

/** Each statement on its own: none of this has to be together. `piece`: rows per statement. */
export async function prune({ database: { pool }, clock }: Pick<PruningOptions, "database" | "clock">, piece = PIECE): Promise<void> {
  const now = clock.now();
  const inPieces = async (table: string, old: string, before: number) => {
    const text = `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(${old} LIMIT $2))`;
    while ((await pool.query(text, [iso(before), piece])).rowCount === piece);
  };
  await inPieces(
    "store_inbox",
    "SELECT i.ctid FROM store_inbox i JOIN store_link_seen s USING (store_id) WHERE i.seq < s.inbox_seq AND i.created_at < $1",
    now - INBOX_KEPT_MS,
  );
  await inPieces("ingested_hashes", "SELECT ctid FROM ingested_hashes WHERE taken_at < $1", now - HASHES_KEPT_MS);
  await inPieces("psp_events", "SELECT ctid FROM psp_events WHERE received_at < $1 AND state <> 'WAITING'", now - PROVIDER_EVENTS_KEPT_MS);
  await pool.query("DELETE FROM sessions WHERE expires_at < $1", [iso(now)]);
  await pool.query("DELETE FROM enroll_codes WHERE expires_at < $1", [iso(now - INBOX_KEPT_MS)]);
  await pool.query("DELETE FROM sign_in_codes WHERE created_at < $1", [iso(now - DAY_MS)]);
  // Times of boxes' tokens and nonces are the database's own.
  await pool.query("DELETE FROM sync_challenges WHERE expires_at < now()");
  await pool.query("DELETE FROM sync_tokens WHERE expires_at < now()");
}
