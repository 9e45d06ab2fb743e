/**
 * INSERT statements made from the tables of schema.ts, compiled once. Values are bound by position: binding by name costs
 * a look-up per column on the hottest path of the box.
 */
import { getTableColumns, getTableName } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Db } from "./database.ts";

/** `suffix`: an ON CONFLICT clause. Returns whether a row was written. */
export function prepareInsert<T extends SQLiteTable>(db: Db, table: T, suffix = ""): (row: Required<T["$inferInsert"]>) => boolean {
  const columns = Object.keys(getTableColumns(table));
  const statement = db.prepare<unknown[]>(
    `INSERT INTO ${getTableName(table)} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")}) ${suffix}`,
  );
  return (row) => {
    const values: Record<string, unknown> = row;
    return statement.run(columns.map((column) => values[column])).changes > 0;
  };
}
