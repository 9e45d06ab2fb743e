/**
 * The journal of what reports count: each sale, capture, refund and movement gets the next position in the commit that
 * makes it a fact. Reports cover runs of positions, not spans of time, so that every fact is in exactly one, whatever the
 * clock did.
 */
import type { Db } from "./database.ts";
import type { JournalKind } from "./money-schema.ts";

export interface JournalFact {
  readonly kind: JournalKind;
  readonly ref_id: string;
}

export interface JournalTable {
  append(kind: JournalKind, refId: string, businessDay: string | null): void;
  positionOf(kind: JournalKind, refId: string): number | null;
  /** The last position after `position` before one more business day than `days` would begin; `position` where there is none. */
  endOf(position: number, days: number): number;
  /** The last position. */
  head(): number;
  /** What comes after `position`. */
  after(position: number): JournalFact[];
  /** What a Z report of this database covers. */
  coveredBy(zNumber: string): JournalFact[];
}

export function prepareJournal(db: Db): JournalTable {
  const append = db.prepare<[JournalKind, string, string | null]>("INSERT INTO journal (kind, ref_id, business_day) VALUES (?, ?, ?)");
  const position = db.prepare<[JournalKind, string], { position: number }>("SELECT position FROM journal WHERE kind = ? AND ref_id = ?");
  const firsts = db.prepare<[number, number], { first: number }>(
    "SELECT MIN(position) AS first FROM journal WHERE position > ? GROUP BY business_day ORDER BY first LIMIT 1 OFFSET ?",
  );
  const head = db.prepare<[], { position: number }>("SELECT COALESCE(MAX(position), 0) AS position FROM journal");
  const headPosition = () => head.get()?.position ?? 0;
  const after = db.prepare<[number], JournalFact>("SELECT kind, ref_id FROM journal WHERE position > ?");
  const covered = db.prepare<[string], JournalFact>(
    `SELECT kind, ref_id FROM journal, (SELECT number, journal_to FROM z_reports WHERE z_number = ?) z
     WHERE position <= z.journal_to AND position > (SELECT COALESCE(MAX(journal_to), 0) FROM z_reports WHERE number < z.number)`,
  );
  return {
    head: headPosition,
    after: (place) => after.all(place),
    coveredBy: (zNumber) => covered.all(zNumber),
    positionOf: (kind, refId) => position.get(kind, refId)?.position ?? null,
    append: (kind, refId, businessDay) => void append.run(kind, refId, businessDay),
    endOf(position, days) {
      const beyond = firsts.get(position, days);
      return beyond ? beyond.first - 1 : Math.max(position, headPosition());
    },
  };
}
