/** What a store's box understands: the version of the wire that it last said. 0: it has never been heard. */
import { OLDEST_SUPPORTED_VERSION } from "@crema/sync/protocol/version";
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

/** L8: a command that the store's box would not read stops its way down for good, so whoever appends one asks first. */
export async function checkCommands(unit: UnitOfWork): Promise<void> {
  const needs = Math.max(0, ...unit.pending.inbox.map((row) => row.needs));
  if (needs <= OLDEST_SUPPORTED_VERSION || !unit.link) return;
  const version = await boxVersion(unit, unit.link.store_id);
  if (version > 0 && version < needs)
    throw new Error(`a command for ${unit.link.store_id} needs version ${needs} of the wire, and its box speaks ${version}`);
}
