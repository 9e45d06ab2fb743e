/** What was re-logged from the disks of other boxes (U8): which events, and which files are done with. */
import type { Db } from "./database.ts";

export interface RelogTable {
  isEntered(eventId: string): boolean;
  markEntered(eventId: string): void;
  isDone(file: string): boolean;
  /** `report`: JSON, for whoever asks later what came of it. */
  markDone(file: string, at: string, report: string): void;
}

export function prepareRelogs(db: Db): RelogTable {
  const entered = db.prepare<[string], object>("SELECT 1 FROM relogged_events WHERE event_id = ?");
  const enter = db.prepare<[string]>("INSERT INTO relogged_events (event_id) VALUES (?)");
  const done = db.prepare<[string], object>("SELECT 1 FROM relogs WHERE file = ?");
  const finish = db.prepare<[string, string, string]>(
    "INSERT INTO relogs (file, done_at, report) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET done_at = excluded.done_at, report = excluded.report",
  );
  return {
    isEntered: (eventId) => entered.get(eventId) !== undefined,
    markEntered: (eventId) => void enter.run(eventId),
    isDone: (file) => done.get(file) !== undefined,
    markDone: (file, at, report) => void finish.run(file, at, report),
  };
}
