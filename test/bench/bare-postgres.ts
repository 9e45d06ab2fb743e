/**
 * The limit of catch-up: the very rows that ingest has written, inserted again into empty tables of the same shape and
 * indexes, in batches of 100 events on one connection, with nothing computed in between.
 */
import pg from "pg";

const TABLES = ["orders", "order_lines", "order_keys", "order_events", "payments", "refunds", "outbox", "ingested_hashes"] as const;
const ROWS_PER_STATEMENT = 500;

interface Prepared {
  table: string;
  rows: string;
}

/**
 * Seconds for inserting the rows of `storeId`. Works in a schema of its own (`LIKE … INCLUDING ALL`), which it drops.
 * `batches` is how many transactions the same events were ingested in.
 */
export async function bareInsertSeconds(databaseUrl: string, storeIds: readonly string[], batches: number): Promise<number> {
  try {
    return await withClient(databaseUrl, (client) => insertAgain(client, storeIds, batches));
  } finally {
    // On a connection of its own: the first one's transaction may have failed, and its error is the one to be seen.
    await withClient(databaseUrl, (client) => client.query("DROP SCHEMA IF EXISTS bench_limit CASCADE"));
  }
}

async function withClient<T>(connectionString: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

async function insertAgain(client: pg.Client, storeIds: readonly string[], batches: number): Promise<number> {
  await client.query("DROP SCHEMA IF EXISTS bench_limit CASCADE; CREATE SCHEMA bench_limit");
  const work: Prepared[][] = Array.from({ length: batches }, () => []);
  const columns = new Map<string, string>();
  for (const table of TABLES) {
    await client.query(`CREATE TABLE bench_limit.${table} (LIKE public.${table} INCLUDING ALL)`);
    columns.set(table, await writtenColumns(client, table));
    const { rows } = await client.query<{ row: unknown }>(`SELECT to_jsonb(t) AS row FROM public.${table} t WHERE store_id = ANY($1)`, [
      storeIds,
    ]);
    const perBatch = Math.ceil(rows.length / batches);
    for (let batch = 0; batch < batches; batch++) {
      const slice = rows.slice(batch * perBatch, (batch + 1) * perBatch).map(({ row }) => row);
      for (let i = 0; i < slice.length; i += ROWS_PER_STATEMENT) {
        work[batch]?.push({ table, rows: JSON.stringify(slice.slice(i, i + ROWS_PER_STATEMENT)) });
      }
    }
  }
  const begin = performance.now();
  for (const statements of work) {
    await client.query("BEGIN");
    for (const { table, rows } of statements) {
      await client.query({
        name: `bench_${table}`,
        text: `INSERT INTO bench_limit.${table} (${columns.get(table)}) SELECT ${columns.get(table)} FROM jsonb_populate_recordset(NULL::bench_limit.${table}, $1::jsonb)`,
        values: [rows],
      });
    }
    await client.query("COMMIT");
  }
  return (performance.now() - begin) / 1000;
}

/** The columns that an insert may name: those that Postgres computes itself are computed again. */
async function writtenColumns(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ columns: string }>(
    `SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS columns
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'`,
    [table],
  );
  return rows[0]?.columns ?? "";
}
