/**
 * The store's devices. Revoking is final: the token stops working with the commit, and the device's streams end with it.
 * `last_seen_at` is written at most every SEEN_EVERY_MS per device, never once per request.
 */

import type { Device } from "@crema/shared/contract/devices";
import type { Clock, RandomBytes } from "@crema/shared/domain/kernel/clock";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { z } from "zod";
import type { Principals } from "./principals.ts";
import {
  type AuthDatabase,
  allDevices,
  type DeviceRow,
  deviceById,
  forgetAttempts,
  giveToken,
  markRevoked,
  markSeen,
  type Write,
} from "./records.ts";
import { hashToken, newToken } from "./token.ts";

type DeviceView = z.infer<typeof Device>;

const SEEN_EVERY_MS = 5 * 60_000;

export interface Devices {
  list(): DeviceView[];
  byId(deviceId: string): DeviceView | null;
  revoke(deviceId: string): Promise<Result<DeviceView>>;
  /** Issues a new token in place of the old one, which ends together with everything that was opened by it. */
  rotate(deviceId: string): Promise<Result<{ device_id: string; kind: DeviceRow["kind"]; token: string }>>;
  /** Clears the device's count of wrong PINs (pin-lock.ts). The caller has checked who asks. */
  unlock(deviceId: string): Promise<Result<null>>;
  /** The device has just sent a request. */
  seen(deviceId: string): void;
}

export interface DevicesDeps {
  readonly db: AuthDatabase;
  readonly write: Write;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly principals: Principals;
  readonly endStreams: (deviceId: string) => void;
  readonly report: (error: unknown) => void;
}

export function createDevices({ db, write, clock, randomBytes, principals, endStreams, report }: DevicesDeps): Devices {
  const lastWritten = new Map<string, number>();
  return {
    list: () => allDevices(db).map(viewOf),
    byId(deviceId) {
      const row = deviceById(db, deviceId);
      return row ? viewOf(row) : null;
    },
    async revoke(deviceId) {
      const revoked = await write<DeviceRow>((tx, tell) => {
        const row = deviceById(tx, deviceId);
        if (!row) return refuse("device.unknown", "Look at the list of devices again.");
        if (row.revoked_at) return ok(row);
        const revoked_at = iso(clock.now());
        markRevoked(tx, deviceId, revoked_at);
        const told = tell({ type: "device.revoked", device_id: deviceId });
        return told.ok ? ok({ ...row, revoked_at }) : told;
      });
      if (!revoked.ok) return revoked;
      principals.forgetDevice(deviceId);
      endStreams(deviceId);
      return ok(viewOf(revoked.value));
    },
    async rotate(deviceId) {
      const token = newToken(randomBytes);
      const rotated = await write<DeviceRow>((tx, tell) => {
        const row = deviceById(tx, deviceId);
        if (!row) return refuse("device.unknown", "Look at the list of devices again.");
        if (row.revoked_at) return refuse("device.unknown", "This device was signed out for good. Pair it again.");
        const token_hash = hashToken(token);
        giveToken(tx, deviceId, token_hash, iso(clock.now()));
        const { kind, name, paired_at } = row;
        const told = tell({ type: "device.paired", device: { device_id: deviceId, kind, name, token_hash, paired_at } });
        return told.ok ? ok(row) : told;
      });
      if (!rotated.ok) return rotated;
      principals.forgetDevice(deviceId);
      endStreams(deviceId);
      return ok({ device_id: deviceId, kind: rotated.value.kind, token });
    },
    unlock: (deviceId) =>
      write((tx) => {
        if (!deviceById(tx, deviceId)) return refuse("device.unknown", "Look at the list of devices again.");
        forgetAttempts(tx, deviceId);
        return ok(null);
      }),
    seen(deviceId) {
      const now = clock.monotonic();
      if (now - (lastWritten.get(deviceId) ?? Number.NEGATIVE_INFINITY) < SEEN_EVERY_MS) return;
      lastWritten.set(deviceId, now);
      const at = iso(clock.now());
      write((tx) => {
        markSeen(tx, deviceId, at);
        return ok(null);
      }).catch(report);
    },
  };
}

function viewOf({ token_hash: _hash, told_at: _told, ...view }: DeviceRow): DeviceView {
  return view;
}
