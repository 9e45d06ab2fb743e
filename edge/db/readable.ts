/**
 * Whether the box can read what it serves from: a row of every table. A database with a broken page may still take writes
 * elsewhere, and looked healthy while every order was refused.
 */
import type { Db } from "./database.ts";

/** What throws, as SQLite does, when a table cannot be read. Cheap: one page or two of each table. */
export function prepareReadCheck(db: Db): () => void {
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").pluck().all();
  const reads = tables.map((table) => db.prepare(`SELECT * FROM "${table}" LIMIT 1`));
  return () => {
    for (const read of reads) read.get();
  };
}
