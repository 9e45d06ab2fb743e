/** The rows that only the sync engine writes: acknowledgements, shape positions, the box's enrolment and its link. */

import type { ShapePosition } from "@crema/sync/ports";
import type { ShapeTable } from "@crema/sync/protocol/down";
import type { JoinName } from "@crema/sync/protocol/join";
import { GENESIS_HASH } from "@crema/sync/protocol/up";
import type { Position } from "./box-state.ts";
import type { Db } from "./database.ts";

/** Rows deleted in one piece: a few milliseconds of the box's one thread, on a slow disk too. */
export const PRUNED_AT_ONCE = 500;

export interface EnrolmentRow {
  readonly node_id: string;
  readonly store_id: string;
  readonly epoch: number;
  readonly epoch_certificate: string;
  readonly cloud_url: string;
  readonly private_key: string;
  readonly generation: number;
}

export interface SyncRows {
  acknowledged(epoch: number, seq: number, at: string): void;
  shapePosition(table: ShapeTable): ShapePosition | null;
  saveShapePosition(table: ShapeTable, position: ShapePosition): void;
  forgetShapePosition(table: ShapeTable): void;
  setGeneration(generation: number): void;
  /** Stores the key with which the box is being enrolled, unless one is stored; returns the stored key. */
  saveKey(privateKey: string): string;
  enrol(row: EnrolmentRow): void;
  /** The join that the next one names as the one before. */
  nameJoin(name: JoinName): void;
  noteExchange(clockOffsetMs: number | null, at: string): void;
  fence(at: string): void;
  /** Stores the nonce unless there is one; returns the stored one. */
  saveNonce(nonce: string): string;
  joined(name: JoinName, certificate: string, generation: number): void;
  fork(at: string): void;
  /**
   * Deletes at most PRUNED_AT_ONCE rows of each kind that were acknowledged or applied before that moment. What the cloud
   * does not have is never touched. False when nothing is left.
   */
  pruneSome(before: string): boolean;
}

export function prepareSyncRows(db: Db): SyncRows {
  const acknowledged = db.prepare<[number, string, number]>(
    "INSERT INTO acknowledgements (epoch, hour, seq) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seq = MAX(seq, excluded.seq)",
  );
  const position = db.prepare<[ShapeTable], ShapePosition>("SELECT handle, offset FROM shape_positions WHERE table_name = ?");
  const savePosition = db.prepare<[ShapeTable, string, string]>(
    "INSERT INTO shape_positions (table_name, handle, offset) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET handle = excluded.handle, offset = excluded.offset",
  );
  const forgetPosition = db.prepare<[ShapeTable]>("DELETE FROM shape_positions WHERE table_name = ?");
  const setGeneration = db.prepare<[number]>("UPDATE box SET generation = ?");
  // One that was made by the release before waits in the place of the present one.
  const saveKey = db.prepare<[string], { next_key: string }>(
    "UPDATE box SET next_key = COALESCE(next_key, CASE WHEN node_id IS NULL THEN private_key END, ?) RETURNING next_key",
  );
  const enrol = db.prepare<[EnrolmentRow]>(
    `UPDATE box SET node_id = @node_id, store_id = @store_id, epoch = @epoch, epoch_certificate = @epoch_certificate,
       cloud_url = @cloud_url, private_key = @private_key, next_key = NULL, generation = @generation, fenced_at = NULL,
       join_number = NULL, join_nonce = NULL, next_nonce = NULL, forked_at = NULL, restored_at = NULL, restore_mark = ''`,
  );
  const nameJoin = db.prepare<[number, string]>("UPDATE box SET join_number = ?, join_nonce = ?");
  const noteExchange = db.prepare<[number | null, string, string]>(
    "UPDATE box SET clock_offset_ms = ?, last_exchange_at = ?, trusted_at = ?",
  );
  const fence = db.prepare<[string]>("UPDATE box SET fenced_at = COALESCE(fenced_at, ?)");
  const saveNonce = db.prepare<[string], { next_nonce: string }>(
    "UPDATE box SET next_nonce = COALESCE(next_nonce, ?) RETURNING next_nonce",
  );
  const joined = db.prepare<[JoinName & { certificate: string; generation: number }]>(
    `UPDATE box SET join_number = @number, join_nonce = @nonce, next_nonce = NULL, epoch_certificate = @certificate,
       generation = max(generation, @generation)`,
  );
  const fork = db.prepare<[string]>("UPDATE box SET forked_at = COALESCE(forked_at, ?)");
  const acknowledgedBefore = db.prepare<[string], { epoch: number; seq: number }>(
    "SELECT epoch, MAX(seq) AS seq FROM acknowledgements WHERE hour < ? GROUP BY epoch",
  );
  const pruneEvents = db.prepare<[{ epoch: number; seq: number }]>(
    `DELETE FROM events WHERE epoch = @epoch AND seq <= min(@seq, (SELECT min(seq) FROM events WHERE epoch = @epoch) + ${PRUNED_AT_ONCE - 1})`,
  );
  const pruneAcknowledgements = db.prepare<[string]>("DELETE FROM acknowledgements WHERE hour < ?");
  const pruneInbox = db.prepare<[string]>(
    `DELETE FROM inbox_applied WHERE rowid IN (SELECT rowid FROM inbox_applied WHERE applied_at < ? LIMIT ${PRUNED_AT_ONCE})`,
  );
  return {
    acknowledged: (epoch, seq, at) => void acknowledged.run(epoch, hourOf(at), seq),
    shapePosition: (table) => position.get(table) ?? null,
    saveShapePosition: (table, { handle, offset }) => void savePosition.run(table, handle, offset),
    forgetShapePosition: (table) => void forgetPosition.run(table),
    setGeneration: (generation) => void setGeneration.run(generation),
    saveKey(privateKey) {
      const row = saveKey.get(privateKey);
      if (!row) throw new Error("the row of the box is missing");
      return row.next_key;
    },
    enrol: (row) => void enrol.run(row),
    nameJoin: ({ number, nonce }) => void nameJoin.run(number, nonce),
    noteExchange: (offset, at) => void noteExchange.run(offset, at, at),
    fence: (at) => void fence.run(at),
    saveNonce(nonce) {
      const row = saveNonce.get(nonce);
      if (!row) throw new Error("the row of the box is missing");
      return row.next_nonce;
    },
    joined: (name, certificate, generation) => void joined.run({ ...name, certificate, generation }),
    fork: (at) => void fork.run(at),
    pruneSome(before) {
      const hour = hourOf(before);
      for (const acknowledged of acknowledgedBefore.all(hour)) {
        if (pruneEvents.run(acknowledged).changes > 0) return true;
      }
      // Deleted after its events, because it says which those are.
      pruneAcknowledgements.run(hour);
      return pruneInbox.run(before).changes > 0;
    },
  };
}

/** Acknowledgements come every few seconds; one row per hour is enough to know what is 30 days old. */
const hourOf = (at: string): string => at.slice(0, 13);

/** A new epoch begins its log at 1. Nothing of the old epoch's log is deleted. */
export function restartLog(position: Position): void {
  position.head_seq = 0;
  position.head_hash = GENESIS_HASH;
  position.acked_seq = 0;
}
