/** A fresh, migrated database for a test file, in the run's one Postgres; copied from a template that is migrated once. */
import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import { inject } from "vitest";
import { type Database, openDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  /** Another pool on the same database, as another node of the cloud has it. */
  another(): Database;
  /** Closes every pool and drops the database. */
  drop(): Promise<void>;
}

const MIGRATIONS = new URL("./migrations/", import.meta.url);

export async function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(await templateOf(inject("postgresUrl")));
}

/** Without any table, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase("template1");
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const server = inject("postgresUrl");
  const name = `cloud_${randomUUID().replaceAll("-", "")}`;
  await withAdmin(server, (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`));
  const url = urlOf(server, name);
  const opened: Database[] = [];
  const another = () => {
    const database = openDatabase({ url, max: 10, name, onError: () => undefined });
    opened.push(database);
    return database;
  };
  return {
    url,
    database: another(),
    another,
    async drop() {
      await Promise.all(opened.map((database) => database.close()));
      await withAdmin(server, (admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

/** Made by whichever worker comes first; its name follows from the migrations, so that it is never stale. */
async function templateOf(server: string): Promise<string> {
  const hash = createHash("sha256");
  for (const file of readdirSync(MIGRATIONS).sort()) hash.update(readFileSync(new URL(file, MIGRATIONS)));
  const name = `template_cloud_${hash.digest("hex").slice(0, 16)}`;
  await withAdmin(server, async (admin) => {
    await admin.query("SELECT pg_advisory_lock(42)");
    const found = await admin.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount !== 0) return;
    const draft = `${name}_draft`;
    await admin.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${draft}`);
    const database = openDatabase({ url: urlOf(server, draft), max: 1, name: draft, onError: () => undefined });
    await migrate(database);
    await database.close();
    await admin.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
  });
  return name;
}

async function withAdmin<T>(server: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
