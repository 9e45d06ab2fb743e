/** What Postgres was asked to do, by its own counters. Its processes need `pg_stat_statements` among their libraries. */
import pg from "pg";

export interface PostgresWork {
  /** Of clients: each is one way there and back. */
  readonly statements: number;
  /** Transactions that have written, or locked a row: each is one flush of the log. */
  readonly commits: number;
}

export const POSTGRES_SETTINGS: readonly string[] = ["shared_preload_libraries=pg_stat_statements", "pg_stat_statements.save=off"];

export class PostgresCounter {
  private constructor(
    private readonly client: pg.Client,
    /** The process of this connection in Postgres. */
    readonly backend: number,
  ) {}

  static async open(databaseUrl: string): Promise<PostgresCounter> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    const found = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    return new PostgresCounter(client, found.rows[0]?.pid ?? 0);
  }

  async read(): Promise<PostgresWork> {
    const found = await this.client.query<{ statements: string; next: string }>(
      `SELECT (SELECT sum(calls) FROM pg_stat_statements WHERE toplevel AND query NOT LIKE '%/* bench */%') AS statements,
         pg_snapshot_xmax(pg_current_snapshot())::text AS next /* bench */`,
    );
    return { statements: Number(found.rows[0]?.statements ?? 0), commits: Number(found.rows[0]?.next ?? 0) };
  }

  /** The statements with the most calls since `reset`, per `orders`. */
  async most(orders: number): Promise<string[]> {
    const found = await this.client.query<{ calls: number; ms: number; query: string }>(
      `SELECT calls::float8, total_exec_time AS ms, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) AS query /* bench */
       FROM pg_stat_statements WHERE toplevel AND query NOT LIKE '%/* bench */%' ORDER BY total_exec_time DESC LIMIT 60`,
    );
    return found.rows.map(({ calls, ms, query }) => `${(calls / orders).toFixed(2)} x, ${(ms / orders).toFixed(3)} ms  ${query}`);
  }

  /** As in a database that has been used for a while: what is planned from now on is planned by what is in the tables. */
  async analyze(): Promise<void> {
    await this.client.query("VACUUM ANALYZE /* bench */");
  }

  async reset(): Promise<void> {
    await this.client.query("SELECT pg_stat_statements_reset() /* bench */");
  }

  end(): Promise<void> {
    return this.client.end();
  }
}
