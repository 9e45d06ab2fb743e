/** A new box's database, made once per process and copied from then on: most of the time that a store takes to open goes into its migrations. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";

let migrated: Buffer | null = null;

/** Writes a database at `path` that has all migrations and nothing else; a store that opens it checks them as ever. */
export function writeMigratedDatabase(path: string): void {
  migrated ??= makeDatabase();
  writeFileSync(path, migrated);
}

function makeDatabase(): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "crema-migrated-"));
  const path = join(directory, "edge.db");
  const db = openDatabase(path);
  migrate(db, "2026-05-01T00:00:00.000Z");
  // The last connection to close puts what is in the log into the file.
  db.close();
  const file = readFileSync(path);
  rmSync(directory, { recursive: true, force: true });
  return file;
}
