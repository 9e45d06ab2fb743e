/**
 * The journal of what reports count: each sale, capture, refund and movement gets the next position in the commit that makes
 * it a fact. Easy to get wrong: reports cover runs of positions, not spans of time, so that no fact is in two of them or in
 * none, whatever the clock did.
 */
import type { Db } from "./database.ts";
import type { JournalKind } from "./money-schema.ts";

export interface JournalEntry {
  readonly position: number;
  readonly kind: JournalKind;
  readonly ref_id: string;
  readonly business_day: string | null;
}

export interface JournalTable {
  append(kind: JournalKind, refId: string, businessDay: string | null): void;
  positionOf(kind: JournalKind, refId: string): number | null;
  /** Oldest first, up to the entry with which one more business day than `days` would begin. */
  after(position: number, days: number): JournalEntry[];
}

export function prepareJournal(db: Db): JournalTable {
  const append = db.prepare<[JournalKind, string, string | null]>("INSERT INTO journal (kind, ref_id, business_day) VALUES (?, ?, ?)");
  const position = db.prepare<[JournalKind, string], { position: number }>("SELECT position FROM journal WHERE kind = ? AND ref_id = ?");
  const after = db.prepare<[number], JournalEntry>(
    "SELECT position, kind, ref_id, business_day FROM journal WHERE position > ? ORDER BY position",
  );
  return {
    positionOf: (kind, refId) => position.get(kind, refId)?.position ?? null,
    append: (kind, refId, businessDay) => void append.run(kind, refId, businessDay),
    after(position, days) {
      const seen = new Set<string | null>();
      const entries: JournalEntry[] = [];
      for (const entry of after.iterate(position)) {
        seen.add(entry.business_day);
        if (seen.size > days) break;
        entries.push(entry);
      }
      return entries;
    },
  };
}
