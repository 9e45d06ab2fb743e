/**
 * Migrates the database to this program's schema: the SQL files of the migrations folder, in the order of their names, in
 * one transaction, each recorded with its hash. A database with an unknown migration is newer than the program and is
 * refused: an old program must not write into tables that it does not know.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { Db } from "./database.ts";

export const MIGRATIONS = new URL("./migrations/", import.meta.url);

interface Applied {
  readonly name: string;
  readonly hash: string;
}

/** `at` is ISO 8601. Returns the names that were applied now. Throws, changing nothing, when it cannot bring the database up. */
export function migrate(db: Db, at: string, directory: URL = MIGRATIONS): string[] {
  const files = filesOf(directory);
  // Tables are rebuilt with references switched off (SQLite, "Making Other Kinds Of Table Schema Changes"); no effect inside a transaction.
  db.pragma("foreign_keys = OFF");
  try {
    return db.transaction(() => applyAll(db, files, at)).immediate();
  } finally {
    db.pragma("foreign_keys = ON");
  }
}

/** Throws NewerDatabase where the database, which is not changed, has seen a migration that this program does not have. */
export function mustKnowMigrations(db: Db, directory: URL = MIGRATIONS): void {
  compare(db.prepare<[], Applied>("SELECT name, hash FROM migrations ORDER BY name").all(), filesOf(directory));
}

interface MigrationFile {
  readonly name: string;
  readonly sql: string;
}

function filesOf(directory: URL): MigrationFile[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => ({ name, sql: readFileSync(new URL(name, directory), "utf8") }));
}

/** For a person to read: no fault of the program. */
export class NewerDatabase extends Error {}

/** Returns the files' hashes. */
function compare(applied: readonly Applied[], files: readonly MigrationFile[]): Map<string, string> {
  const hashes = new Map(files.map(({ name, sql }) => [name, createHash("sha256").update(sql).digest("hex")]));
  for (const { name, hash } of applied) {
    if (!hashes.has(name)) throw new NewerDatabase(`the database is newer than this program: it has seen migration ${name}`);
    if (hashes.get(name) !== hash) throw new Error(`migration ${name} is not the one that this database has seen`);
  }
  return hashes;
}

function applyAll(db: Db, files: readonly MigrationFile[], at: string): string[] {
  db.exec("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT");
  const applied = db.prepare<[], Applied>("SELECT name, hash FROM migrations ORDER BY name").all();
  const hashes = compare(applied, files);
  const seen = new Set(applied.map(({ name }) => name));
  const missing = files.filter(({ name }) => !seen.has(name));
  const record = db.prepare("INSERT INTO migrations (name, hash, applied_at) VALUES (?, ?, ?)");
  for (const { name, sql } of missing) {
    db.exec(sql);
    record.run(name, hashes.get(name), at);
  }
  // After a migration alone: it reads every row, a store's whole history, which a start would wait for.
  if (missing.length === 0) return [];
  const broken = db.pragma("foreign_key_check") as unknown[];
  if (broken.length > 0) throw new Error(`a migration left ${broken.length} rows that refer to nothing`);
  return missing.map(({ name }) => name);
}
