/** Which events of a store's boxes are here: applied, or in quarantine as the bytes that came. */
import type { Pool } from "pg";

const KNOWN = `
  SELECT event_id AS id FROM order_events WHERE store_id = $1 AND event_id = ANY ($2::uuid[])
  UNION SELECT event_id FROM drawer_events WHERE store_id = $1 AND event_id = ANY ($2::uuid[])
  UNION SELECT event_id FROM quarantine WHERE store_id = $1 AND event_id = ANY ($2::uuid[])`;

export async function knownEvents(pool: Pool, storeId: string, ids: readonly string[]): Promise<string[]> {
  const found = await pool.query<{ id: string }>(KNOWN, [storeId, ids]);
  return found.rows.map((row) => row.id);
}
