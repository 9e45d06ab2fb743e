/**
 * Brings the database up to this release, forward only. Several nodes may start at once: an advisory lock lets one of
 * them work. A database that is newer than the code is refused, never "repaired".
 */
import { readdir, readFile } from "node:fs/promises";
import pg from "pg";
import type { Database } from "./database.ts";

/** Beside this file, and beside the bundle that it becomes part of. */
const MIGRATIONS = new URL("./migrations/", import.meta.url);

/** Any constant; the same in every release. */
const LOCK = 7_215_308_114;

export class NewerDatabaseError extends Error {
  constructor(found: number, known: number) {
    super(`the database is at migration ${found}, this release knows ${known}: start a newer release`);
  }
}

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** Runs what is missing, each file in its own transaction. Returns the versions that were run. */
export async function migrate(database: Database, directory: URL = MIGRATIONS): Promise<number[]> {
  const known = await readMigrations(directory);
  // Not from the pool: a migration may take longer than any statement of the service.
  const client = new pg.Client(database.connection);
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    return await runMissing(client, known);
  } finally {
    await client.end();
  }
}

/** The versions that this release has and the database has not; changes nothing. */
export async function pendingMigrations({ pool }: Database, directory: URL = MIGRATIONS): Promise<number[]> {
  const known = await readMigrations(directory);
  const table = await pool.query<{ found: string | null }>("SELECT to_regclass('schema_migrations')::text AS found");
  const present = table.rows[0]?.found
    ? await pool.query<{ version: number }>("SELECT coalesce(max(version), 0) AS version FROM schema_migrations")
    : null;
  const from = present?.rows[0]?.version ?? 0;
  const to = known.at(-1)?.version ?? 0;
  if (from > to) throw new NewerDatabaseError(from, to);
  return known.map((migration) => migration.version).filter((version) => version > from);
}

async function runMissing(client: pg.Client, known: readonly Migration[]): Promise<number[]> {
  await client.query(
    "CREATE TABLE IF NOT EXISTS schema_migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL)",
  );
  const present = await client.query<{ version: number }>("SELECT coalesce(max(version), 0) AS version FROM schema_migrations");
  const from = present.rows[0]?.version ?? 0;
  const to = known.at(-1)?.version ?? 0;
  if (from > to) throw new NewerDatabaseError(from, to);
  const run: number[] = [];
  for (const migration of known) {
    if (migration.version <= from) continue;
    await client.query("BEGIN");
    try {
      await client.query("INSERT INTO schema_migrations VALUES ($1, $2, now())", [migration.version, migration.name]);
      await client.query(migration.sql);
      await client.query("COMMIT");
    } catch (error) {
      await client.query("ROLLBACK");
      throw new Error(`migration ${migration.name} failed; the database is as it was before it`, { cause: error });
    }
    run.push(migration.version);
  }
  return run;
}

async function readMigrations(directory: URL): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort();
  const migrations = await Promise.all(
    names.map(async (name) => ({ version: Number(name.slice(0, 4)), name, sql: await readFile(new URL(name, directory), "utf8") })),
  );
  migrations.forEach((migration, index) => {
    if (migration.version !== index + 1) throw new Error(`migration ${migration.name} is out of line: expected ${index + 1}`);
  });
  return migrations;
}
