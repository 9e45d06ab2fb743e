/**
 * Takes away what nobody can ask for any more. Easy to get wrong: the last inbox entry that a box has reported stays,
 * whatever its age, since the pair (number, id) is how a box and a rewound cloud find each other out (D7).
 */
import { type Clock, iso, type Timers } from "@crema/shared/clock";
import type { Database } from "../db/database.ts";
import { createJob, type Job } from "./job.ts";

const DAY_MS = 24 * 3_600_000;
/** D6 */
export const INBOX_KEPT_MS = 7 * DAY_MS;
/** U5; as long as a store keeps what was acknowledged (U1). */
export const HASHES_KEPT_MS = 30 * DAY_MS;
const EVERY_MS = 3_600_000;

export interface PruningOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

export function createPruning(options: PruningOptions): Job {
  return createJob({ timers: options.timers, everyMs: EVERY_MS, onError: options.onError, run: () => prune(options) });
}

/** Each statement on its own: none of this has to be together. */
export async function prune({ database: { pool }, clock }: Pick<PruningOptions, "database" | "clock">): Promise<void> {
  const now = clock.now();
  await pool.query(
    `DELETE FROM store_inbox i USING store_link_seen s
     WHERE s.store_id = i.store_id AND i.seq < s.inbox_seq AND i.created_at < $1`,
    [iso(now - INBOX_KEPT_MS)],
  );
  await pool.query("DELETE FROM ingested_hashes WHERE taken_at < $1", [iso(now - HASHES_KEPT_MS)]);
  await pool.query("DELETE FROM sessions WHERE expires_at < $1", [iso(now)]);
  await pool.query("DELETE FROM enroll_codes WHERE expires_at < $1", [iso(now - INBOX_KEPT_MS)]);
  // Times of boxes' tokens and nonces are the database's own.
  await pool.query("DELETE FROM sync_challenges WHERE expires_at < now()");
  await pool.query("DELETE FROM sync_tokens WHERE expires_at < now()");
}
