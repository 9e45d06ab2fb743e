/** What the box knows of tickets that guests hold by phone, besides the ticket itself (drafts.ts). A day after its end it is gone. */
import type { Db } from "./database.ts";
import { prepareInsert } from "./insert.ts";
import { guestDrafts } from "./schema.ts";

export type GuestDraftRow = typeof guestDrafts.$inferSelect;

export interface GuestDraftTable {
  insert(row: GuestDraftRow): void;
  /** Oldest first. */
  waiting(): GuestDraftRow[];
  byId(draftId: string): GuestDraftRow | null;
  byKey(keyHash: string): GuestDraftRow | null;
  byToken(tokenHash: string): GuestDraftRow | null;
  /** Does nothing for a ticket of the counter's own, and for one that has ended. */
  end(draftId: string, how: NonNullable<GuestDraftRow["ended"]>, at: string): void;
  /** What became of one that was resumed; does nothing for any other. */
  became(draftId: string, orderId: string): void;
  /** Deletes those that ended before that moment. */
  forgetEnded(before: string): void;
}

export function prepareGuestDrafts(db: Db): GuestDraftTable {
  const insert = prepareInsert(db, guestDrafts);
  const waiting = db.prepare<[], GuestDraftRow>("SELECT * FROM guest_drafts WHERE ended IS NULL ORDER BY held_at, draft_id");
  const byId = db.prepare<[string], GuestDraftRow>("SELECT * FROM guest_drafts WHERE draft_id = ?");
  const byKey = db.prepare<[string], GuestDraftRow>("SELECT * FROM guest_drafts WHERE key_hash = ?");
  const byToken = db.prepare<[string], GuestDraftRow>("SELECT * FROM guest_drafts WHERE token_hash = ?");
  const end = db.prepare<[string, string, string]>("UPDATE guest_drafts SET ended = ?, ended_at = ? WHERE draft_id = ? AND ended IS NULL");
  const became = db.prepare<[string, string]>("UPDATE guest_drafts SET order_id = ? WHERE draft_id = ? AND ended = 'RESUMED'");
  const forgetEnded = db.prepare<[string]>("DELETE FROM guest_drafts WHERE ended_at < ?");
  return {
    insert: (row) => void insert(row),
    waiting: () => waiting.all(),
    byId: (draftId) => byId.get(draftId) ?? null,
    byKey: (keyHash) => byKey.get(keyHash) ?? null,
    byToken: (tokenHash) => byToken.get(tokenHash) ?? null,
    end: (draftId, how, at) => void end.run(how, at, draftId),
    became: (draftId, orderId) => void became.run(orderId, draftId),
    forgetEnded: (before) => void forgetEnded.run(before),
  };
}
