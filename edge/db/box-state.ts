/**
 * The box's identity (box) and its positions in log, streams and inbox (position): one row each. A group of commands
 * reads both once at its start and writes `position` once at its end (executor.ts), so nothing in memory can differ from
 * what is committed.
 */
import type { BoxIdentity } from "@crema/sync/ports";
import type { Db } from "./database.ts";
import type { box, position } from "./schema.ts";

export type BoxRow = typeof box.$inferSelect;
export type Position = Omit<typeof position.$inferSelect, "id">;

export interface BoxTable {
  box(): BoxRow;
  position(): Position;
  savePosition(position: Position): void;
  /** Stores the trusted time, carried on or confirmed. */
  saveTime(clockOffsetMs: number | null, at: string): void;
  /** Until when app orders are paused. */
  savePause(until: string | null): void;
  /** Sheets with another code let nobody in from now on. */
  saveGuestCode(code: string): void;
}

export function prepareBox(db: Pick<Db, "prepare">): BoxTable {
  const selectBox = db.prepare<[], BoxRow>("SELECT * FROM box");
  const selectPosition = db.prepare<[], Position>(
    "SELECT cursor, head_seq, head_hash, acked_seq, inbox_seq, inbox_id, inbox_chain, availability_revision FROM position",
  );
  const update = db.prepare<[number, number, string, number, number, string | null, string | null, number]>(
    "UPDATE position SET cursor = ?, head_seq = ?, head_hash = ?, acked_seq = ?, inbox_seq = ?, inbox_id = ?, inbox_chain = ?, availability_revision = ?",
  );
  const saveTime = db.prepare<[number | null, string]>("UPDATE box SET clock_offset_ms = ?, trusted_at = ?");
  const savePause = db.prepare<[string | null]>("UPDATE box SET app_orders_paused_until = ?");
  const saveGuestCode = db.prepare<[string]>("UPDATE box SET guest_code = ?");
  const one = <T>(row: T | undefined): T => {
    if (row === undefined) throw new Error("the row of the box is missing");
    return row;
  };
  return {
    box: () => one(selectBox.get()),
    position: () => one(selectPosition.get()),
    savePosition: (at) =>
      update.run(at.cursor, at.head_seq, at.head_hash, at.acked_seq, at.inbox_seq, at.inbox_id, at.inbox_chain, at.availability_revision),
    saveTime: (offset, at) => void saveTime.run(offset, at),
    savePause: (until) => void savePause.run(until),
    saveGuestCode: (code) => void saveGuestCode.run(code),
  };
}

/** null until the box is enrolled. */
export function identityOf(row: BoxRow): BoxIdentity | null {
  const { node_id, store_id, epoch, epoch_certificate } = row;
  if (node_id === null || store_id === null || epoch === null || epoch_certificate === null) return null;
  return { node_id, store_id, epoch, epoch_certificate };
}
