/** The store's devices, as the box that follows another one gets them, and what headquarters still has to be told of them. */
import type { PairedDevice } from "@crema/shared/domain/store-events";
import type { Db } from "./database.ts";

export interface DeviceTable {
  /** Those that are let in and of which no event tells yet. */
  untold(): PairedDevice[];
  markTold(deviceId: string, at: string): void;
  forgetTold(deviceId: string): void;
  /** Those that are let in, with the seq of the event that tells of each in the epoch's log; null: it is not there any more. */
  present(epoch: number): { device_id: string; told_seq: number | null; told_at: string | null }[];
  /** Those that were signed out for good. */
  revoked(): string[];
  /** Let in, or signed out since. */
  isKnown(deviceId: string): boolean;
  /** As a person named it when it was paired. */
  nameOf(deviceId: string): string | null;
  /** Does nothing where the device is known. */
  letIn(device: PairedDevice, at: string): void;
  revoke(deviceId: string, at: string): void;
}

export function prepareDevices(db: Db): DeviceTable {
  const untold = db.prepare<[], PairedDevice>(
    "SELECT device_id, kind, name, token_hash, paired_at FROM devices WHERE revoked_at IS NULL AND told_at IS NULL ORDER BY paired_at",
  );
  const forget = db.prepare<[string]>("UPDATE devices SET told_at = NULL WHERE device_id = ?");
  const mark = db.prepare<[string, string]>("UPDATE devices SET told_at = ? WHERE device_id = ?");
  const present = db.prepare<[number], { device_id: string; told_seq: number | null; told_at: string | null }>(
    `SELECT device_id, told_at, (SELECT MAX(seq) FROM events WHERE epoch = ? AND type = 'device.paired'
       AND json_extract(body, '$.device.device_id') = devices.device_id) AS told_seq FROM devices WHERE revoked_at IS NULL`,
  );
  const letIn = db.prepare<[string, string, string, string, string, string]>(
    `INSERT INTO devices (device_id, kind, name, token_hash, paired_at, told_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const known = db.prepare<[string]>("SELECT 1 FROM devices WHERE device_id = ?");
  const name = db.prepare<[string], { name: string }>("SELECT name FROM devices WHERE device_id = ?");
  const revoked = db.prepare<[], { device_id: string }>("SELECT device_id FROM devices WHERE revoked_at IS NOT NULL");
  const revoke = db.prepare<[string, string]>("UPDATE devices SET revoked_at = ? WHERE device_id = ?");
  return {
    untold: () => untold.all(),
    markTold: (deviceId, at) => void mark.run(at, deviceId),
    forgetTold: (deviceId) => void forget.run(deviceId),
    present: (epoch) => present.all(epoch),
    revoked: () => revoked.all().map((row) => row.device_id),
    isKnown: (deviceId) => known.get(deviceId) !== undefined,
    nameOf: (deviceId) => name.get(deviceId)?.name ?? null,
    letIn: ({ device_id, kind, name, token_hash, paired_at }, at) => void letIn.run(device_id, kind, name, token_hash, paired_at, at),
    revoke: (deviceId, at) => void revoke.run(at, deviceId),
  };
}
