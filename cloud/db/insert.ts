/**
 * Inserts of any number of rows: several travel as one array per column, so the text of a statement is the same for all of them
 * and Postgres plans it once per connection. Pitfall: a text column cannot hold NUL, and the text may come from a
 * store; JSON columns hold it as an escape.
 */
import type pg from "pg";
import type { Asks } from "./batch.ts";

type ColumnType = "text" | "uuid" | "int" | "bigint" | "boolean" | "timestamptz" | "json" | "bytea";

export interface Column<R> {
  readonly type: ColumnType;
  readonly of: (row: R) => string | number | boolean | Buffer | null;
}

export interface Insert<R> {
  readonly name: string;
  readonly text: string;
  /** Of one row: its values as they are, which is most of what is written and needs no arrays. */
  readonly textOfOne: string;
  readonly columns: readonly Column<R>[];
}

/**
 * `suffix`: what follows the rows, for example ON CONFLICT. The rows are called `given`. `name`: of the prepared statement,
 * where a table has more than one.
 */
export function insertInto<R>(
  table: string,
  columns: Readonly<Record<string, Column<R>>>,
  suffix = "",
  name = `insert_${table}`,
): Insert<R> {
  const names = Object.keys(columns).join(", ");
  const list = Object.values(columns);
  const arrays = list.map((column, index) => `$${index + 1}::${column.type}[]`).join(", ");
  const values = list.map((column, index) => `$${index + 1}::${column.type}`).join(", ");
  return {
    name,
    text: `INSERT INTO ${table} (${names}) SELECT ${names} FROM unnest(${arrays}) AS given (${names}) ${suffix}`,
    textOfOne: `INSERT INTO ${table} (${names}) SELECT ${names} FROM (VALUES (${values})) AS given (${names}) ${suffix}`,
    columns: list,
  };
}

/** Writes the rows by one statement; nothing happens without rows. */
export async function insertRows<R, T extends pg.QueryResultRow = pg.QueryResultRow>(
  client: Asks,
  insert: Insert<R>,
  rows: readonly R[],
): Promise<T[]> {
  const [first] = rows;
  if (first === undefined) return [];
  if (rows.length === 1) {
    const of = insert.columns.map((column) => column.of(first));
    return (await client.query<T>({ name: `${insert.name}_one`, text: insert.textOfOne, values: of })).rows;
  }
  const values = insert.columns.map((column) => rows.map((row) => column.of(row)));
  return (await client.query<T>({ name: insert.name, text: insert.text, values })).rows;
}

export const text = <R>(of: (row: R) => string | null): Column<R> => ({ type: "text", of: (row) => stripNul(of(row)) });
export const uuid = <R>(of: (row: R) => string | null): Column<R> => ({ type: "uuid", of });
export const int = <R>(of: (row: R) => number | null): Column<R> => ({ type: "int", of });
export const bigint = <R>(of: (row: R) => number): Column<R> => ({ type: "bigint", of });
export const boolean = <R>(of: (row: R) => boolean | null): Column<R> => ({ type: "boolean", of });
export const bytea = <R>(of: (row: R) => Buffer): Column<R> => ({ type: "bytea", of });
/** JSON as it is to be stored, byte for byte. */
export const jsonText = <R>(of: (row: R) => string | null): Column<R> => ({ type: "json", of });
export const json = <R>(of: (row: R) => unknown): Column<R> => ({ type: "json", of: (row) => JSON.stringify(of(row)) });
/** ISO 8601. A store's clock may say anything; Postgres knows no year 0. */
export const timestamptz = <R>(of: (row: R) => string | null): Column<R> => ({
  type: "timestamptz",
  of: (row) => of(row)?.replace(/^0000/, "0001") ?? null,
});

/** Text for a text column. */
export function stripNul(value: string | null): string | null {
  return value?.includes("\u0000") ? value.replaceAll("\u0000", "\ufffd") : value;
}
