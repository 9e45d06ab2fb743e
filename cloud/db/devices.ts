/** The devices that a store has let in, by what its box says of them; with the hashes of their tokens, never the tokens. */
import type { DeviceEvent } from "@crema/shared/domain/store-event-kinds";
import type { PairedDevice } from "@crema/shared/domain/store-events";
import type pg from "pg";
import { insertInto, insertRows, json, text, timestamptz, uuid } from "./insert.ts";

interface DeviceRow {
  readonly store_id: string;
  readonly device: PairedDevice;
}

const UPSERT_DEVICES = insertInto<DeviceRow>(
  "store_devices",
  {
    store_id: text((row) => row.store_id),
    device_id: uuid((row) => row.device.device_id),
    device: json((row) => row.device),
    revoked_at: timestamptz(() => null),
  },
  "ON CONFLICT (store_id, device_id) DO UPDATE SET device = excluded.device, revoked_at = NULL",
);

/** At most one event per device. */
export async function writeDevices(client: pg.ClientBase, storeId: string, events: readonly DeviceEvent[]): Promise<void> {
  const paired = events.flatMap((event) => (event.type === "device.paired" ? [{ store_id: storeId, device: event.device }] : []));
  await insertRows(client, UPSERT_DEVICES, paired);
  for (const event of events) {
    if (event.type !== "device.revoked") continue;
    await client.query("UPDATE store_devices SET revoked_at = $3 WHERE store_id = $1 AND device_id = $2", [
      storeId,
      event.device_id,
      event.at,
    ]);
  }
}
