/** Tickets on hold. A taken one stays for a day, so that the screen that took it may ask for it again. */

import type { Draft } from "@crema/shared/contract/drafts";
import type { Actor } from "@crema/shared/domain/staff/actor";
import type { Db } from "./database.ts";

/** Who has taken it: the caller's principal key and name. */
export interface TakenBy {
  readonly principal: string;
  readonly actor: Actor;
}

export interface DraftTable {
  insert(storeId: string, draft: Draft): void;
  /** Latest first. */
  held(): Draft[];
  /** Those that guests hold as well. */
  heldCount(): number;
  /** Of the counter's own. */
  ownCount(): number;
  read(draftId: string): { draft: Draft; taken: (TakenBy & { at: string }) | null } | null;
  take(draftId: string, at: string, by: TakenBy): void;
  remove(draftId: string): void;
  /** Deletes drafts that were taken before that moment. */
  forgetTaken(before: string): void;
}

interface Row {
  readonly draft: string;
  readonly taken_at: string | null;
  readonly taken_by: string | null;
}

export function prepareDrafts(db: Db): DraftTable {
  const insert = db.prepare<[string, string, string, string]>(
    "INSERT INTO drafts (draft_id, store_id, draft, held_at) VALUES (?, ?, ?, ?)",
  );
  const held = db.prepare<[], Row>(
    "SELECT draft, taken_at, taken_by FROM drafts WHERE taken_at IS NULL ORDER BY held_at DESC, draft_id DESC",
  );
  const heldCount = db.prepare<[], { n: number }>("SELECT COUNT(*) AS n FROM drafts WHERE taken_at IS NULL");
  const guestCount = db.prepare<[], { n: number }>("SELECT COUNT(*) AS n FROM guest_drafts WHERE ended IS NULL");
  const count = (statement: typeof heldCount) => statement.get()?.n ?? 0;
  const read = db.prepare<[string], Row>("SELECT draft, taken_at, taken_by FROM drafts WHERE draft_id = ?");
  const take = db.prepare<[string, string, string]>("UPDATE drafts SET taken_at = ?, taken_by = ? WHERE draft_id = ?");
  const remove = db.prepare<[string]>("DELETE FROM drafts WHERE draft_id = ?");
  const forgetTaken = db.prepare<[string]>("DELETE FROM drafts WHERE taken_at < ?");
  const draftOf = (row: Row) => JSON.parse(row.draft) as Draft;
  return {
    insert: (storeId, draft) => void insert.run(draft.draft_id, storeId, JSON.stringify(draft), draft.held_at),
    held: () => held.all().map(draftOf),
    heldCount: () => count(heldCount),
    ownCount: () => count(heldCount) - count(guestCount),
    read(draftId) {
      const row = read.get(draftId);
      if (!row) return null;
      const { taken_at: at, taken_by } = row;
      return { draft: draftOf(row), taken: at === null || taken_by === null ? null : { ...(JSON.parse(taken_by) as TakenBy), at } };
    },
    take: (draftId, at, by) => void take.run(at, JSON.stringify(by), draftId),
    remove: (draftId) => void remove.run(draftId),
    forgetTaken: (before) => void forgetTaken.run(before),
  };
}
