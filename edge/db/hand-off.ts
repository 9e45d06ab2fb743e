/**
 * Records of the inbox: which entries were applied, which offers were declined before they arrived, which cancel requests
 * were refused.
 */
import type { InboxRun } from "@crema/sync/protocol/hand-back";
import { type ChainedEntry, INBOX_GENESIS } from "@crema/sync/protocol/inbox-chain";
import type { Db } from "./database.ts";
import { prepareInsert } from "./insert.ts";
import { cancelRefusals, declinedOffers, inboxApplied } from "./schema.ts";

export type AppliedEntry = typeof inboxApplied.$inferSelect;
type CancelRefusal = typeof cancelRefusals.$inferSelect;

export interface HandoffTable {
  isApplied(entryId: string): boolean;
  /** An id that was applied under another number keeps its row, under this one. */
  markApplied(entry: AppliedEntry): void;
  /** What was applied after that entry, up to the last one; from later on, where the disk has not stored it whole. */
  runAfter(afterSeq: number, lastSeq: number): InboxRun;
  isDeclined(orderId: string): boolean;
  markDeclined(orderId: string, at: string): void;
  saveCancelRefusal(row: CancelRefusal): void;
  /** The order's refusals that were published after the cursor, oldest first. */
  cancelRefusalsAfter(orderId: string, cursor: number): CancelRefusal[];
}

export function prepareHandoff(db: Db): HandoffTable {
  const applied = db.prepare<[string], object>("SELECT 1 FROM inbox_applied WHERE id = ?");
  const whole = db.prepare<[number, number], ChainedEntry>(
    "SELECT seq, id, chain, command FROM inbox_applied WHERE seq > ? AND seq <= ? AND chain IS NOT NULL AND command IS NOT NULL ORDER BY seq",
  );
  const chainOf = db.prepare<[number], { chain: string | null }>("SELECT chain FROM inbox_applied WHERE seq = ?");
  const declined = db.prepare<[string], object>("SELECT 1 FROM declined_offers WHERE order_id = ?");
  const refusals = db.prepare<[string, number], CancelRefusal>(
    "SELECT * FROM cancel_refusals WHERE order_id = ? AND cursor > ? ORDER BY cursor",
  );
  const insertApplied = prepareInsert(
    db,
    inboxApplied,
    "ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, chain = excluded.chain, command = excluded.command",
  );
  const insertDeclined = prepareInsert(db, declinedOffers);
  const insertRefusal = prepareInsert(db, cancelRefusals, "ON CONFLICT DO NOTHING");
  return {
    isApplied: (entryId) => applied.get(entryId) !== undefined,
    markApplied: (entry) => void insertApplied(entry),
    runAfter(afterSeq, lastSeq) {
      const rows = whole.all(afterSeq, lastSeq);
      // A hole ends what can be handed back: an entry of before the upgrade, or one that was pruned.
      const hole = rows.findLastIndex((row, index) => row.seq !== lastSeq - (rows.length - 1 - index));
      const entries = rows.slice(hole + 1);
      const first = (entries[0]?.seq ?? lastSeq + 1) - 1;
      const after = { seq: first, chain: first === 0 ? INBOX_GENESIS : (chainOf.get(first)?.chain ?? null) };
      return { after, entries, is_all: first > afterSeq || first === 0 };
    },
    isDeclined: (orderId) => declined.get(orderId) !== undefined,
    markDeclined: (order_id, declined_at) => void insertDeclined({ order_id, declined_at }),
    saveCancelRefusal: (row) => void insertRefusal(row),
    cancelRefusalsAfter: (orderId, cursor) => refusals.all(orderId, cursor),
  };
}
