/** `crema-edge export-log`: the log of a disk as a file, for `crema-cloud salvage`, where the store has no box to re-log it. */
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { EXPORT_FORMAT, type ExportedEvent, type ExportedHead } from "@crema/sync/protocol/exported-log";
import { prepareBox } from "../db/box-state.ts";
import type { Db } from "../db/database.ts";
import { writeWhole } from "../db/durable-file.ts";
import { prepareHandoff } from "../db/hand-off.ts";
import { logFault } from "./check-log.ts";
import { copyInto, identityIn, reading, unreadable } from "./inspect.ts";
import { prepareCopy, removeCopy } from "./prepare.ts";

export interface ExportOrder {
  /** A disk that nobody uses, or the database of the running box. */
  readonly from: string;
  readonly isInUse: boolean;
  readonly to: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface Exported extends Pick<ExportedHead, "store_id" | "node_id" | "epoch"> {
  readonly events: number;
}

/** Refuses with disk.unreadable, disk.newer, disk.tampered, enroll.not_enrolled; then there is no file. */
export function exportLog({ from, isInUse, to, at }: ExportOrder): Result<Exported> {
  const copy = `${to}.copy`;
  try {
    if (isInUse) {
      rmSync(copy, { force: true });
      copyInto(from, copy);
    } else {
      const prepared = prepareCopy(from, copy, at);
      if (!prepared.ok) return prepared;
    }
    return reading(copy, (db) => writeLog(db, from, to));
  } finally {
    removeCopy(copy);
  }
}

function writeLog(db: Db, from: string, to: string): Result<Exported> {
  const { store_id, node_id, epoch } = identityIn(db);
  if (store_id === null || node_id === null || epoch === null) return unreadable(from, "it is of a box that had no store yet");
  const fault = logFault(db);
  if (fault !== null) return refuse("disk.tampered", `The log in ${from} is not as it was written: ${fault}.`);
  const inbox = prepareHandoff(db).runAfter(0, prepareBox(db).position().inbox_seq);
  const head: ExportedHead = { format: EXPORT_FORMAT, store_id, node_id, epoch, inbox };
  let events = 0;
  writeWhole(to, (unfinished) => {
    const file = openSync(unfinished, "w", 0o600);
    try {
      writeSync(file, `${JSON.stringify(head)}\n`);
      const rows = db.prepare<[], ExportedEvent>("SELECT epoch, seq, prev_hash, hash, body FROM events ORDER BY epoch, seq");
      for (const row of rows.iterate()) {
        writeSync(file, `${JSON.stringify(row)}\n`);
        events += 1;
      }
      writeSync(file, `${JSON.stringify({ events })}\n`);
    } finally {
      closeSync(file);
    }
  });
  return ok({ store_id, node_id, epoch, events });
}
