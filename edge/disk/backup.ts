/**
 * Makes a backup of a box's database while the box sells, in another process than the box: VACUUM INTO reads one moment of the
 * database and holds up no writer. The backup gets its name after it has been looked through, and is then read once more as whoever
 * restores it would.
 */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ok, type Refusal, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { SqliteError } from "../db/database.ts";
import { writeWhole } from "../db/durable-file.ts";
import { copyInto, type DiskReport, identityIn, inspectDisk, reading, unreadable } from "./inspect.ts";

export interface BackupReport extends DiskReport {
  readonly file: string;
  /** ISO 8601. */
  readonly at: string;
  /** Older ones that were deleted. */
  readonly removed: number;
}

export interface BackupOrder {
  readonly databasePath: string;
  readonly dir: string;
  /** The moment that its name tells; ISO 8601. */
  readonly at: string;
  /** How many of the store's backups stay in the folder, this one among them. */
  readonly keep: number;
}

/** Refuses with enroll.not_enrolled, disk.unreadable, disk.tampered, disk.newer; then nothing is left that could be taken for a backup. */
export function backUp({ databasePath, dir, at, keep }: BackupOrder): Result<BackupReport> {
  const whose = reading(databasePath, (db) => ok(identityIn(db)));
  if (!whose.ok) return whose;
  const { store_id } = whose.value;
  if (store_id === null) return refuse("enroll.not_enrolled", "The box has no store yet, and nothing to back up.");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, nameOf(store_id, at));
  try {
    const written = { report: "" };
    writeWhole(file, (unfinished) => {
      copyInto(databasePath, unfinished);
      const found = inspectDisk(unfinished);
      if (!found.ok) throw new NotGood(found.refusal);
      written.report = JSON.stringify(found.value);
    });
    const drill = drillOf(file, written.report);
    return drill.ok ? ok({ ...drill.value, file, at, removed: removeOlder(dir, store_id, keep, file) }) : drill;
  } catch (error) {
    if (error instanceof NotGood) return { ok: false, refusal: error.refusal };
    if (error instanceof SqliteError) return unreadable(databasePath, `${error.code}: ${error.message}`);
    throw error;
  }
}

/** Ends the writing of a file that is not given its name. */
class NotGood extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.detail);
  }
}

/** The restore drill: what is under the backup's name opens, is known, holds together, and says the same as when it was written. */
function drillOf(file: string, written: string): Result<DiskReport> {
  const read = inspectDisk(file);
  return read.ok && JSON.stringify(read.value) !== written ? unreadable(file, "it reads otherwise than it was written") : read;
}

const PREFIX = "crema-";
const nameOf = (storeId: string, at: string): string => `${PREFIX}${storeId}-${at.replaceAll(/[-:]/g, "").replace(/\.\d+/, "")}.sqlite`;
const STAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.sqlite$/;

/** The store's whole backups in the folder, oldest first. */
export function backupsIn(dir: string, storeId: string): { readonly file: string; readonly at: string }[] {
  const prefix = `${PREFIX}${storeId}-`;
  return namesIn(dir)
    .filter((name) => name.startsWith(prefix) && STAMP.test(name.slice(prefix.length)))
    .sort()
    .map((name) => ({ file: join(dir, name), at: name.slice(prefix.length).replace(STAMP, "$1-$2-$3T$4:$5:$6.000Z") }));
}

/** A folder that is away has none; making the next one says why. */
function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (error instanceof Error && "code" in error && FOLDER_AWAY.has(String(error.code))) return [];
    throw error;
  }
}

const FOLDER_AWAY: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "EACCES", "EIO", "ESTALE"]);

/** By a clock that has lost its time the one that was just made has the oldest name: it stays all the same. */
function removeOlder(dir: string, storeId: string, keep: number, made: string): number {
  const others = backupsIn(dir, storeId).filter(({ file }) => file !== made);
  const older = others.slice(0, Math.max(0, others.length + 1 - keep));
  for (const { file } of older) rmSync(file, { force: true });
  return older.length;
}
