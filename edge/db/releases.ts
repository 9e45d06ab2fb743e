/** Orders for later: when each is due on the queue, and when it came there. */
import type { Db } from "./database.ts";

export interface ReleaseTable {
  schedule(orderId: string, releasesAt: string, promisedAt: string): void;
  /** null: it has been released, or was for now. */
  scheduledFor(orderId: string): string | null;
  /** Orders that are due, oldest promise first. */
  due(now: string, limit: number): string[];
  /** When the next one is due. */
  next(): string | null;
  release(orderId: string, at: string): void;
}

export function prepareReleases(db: Db): ReleaseTable {
  const schedule = db.prepare<[string, string, string]>("INSERT INTO releases (order_id, releases_at, promised_at) VALUES (?, ?, ?)");
  const scheduled = db.prepare<[string], { releases_at: string }>(
    "SELECT releases_at FROM releases WHERE order_id = ? AND released_at IS NULL",
  );
  const due = db.prepare<[string, number], { order_id: string }>(
    "SELECT order_id FROM releases WHERE released_at IS NULL AND releases_at <= ? ORDER BY promised_at, order_id LIMIT ?",
  );
  const next = db.prepare<[], { releases_at: string | null }>(
    "SELECT MIN(releases_at) AS releases_at FROM releases WHERE released_at IS NULL",
  );
  const release = db.prepare<[string, string]>("UPDATE releases SET released_at = ? WHERE order_id = ?");
  return {
    schedule: (orderId, releasesAt, promisedAt) => void schedule.run(orderId, releasesAt, promisedAt),
    scheduledFor: (orderId) => scheduled.get(orderId)?.releases_at ?? null,
    due: (now, limit) => due.all(now, limit).map((row) => row.order_id),
    next: () => next.get()?.releases_at ?? null,
    release: (orderId, at) => void release.run(at, orderId),
  };
}
