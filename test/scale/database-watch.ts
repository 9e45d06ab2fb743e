/** What Postgres says of a scale run: how often orders were compared and read for streams, and what is in its books. */
import pg from "pg";

export interface StreamStatements {
  /** Of all followed orders at once, whether they have moved. */
  readonly compared: number;
  /** Of those that have, in one statement for many. */
  readonly read: number;
}

export class DatabaseWatch {
  private constructor(private readonly client: pg.Client) {}

  static async open(databaseUrl: string): Promise<DatabaseWatch> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    return new DatabaseWatch(client);
  }

  async version(): Promise<string> {
    return (await this.client.query<{ server_version: string }>("SHOW server_version")).rows[0]?.server_version ?? "";
  }

  async streamStatements(): Promise<StreamStatements> {
    const { rows } = await this.client.query<{ is_read: boolean; calls: number }>(
      `SELECT query LIKE '%order_events%' AS is_read, calls::int FROM pg_stat_statements
       WHERE query LIKE '%AS seen (store_id, order_id, cursor)%' AND query NOT LIKE '%pg_stat_statements%'`,
    );
    const sum = (isRead: boolean) => rows.filter((row) => row.is_read === isRead).reduce((all, row) => all + row.calls, 0);
    return { compared: sum(false), read: sum(true) };
  }

  /** Transactions that have written. */
  async commits(): Promise<number> {
    const { rows } = await this.client.query<{ next: string }>("SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next");
    return Number(rows[0]?.next ?? 0);
  }

  /** Ends the connections by which nodes hear of changes. Returns how many there were. */
  async cutListeners(): Promise<number> {
    const cut = await this.client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND (query LIKE 'LISTEN%' OR query = 'SELECT 1')`,
    );
    return cut.rowCount ?? 0;
  }

  async events(): Promise<number> {
    const { rows } = await this.client.query<{ n: string }>("SELECT count(*) AS n FROM order_events");
    return Number(rows[0]?.n ?? 0);
  }

  async cursors(): Promise<Map<string, number>> {
    const { rows } = await this.client.query<{ order_id: string; cursor: number }>("SELECT order_id, cursor FROM orders");
    return new Map(rows.map((row) => [row.order_id, row.cursor]));
  }

  end(): Promise<void> {
    return this.client.end();
  }
}
