/**
 * The journal of what reports count: each sale, void, capture, refund and movement gets the next position in the commit that makes it a
 * fact, and says there whose it is: a till's session, which one Z covers whole, or the store's, of which reports cover runs of positions
 * and not spans of time. So every fact is in exactly one report, whatever the clock did and whichever drawer is closed first.
 */
import type { Db } from "./database.ts";
import type { JournalKind } from "./money-schema.ts";

export interface JournalFact {
  readonly kind: JournalKind;
  readonly ref_id: string;
}

/** Entries after `from`, up to and with `to`, that are of that till's session; null: that are the store's. */
export interface JournalRun {
  readonly session_id: string | null;
  readonly from: number;
  readonly to: number;
}

/** What no Z report covers, as a table. */
export const UNCOVERED = `(
  SELECT * FROM journal WHERE session_id IS NULL AND position > (SELECT COALESCE(MAX(journal_to), 0) FROM z_reports)
  UNION ALL SELECT * FROM journal WHERE session_id IN (SELECT session_id FROM drawer_sessions WHERE status <> 'CLOSED'))`;

/** Refunds through the provider, which the log says nothing of. A day that only they name is a few figures, and counts for no limit. */
export const ONLINE_KINDS = "('REFUND_ONLINE', 'REFUND_ONLINE_FAILED')";

export interface JournalTable {
  /** `sessionId`: of the till's session whose Z covers it; null: it is the store's. */
  append(kind: JournalKind, refId: string, businessDay: string | null, sessionId: string | null): void;
  placeOf(kind: JournalKind, refId: string): { readonly position: number; readonly session_id: string | null } | null;
  /** Whose the order's last tender is; null: nothing was tendered for it. */
  ofLastTender(orderId: string): { readonly session_id: string | null } | null;
  /** The last position after `position` before the store's facts would begin one more business day than `days`; `position` where there is none. */
  endOf(position: number, days: number): number;
  /** The position before the first one of the session's facts; the last one of all where it has none. */
  beginOf(sessionId: string): number;
  /** The last position. */
  head(): number;
  factsIn(runs: readonly JournalRun[]): JournalFact[];
  /** What a Z report of this database covers. */
  coveredBy(zNumber: string): JournalFact[];
}

export function prepareJournal(db: Db): JournalTable {
  const append = db.prepare<[JournalKind, string, string | null, string | null]>(
    "INSERT INTO journal (kind, ref_id, business_day, session_id) VALUES (?, ?, ?, ?)",
  );
  const place = db.prepare<[JournalKind, string], { position: number; session_id: string | null }>(
    "SELECT position, session_id FROM journal WHERE kind = ? AND ref_id = ?",
  );
  const lastTender = db.prepare<[string], { session_id: string | null }>(
    `SELECT j.session_id FROM payments p JOIN journal j ON j.kind = 'PAYMENT' AND j.ref_id = p.payment_id
     WHERE p.order_id = ? ORDER BY j.position DESC LIMIT 1`,
  );
  const firsts = db.prepare<[number, number], { first: number }>(
    `SELECT MIN(position) AS first FROM journal WHERE position > ? AND session_id IS NULL AND kind NOT IN ${ONLINE_KINDS}
     GROUP BY business_day ORDER BY first LIMIT 1 OFFSET ?`,
  );
  const first = db.prepare<[string], { first: number | null }>("SELECT MIN(position) AS first FROM journal WHERE session_id = ?");
  const head = db.prepare<[], { position: number }>("SELECT COALESCE(MAX(position), 0) AS position FROM journal");
  const headPosition = () => head.get()?.position ?? 0;
  const within = db.prepare<JournalRun, JournalFact>(
    "SELECT kind, ref_id FROM journal WHERE position > @from AND position <= @to AND session_id IS @session_id",
  );
  const covered = db.prepare<[string], JournalFact>(
    `SELECT kind, ref_id FROM journal j, (SELECT number, session_id, journal_to FROM z_reports WHERE z_number = ?) z
     WHERE j.session_id = z.session_id OR (j.session_id IS NULL AND position <= z.journal_to
       AND position > (SELECT COALESCE(MAX(journal_to), 0) FROM z_reports WHERE number < z.number))`,
  );
  return {
    head: headPosition,
    factsIn: (runs) => runs.flatMap((run) => within.all(run)),
    coveredBy: (zNumber) => covered.all(zNumber),
    placeOf: (kind, refId) => place.get(kind, refId) ?? null,
    ofLastTender: (orderId) => lastTender.get(orderId) ?? null,
    append: (kind, refId, businessDay, sessionId) => void append.run(kind, refId, businessDay, sessionId),
    endOf(position, days) {
      const beyond = firsts.get(position, days);
      return beyond ? beyond.first - 1 : Math.max(position, headPosition());
    },
    beginOf(sessionId) {
      const found = first.get(sessionId)?.first ?? null;
      return found === null ? headPosition() : found - 1;
    },
  };
}
