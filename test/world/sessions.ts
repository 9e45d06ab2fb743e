/** Sessions of a world's nodes at its Postgres that outlive them. */
import { pause } from "@crema/shared/domain/kernel/clock";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import type { Pool } from "pg";

/** Of the machine's time, not the world's: a loaded server takes a moment to notice that a client has gone. */
const PATIENCE_MS = 20_000;

/** The names of those that have not ended. */
export async function sessionsLeft(pool: Pool, names: readonly string[]): Promise<string[]> {
  const until = systemClock.monotonic() + PATIENCE_MS;
  for (;;) {
    const found = await pool.query<{ name: string }>(
      "SELECT application_name AS name FROM pg_stat_activity WHERE datname = current_database() AND application_name = ANY($1)",
      [names],
    );
    if (found.rows.length === 0 || systemClock.monotonic() > until) return found.rows.map((row) => row.name);
    await pause(systemTimers, 10);
  }
}
