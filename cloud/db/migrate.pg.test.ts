import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "./database.test-fixture.ts";
import * as identity from "./identity-schema.ts";
import { migrate, NewerDatabaseError, pendingMigrations } from "./migrate.ts";
import * as orderTables from "./order-schema.ts";
import * as paymentTables from "./payment-schema.ts";
import * as storeTables from "./schema.ts";

let scratch: TestDatabase;
let folder: string;
const directory = () => pathToFileURL(`${folder}/`);
const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql);

describe("migrations", () => {
  beforeEach(async () => {
    scratch = await createEmptyDatabase();
    folder = mkdtempSync(join(tmpdir(), "crema-migrations-"));
    write("0001_initial.sql", readFileSync(new URL("./migrations/0001_initial.sql", import.meta.url), "utf8"));
  });
  afterEach(async () => {
    await scratch.drop();
    rmSync(folder, { recursive: true });
  });

  test("nodes that start at once migrate once, and both find the tables", async () => {
    const pending = await pendingMigrations(scratch.database);
    const ran = await Promise.all([migrate(scratch.database), migrate(scratch.another()), migrate(scratch.another())]);
    expect(ran.map((versions) => versions.length).sort()).toEqual([0, 0, pending.length]);
    expect((await scratch.database.pool.query("SELECT * FROM orders")).rowCount).toBe(0);
  });

  test("a later migration keeps the rows that are there", async () => {
    await migrate(scratch.database, directory());
    await scratch.database.pool.query("INSERT INTO settings VALUES ('kept', '{\"a\":1}')");
    write("0002_more.sql", "ALTER TABLE settings ADD COLUMN note text NOT NULL DEFAULT 'old';");
    expect(await migrate(scratch.database, directory())).toEqual([2]);
    expect((await scratch.database.pool.query("SELECT * FROM settings")).rows).toEqual([{ name: "kept", value: { a: 1 }, note: "old" }]);
  });

  test("the orders of the last release get their day, whatever characters stand in their names", async () => {
    await migrate(scratch.database, directory());
    const state = { customer_name: 'Bo\u0000 \ud800 "business_day":"2020-01-01"', business_day: "2026-05-04" };
    const insert = `INSERT INTO orders (store_id, order_id, origin, status, handoff, total_cents, created_at, promised_at, cursor, state)
       VALUES ('s', gen_random_uuid(), 'POS', 'COMPLETED', 'BORN_AT_STORE', 500, now(), now(), $1, $2)`;
    await scratch.database.pool.query(insert, [1, JSON.stringify(state)]);
    await scratch.database.pool.query(insert, [2, JSON.stringify({ ...state, business_day: null })]);
    await migrate(scratch.database);
    const { rows } = await scratch.database.pool.query("SELECT business_day FROM orders ORDER BY cursor");
    expect(rows).toEqual([{ business_day: "2026-05-04" }, { business_day: null }]);
  });

  test("a migration that fails in the middle leaves nothing of itself", async () => {
    await migrate(scratch.database, directory());
    write("0002_broken.sql", "CREATE TABLE half (a int); SELECT 1 / 0;");
    await expect(migrate(scratch.database, directory())).rejects.toThrow("0002_broken");
    expect(
      (await scratch.database.pool.query("SELECT to_regclass('half') AS half, max(version) AS version FROM schema_migrations")).rows,
    ).toEqual([{ half: null, version: 1 }]);
  });

  test("a database that is newer than the code is refused", async () => {
    write("0002_more.sql", "SELECT 1;");
    await migrate(scratch.database, directory());
    await scratch.database.pool.query("INSERT INTO schema_migrations VALUES (9999, '9999_future.sql', now())");
    await expect(migrate(scratch.database)).rejects.toThrow(NewerDatabaseError);
  });

  test("a gap in the numbers is refused before anything runs", async () => {
    write("0003_gap.sql", "SELECT 1;");
    await expect(migrate(scratch.database, directory())).rejects.toThrow("out of line");
  });
});

test("the tables of the code are the tables of the migrations, column by column", async () => {
  const migrated = await createTestDatabase();
  try {
    const found = await migrated.database.pool.query<{ column: string }>(
      `SELECT table_name || '.' || column_name || ' ' || is_nullable AS column FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> 'schema_migrations' ORDER BY 1`,
    );
    const tables = Object.values({ ...storeTables, ...orderTables, ...paymentTables, ...identity }).filter((value) => is(value, PgTable));
    const declared = tables.flatMap((table) => {
      const { name, columns } = getTableConfig(table);
      return columns.map((column) => `${name}.${column.name} ${column.notNull || column.primary ? "NO" : "YES"}`);
    });
    expect(found.rows.map((row) => row.column).sort()).toEqual(declared.sort());
  } finally {
    await migrated.drop();
  }
});
