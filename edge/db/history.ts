/** What belongs to one history of the store and is replaced with it; devices, sign-ins and tickets on hold belong to the box and stay. */
import type { AnsweredRequest } from "@crema/sync/protocol/snapshot";
import type { Db } from "./database.ts";

export interface HistoryTable {
  /** Deletes the history of this disk. It has been put aside before (set-aside.ts). */
  forget(): void;
  saveSnapshot(epoch: number, cursor: number, snapshot: string): void;
  /** The cursor at which the present history began: what a screen heard before is not of it. */
  beganAt(): number;
  /** What the box was enrolled with in that epoch, byte for byte; null: it had nothing to follow. */
  snapshotOf(epoch: number): string | null;
  saveRequest(request: AnsweredRequest): void;
  request(principal: string, key: string): Omit<AnsweredRequest, "principal" | "key"> | null;
}

/** Children before what they refer to. */
const OF_A_HISTORY = [
  "z_reports",
  "drawer_movements",
  "drawer_sessions",
  "journal",
  "refunds",
  "online_refunds",
  "payments",
  "releases",
  "order_lines",
  "orders",
  "events",
  "acknowledgements",
  "inbox_applied",
  "shape_positions",
  "counters",
  "declined_offers",
  "cancel_refusals",
  "idempotency",
  "refund_requests",
  "documents",
  "older_documents",
  "availability",
  "modifier_availability",
  "counted_takes",
  "counts_later",
  "earlier_requests",
  "enrolment_snapshots",
  "relogged_events",
];

type RequestRow = Omit<AnsweredRequest, "principal" | "key" | "is_birth" | "facts"> & { is_birth: number; facts: string };

export function prepareHistory(db: Db): HistoryTable {
  const deletions = OF_A_HISTORY.map((table) => db.prepare(`DELETE FROM ${table}`));
  const save = db.prepare<[number, number, string]>("INSERT INTO enrolment_snapshots (epoch, cursor, snapshot) VALUES (?, ?, ?)");
  const began = db.prepare<[], { cursor: number }>("SELECT COALESCE(MAX(cursor), 0) AS cursor FROM enrolment_snapshots");
  const snapshotOf = db.prepare<[number], { snapshot: string }>("SELECT snapshot FROM enrolment_snapshots WHERE epoch = ?");
  const saveRequest = db.prepare<[string, string, string, string | null, number, string]>(
    "INSERT INTO earlier_requests (principal, key, request_hash, order_id, is_birth, facts) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const request = db.prepare<[string, string], RequestRow>(
    "SELECT request_hash, order_id, is_birth, facts FROM earlier_requests WHERE principal = ? AND key = ?",
  );
  return {
    forget: () => {
      for (const deletion of deletions) deletion.run();
    },
    saveSnapshot: (epoch, cursor, snapshot) => void save.run(epoch, cursor, snapshot),
    snapshotOf: (epoch) => snapshotOf.get(epoch)?.snapshot ?? null,
    beganAt: () => began.get()?.cursor ?? 0,
    saveRequest: ({ principal, key, request_hash, order_id, is_birth, facts }) =>
      void saveRequest.run(principal, key, request_hash, order_id, is_birth ? 1 : 0, JSON.stringify(facts)),
    request(principal, key) {
      const row = request.get(principal, key);
      return row ? { ...row, is_birth: row.is_birth === 1, facts: JSON.parse(row.facts) as string[] } : null;
    },
  };
}
