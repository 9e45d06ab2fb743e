import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getTableColumns, getTableName, is } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { assertDurable, type Db, openDatabase } from "./database.ts";
import * as deviceSchema from "./device-schema.ts";
import { migrate } from "./migrate.ts";
import * as moneySchema from "./money-schema.ts";
import * as schema from "./schema.ts";
import * as stockSchema from "./stock-schema.ts";

let directory: string;
let db: Db;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "crema-edge-"));
  db = openDatabase(join(directory, "edge.db"));
});
afterEach(() => {
  db.close();
  rmSync(directory, { recursive: true, force: true });
});

describe("the connection", () => {
  test("survives a power cut: WAL and synchronous=FULL, as the connection itself says", () => {
    expect(db.pragma("journal_mode", { simple: true })).toBe("wal");
    expect(db.pragma("synchronous", { simple: true })).toBe(2);
    expect(db.pragma("foreign_keys", { simple: true })).toBe(1);
  });

  test("is refused when it would lose the last commits", () => {
    db.pragma("synchronous = NORMAL");
    expect(() => assertDurable(db)).toThrow("synchronous=2");
  });
});

describe("schema.ts and the migrations", () => {
  interface Column {
    readonly name: string;
    readonly type: string;
    readonly notnull: number;
    readonly pk: number;
  }
  const tables: SQLiteTable[] = Object.values({ ...schema, ...moneySchema, ...deviceSchema, ...stockSchema }).filter((value) =>
    is(value, SQLiteTable),
  );

  test("describe the same tables, all of them STRICT", () => {
    migrate(db, "2026-05-04T08:00:00.000Z");
    const made = db.prepare<[], { name: string; strict: number }>("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").all();
    const own = made.filter(({ name }) => !name.startsWith("sqlite_") && name !== "migrations");
    expect(own.map(({ name }) => name).sort()).toEqual(tables.map(getTableName).sort());
    expect(own.filter(({ strict }) => strict !== 1)).toEqual([]);
  });

  test.each(tables.map((table) => [getTableName(table), table] as const))("describe the same columns of %s", (name, table) => {
    migrate(db, "2026-05-04T08:00:00.000Z");
    const made = db.prepare<[string], Column>("SELECT name, type, [notnull], pk FROM pragma_table_info(?) ORDER BY cid").all(name);
    const declared = Object.values(getTableColumns(table));
    expect(made.map((column) => [column.name, column.type])).toEqual(
      declared.map((column) => [column.name, column.getSQLType().toUpperCase()]),
    );
    const nullable = made.filter((column) => column.notnull === 0 && column.pk === 0).map((column) => column.name);
    expect(nullable).toEqual(declared.filter((column) => !column.notNull).map((column) => column.name));
  });
});
