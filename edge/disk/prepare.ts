/**
 * Makes a copy of another box's database that can be read here: what its write-ahead log has committed is taken in, also where a power
 * cut tore it, and the copy is brought up to this release. The disk itself is not touched.
 */
import { copyFileSync, existsSync, rmSync } from "node:fs";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { openDatabase, SqliteError } from "../db/database.ts";
import { migrate, NewerDatabase } from "../db/migrate.ts";
import { damageOf, unreadable, whyNoFile } from "./inspect.ts";

/** Refuses with disk.unreadable or disk.newer; then there is no copy. `at`: ISO 8601. */
export function prepareCopy(file: string, copy: string, at: string): Result<null> {
  const missing = whyNoFile(file);
  if (missing !== null) return refuse("disk.unreadable", missing);
  removeCopy(copy);
  const done = tryPrepare(file, copy, at);
  if (!done.ok) removeCopy(copy);
  return done;
}

export function removeCopy(copy: string): void {
  for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(copy + end, { force: true });
}

function tryPrepare(file: string, copy: string, at: string): Result<null> {
  try {
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    const db = openDatabase(copy);
    try {
      const damage = damageOf(db, copy);
      if (damage !== null) return unreadable(file, damage);
      if (!isOfABox(db)) return unreadable(file, "it is the database of something else");
      migrate(db, at);
      db.pragma("wal_checkpoint(TRUNCATE)");
      db.pragma("journal_mode = DELETE");
      return ok(null);
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof NewerDatabase) return refuse("disk.newer", `${file}: ${error.message}. Use that version, or a newer one.`);
    if (error instanceof SqliteError) return unreadable(file, `${error.code}: ${error.message}`);
    throw error;
  }
}

const isOfABox = (db: ReturnType<typeof openDatabase>): boolean =>
  db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'events'").get() !== undefined;
