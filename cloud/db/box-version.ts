/** What a store's box understands: the version of the wire that it last said. 0: it has never been heard. */
import type { UnitOfWork } from "./unit-of-work.ts";

export async function boxVersion(unit: UnitOfWork, storeId: string): Promise<number> {
  if (unit.heardVersion !== null) return unit.heardVersion;
  const seen = await unit.client.query<{ version: number }>({
    name: "box_version",
    text: "SELECT coalesce((heartbeat ->> 'protocol_version')::int, 0) AS version FROM store_link_seen WHERE store_id = $1",
    values: [storeId],
  });
  return seen.rows[0]?.version ?? 0;
}
