/**
 * Puts a backup in the place of a box's database. The history in it ends here: somebody else may have gone on from it, and the box that
 * it was taken of has. So it is marked, joins as a fork, and gives numbers with extra letters until it is enrolled again. The database
 * that was there stays beside it, whole, for what it has and nobody else; it is re-logged after the enrolment.
 */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RandomBytes } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { restoreMark } from "@crema/shared/domain/order/ticket";
import { openDatabase } from "../db/database.ts";
import { type FileWrites, freeFile, putOnDisk, systemFileWrites, UNFINISHED, writeWhole } from "../db/durable-file.ts";
import { migrate } from "../db/migrate.ts";
import { copyInto, type DiskReport, damageOf, identityIn, inspectDisk, reading } from "./inspect.ts";

export interface RestoreOrder {
  /** Of a box that does not run; the caller has the lock of its directory. */
  readonly databasePath: string;
  readonly from: string;
  /** Whose it has to be; null: that of the database that is there. */
  readonly storeId: string | null;
  /** ISO 8601. */
  readonly at: string;
  readonly randomBytes: RandomBytes;
  /** By default the system's. */
  readonly writes?: FileWrites;
}

export interface RestoreReport extends DiskReport {
  /** The database that was there before; null: there was none. */
  readonly set_aside: string | null;
  /** How many orders have to be looked at. */
  readonly look_first: number;
}

/** Refuses with disk.unreadable, disk.newer, disk.tampered, disk.foreign_store, enroll.not_enrolled, storage.full; then nothing has changed. */
export function restore(order: RestoreOrder): Result<RestoreReport> {
  try {
    return putBack(order);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code !== "SQLITE_FULL" && code !== "ENOSPC") throw error;
    return refuse("storage.full", "There is no room for the restored database beside the present one. Nothing was changed.");
  }
}

function putBack({ databasePath, from, storeId, at, randomBytes, writes = systemFileWrites }: RestoreOrder): Result<RestoreReport> {
  const found = inspectDisk(from);
  if (!found.ok) return found;
  if (found.value.store_id === null) return refuse("enroll.not_enrolled", `${from} is of a box that had no store yet.`);
  const present = whatIsThere(databasePath);
  const wanted = storeId ?? present.storeId;
  if (wanted !== null && wanted !== found.value.store_id)
    return refuse("disk.foreign_store", `${from} is of store ${found.value.store_id}, this is for ${wanted}. Nothing was changed.`);
  const next = `${databasePath}.restored`;
  for (const end of LOGS) writes.remove(next + end);
  let marked = 0;
  const made = (unfinished: string) => {
    copyInto(from, unfinished);
    marked = mark(unfinished, restoreMark(randomBytes), at);
  };
  writeWhole(next, made, writes);
  const set_aside = setAside(databasePath, present.isWhole, at, writes);
  const unfinished = unfinishedRestore(databasePath);
  writeWhole(unfinished, (file) => writes.write(file, `${from}\n`), writes);
  // The log of one database must never be found beside another.
  for (const end of LOGS) writes.remove(databasePath + end);
  putOnDisk(dirname(databasePath), writes);
  writes.rename(next, databasePath);
  putOnDisk(dirname(databasePath), writes);
  writes.remove(unfinished);
  putOnDisk(dirname(databasePath), writes);
  return ok({ ...found.value, set_aside, look_first: marked });
}

const LOGS = ["-wal", "-shm"];
const ASIDE = "history-restored-";

/** Is there from before anything is changed until all is, and not while there may be no room: a box does not start beside it (box.ts), and another restore begins again. */
export const unfinishedRestore = (databasePath: string): string => `${databasePath}.restoring`;

export class RestoreUnfinished extends Error {}

/** Throws RestoreUnfinished: the database is neither the one that was there, with its log, nor the one that was to come. */
export function assertRestored(databasePath: string): void {
  if (existsSync(unfinishedRestore(databasePath)))
    throw new RestoreUnfinished("A restore was cut short here. Run crema-edge restore --from FILE again, then start the box.");
}

/** Nothing is known of a database that cannot be read: it is set aside as it is. */
function whatIsThere(databasePath: string): { storeId: string | null; isWhole: boolean } {
  const nothing = { storeId: null, isWhole: false };
  if (!existsSync(databasePath)) return nothing;
  const read = reading(databasePath, (db) => ok({ storeId: identityIn(db).store_id, isWhole: damageOf(db, databasePath) === null }));
  return read.ok ? read.value : nothing;
}

/** Brings the copy up to this release and marks it. Returns how many orders the store may have begun since. */
function mark(file: string, letters: string, at: string): number {
  const db = openDatabase(file);
  try {
    migrate(db, at);
    db.pragma("synchronous = FULL");
    const marked = db.transaction(() => {
      // The key that it had made for an enrolment may be the store's present box's since: with it the cloud would take it for that one.
      db.prepare("UPDATE box SET restored_at = ?, restore_mark = ?, next_key = NULL").run(at, letters);
      // Whatever was confirmed and not begun then may have been made since; on the store's own orders that is no different.
      return db
        .prepare(
          "UPDATE orders SET state = json_set(state, '$.look_first', json('true')) WHERE status IN ('PLACED', 'PAID') AND authority = 'edge'",
        )
        .run().changes;
    })();
    // In the file itself, so that it can be renamed by itself.
    db.pragma("wal_checkpoint(TRUNCATE)");
    db.pragma("journal_mode = DELETE");
    return marked;
  } finally {
    db.close();
  }
}

/** Copies the database that is there, with all that is in its log; it stays in its own place as well, until it is replaced. */
function setAside(databasePath: string, isWhole: boolean, at: string, writes: FileWrites): string | null {
  // Of a try that was cut short.
  for (const name of readdirSync(dirname(databasePath)))
    if (name.startsWith(ASIDE) && name.endsWith(UNFINISHED)) writes.remove(join(dirname(databasePath), name));
  if (!existsSync(databasePath)) return null;
  const aside = freeFile(join(dirname(databasePath), `${ASIDE}${at.replaceAll(/[-:.]/g, "")}`), ".sqlite");
  if (isWhole) foldLogIn(databasePath);
  // Of one that is damaged, its log is left as it is too, and is there before its database has a name that is looked for.
  if (existsSync(`${databasePath}-wal`)) writeWhole(`${aside}-wal`, (file) => writes.copy(`${databasePath}-wal`, file), writes);
  writeWhole(aside, (file) => writes.copy(databasePath, file), writes);
  return aside;
}

function foldLogIn(databasePath: string): void {
  const db = openDatabase(databasePath);
  try {
    db.pragma("wal_checkpoint(TRUNCATE)");
  } finally {
    db.close();
  }
}
