/**
 * Deletes what nobody can ask for any more. The last inbox entry that a box has reported stays, whatever its age: the
 * pair (number, id) is how a box notices that the cloud was rewound, and the other way round (D7). A statement has ten
 * seconds, so a backlog is deleted in pieces; in one go it would never finish.
 */
import { type Clock, iso, type Timers } from "@crema/shared/domain/kernel/clock";
import { createJob, type Job } from "@crema/shared/server/service";
import { MAX_BATCH_EVENTS } from "@crema/sync/protocol/up";
import { SESSION_MS } from "../auth/opaque-token.ts";
import type { Database } from "../db/database.ts";
import { INBOX_RETENTION_MS } from "../db/inbox-retention.ts";

const DAY_MS = 24 * 3_600_000;
/** U5; as long as a store keeps what was acknowledged (U1). */
export const HASHES_RETENTION_MS = 30 * DAY_MS;
/** Longer than the provider lists them: one that is listed again must still be known. */
export const PROVIDER_EVENTS_RETENTION_MS = 40 * DAY_MS;
/** As many days as a Z report covers. */
export const JOURNAL_RETENTION_MS = 14 * DAY_MS;
/** A picture that no menu names: it may come back with the season. */
export const PICTURES_RETENTION_MS = 90 * DAY_MS;
/** For as long nobody is told the same twice. */
const MESSAGES_RETENTION_MS = 30 * DAY_MS;
/** What operators did with customers' data. */
const AUDIT_RETENTION_MS = 3 * 365 * DAY_MS;
const EVERY_MS = 3_600_000;
/** Rows per statement. */
const PIECE = 20_000;

export interface PruningOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
  /** Whether the time is known by which it judges. */
  readonly mayRun?: () => boolean;
}

export function createPruning(options: PruningOptions): Job {
  const { timers, onError, mayRun = () => true } = options;
  return createJob({ timers, everyMs: EVERY_MS, onError, mayRun, run: () => prune(options) });
}

interface Kind {
  readonly table: string;
  /** The rows that may go: what stands after the SELECT of their ctid. `$1`: the moment before which. */
  readonly old: string;
  readonly retentionMs: number;
}

const KINDS: readonly Kind[] = [
  {
    table: "store_inbox",
    old: "store_inbox i JOIN store_link_seen s USING (store_id) WHERE i.seq < s.inbox_seq AND i.created_at < $1",
    retentionMs: INBOX_RETENTION_MS,
  },
  // Of the present box's log the last batch stays, whatever its age: its acknowledgement may have been lost, and it comes again.
  {
    table: "ingested_hashes",
    old: `ingested_hashes i JOIN store_links l USING (store_id) WHERE i.taken_at < $1 AND (i.epoch < l.epoch OR i.seq <= l.last_seq - ${MAX_BATCH_EVENTS})`,
    retentionMs: HASHES_RETENTION_MS,
  },
  { table: "psp_events", old: "psp_events i WHERE i.received_at < $1 AND i.state <> 'WAITING'", retentionMs: PROVIDER_EVENTS_RETENTION_MS },
  { table: "store_journal", old: "store_journal i WHERE i.at < $1", retentionMs: JOURNAL_RETENTION_MS },
  // Naming one moves its `named_at` on in the same row, so that none goes while a menu is being published that names it.
  {
    table: "pictures",
    old: `pictures i WHERE i.named_at < $1
      AND NOT EXISTS (SELECT 1 FROM menu_items m WHERE m.definition->>'picture' = i.picture)
      AND i.picture NOT IN (SELECT item->>'picture' FROM store_documents d CROSS JOIN json_array_elements(d.document->'items') item
                            WHERE d.kind = 'menu' AND item->>'picture' IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM stores s WHERE s.profile->'look'->>'logo' = i.picture)`,
    retentionMs: PICTURES_RETENTION_MS,
  },
  { table: "order_contacts", old: "order_contacts i WHERE i.expires_at < $1", retentionMs: 0 },
  { table: "push_subscriptions", old: "push_subscriptions i WHERE i.expires_at < $1", retentionMs: 0 },
  { table: "messages", old: "messages i WHERE i.created_at < $1", retentionMs: MESSAGES_RETENTION_MS },
  { table: "audit_log", old: "audit_log i WHERE i.at < $1", retentionMs: AUDIT_RETENTION_MS },
  { table: "sessions", old: "sessions i WHERE i.expires_at < $1", retentionMs: 0 },
  { table: "enroll_codes", old: "enroll_codes i WHERE i.expires_at < $1", retentionMs: INBOX_RETENTION_MS },
  { table: "sign_in_codes", old: "sign_in_codes i WHERE i.created_at < $1 AND i.used_at IS NULL", retentionMs: DAY_MS },
  // Where somebody has signed in from is known for as long as they stay signed in.
  { table: "sign_in_codes", old: "sign_in_codes i WHERE i.created_at < $1", retentionMs: SESSION_MS.cus },
  // Longer than anything counts by them (open-order-limit.ts).
  {
    table: "order_askers",
    old: "order_askers i WHERE (SELECT o.promised_at FROM orders o WHERE o.store_id = i.store_id AND o.order_id = i.order_id) < $1",
    retentionMs: DAY_MS,
  },
  // The planner takes them within seconds; what it could not plan in a day tells nobody anything.
  { table: "message_facts", old: "message_facts i WHERE i.at < $1", retentionMs: 2 * DAY_MS },
  // Times of boxes' tokens and nonces are the database's own.
  { table: "sync_challenges", old: "sync_challenges i WHERE i.expires_at < least(now(), $1)", retentionMs: 0 },
  { table: "sync_tokens", old: "sync_tokens i WHERE i.expires_at < least(now(), $1)", retentionMs: 0 },
];

/** Each kind for itself, so that one that fails starves no other. `piece`: rows per statement. Rejects after having tried all. */
export async function prune({ database: { pool }, clock }: Pick<PruningOptions, "database" | "clock">, piece = PIECE): Promise<void> {
  const now = clock.now();
  const failures: unknown[] = [];
  for (const { table, old, retentionMs } of KINDS) {
    const text = `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT i.ctid FROM ${old} LIMIT $2))`;
    try {
      while ((await pool.query(text, [iso(now - retentionMs), piece])).rowCount === piece);
    } catch (error) {
      failures.push(new Error(`${table} could not be pruned`, { cause: error }));
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} kinds of rows could not be pruned`);
}
