/** Looks for words in everything that a database holds: each row of each table, as the text that Postgres makes of it. */
import type { Pool } from "pg";

export async function tablesIn(pool: Pool): Promise<string[]> {
  const found = await pool.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1",
  );
  return found.rows.map(({ name }) => name);
}

/** `table.column` of each place where one of the words stands; bytes are read as text. */
export async function foundIn(pool: Pool, ...words: string[]): Promise<string[]> {
  const columns = await pool.query<{ table_name: string; column_name: string; data_type: string }>(
    `SELECT table_name, column_name, data_type FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1, 2`,
  );
  const found: string[] = [];
  for (const { table_name, column_name, data_type } of columns.rows) {
    const text = data_type === "bytea" ? `encode("${column_name}", 'escape')` : `"${column_name}"::text`;
    const rows = await pool.query(
      `SELECT FROM "${table_name}" WHERE EXISTS (SELECT FROM unnest($1::text[]) word WHERE strpos(lower(${text}), lower(word)) > 0) LIMIT 1`,
      [words],
    );
    if (rows.rowCount === 1) found.push(`${table_name}.${column_name}`);
  }
  return found;
}
