/** What a database says of itself. A role without privileges may ask all of it. */
import type pg from "pg";
import type { Observed } from "./judge.ts";

/** `remembered`: the incarnation that the node remembers. Rejects on a server that is in recovery, which takes no writes anyway. */
export async function observeDatabase(client: pg.ClientBase | pg.Pool, remembered: string | null): Promise<Observed> {
  const found = await client.query<Omit<Observed, "newest">>({
    text: `SELECT (SELECT system_identifier FROM pg_control_system())::text AS system_identifier,
             ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::int AS timeline,
             (pg_current_wal_flush_lsn() - '0/0')::float8 AS position,
             EXISTS (SELECT FROM incarnations WHERE incarnation_id = $1) AS "knowsRemembered"`,
    values: [remembered],
  });
  const newest = await client.query<NonNullable<Observed["newest"]>>(
    "SELECT incarnation_id, succeeds, system_identifier, timeline FROM incarnations ORDER BY number DESC LIMIT 1",
  );
  const observed = found.rows[0];
  if (!observed) throw new Error("the database said nothing of itself");
  return { ...observed, newest: newest.rows[0] ?? null };
}
