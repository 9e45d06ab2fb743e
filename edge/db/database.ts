/**
 * Opens the box's SQLite file.
 * Pitfall: with WAL, `synchronous` NORMAL may lose the last commits in a power cut, and an acknowledged order would be
 * gone.
 * So FULL is set, and read back from this connection.
 */
import Database from "better-sqlite3";

export type Db = Database.Database;
export const { SqliteError } = Database;

const SYNCHRONOUS_FULL = 2;
/** In pages of 4 KiB. Fewer checkpoints nearly doubled the commit rate at FULL; the log stays below 20 MB. */
const AUTOCHECKPOINT_PAGES = 4000;
/**
 * In KiB when negative (SQLite's convention): 16 MiB hold the open orders and the recent pages of the indexes; the system
 * caches the rest.
 */
const CACHE_SIZE = -16 * 1024;
/** The CLI may hold the write lock for a moment while the box runs. */
const BUSY_TIMEOUT_MS = 5000;

/** Throws when the file cannot be opened, or will not work in WAL mode at synchronous=FULL. */
export function openDatabase(path: string): Db {
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    db.pragma("foreign_keys = ON");
    db.pragma(`wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES}`);
    db.pragma(`cache_size = ${CACHE_SIZE}`);
    db.pragma("temp_store = MEMORY");
    assertDurable(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Throws unless the commits of this connection survive a power cut. */
export function assertDurable(db: Db): void {
  const journal = db.pragma("journal_mode", { simple: true });
  const synchronous = db.pragma("synchronous", { simple: true });
  if (journal !== "wal" || synchronous !== SYNCHRONOUS_FULL) {
    throw new Error(`the database must run with journal_mode=wal and synchronous=2, not ${journal} and ${synchronous}`);
  }
}
