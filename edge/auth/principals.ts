/**
 * Resolves a token to its principal. Valid tokens are cached in memory, because every request asks. Whatever ends a token
 * notifies this module; what can end without notice (expiry, the profile's list of staff) is checked each time.
 */
import type { Principal } from "@crema/shared/contract/access";
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { PinHash, ProfileDocument, StaffMember } from "@crema/shared/domain/store/profile";
import { type AuthDatabase, type DeviceRow, deviceById, deviceByToken, type SessionRow, sessionByToken } from "./records.ts";
import { hashToken } from "./token.ts";

/** `ended`: it was valid once. `unknown`: it never was. */
export type TokenVerdict = Extract<Principal, { kind: "device" | "staff" }> | "ended" | "unknown";

export interface Principals {
  /** `tokenHash`: by hashToken. */
  of(tokenHash: string): TokenVerdict;
  /** The device, or the person on it, was signed out: its tokens are looked up again. */
  forgetDevice(deviceId: string): void;
  forget(tokenHash: string): void;
  /**
   * Whether a staff session still holds, in the role with which it was opened. Devices have their own notice
   * (`forgetDevice`).
   */
  isStill(principal: Principal): boolean;
}

/** Identifies the PIN that opened a session. It changes with another PIN, and when the same digits are set again. */
export function pinKeyOf({ salt, hash }: PinHash): string {
  return hashToken(`${salt}\n${hash}`);
}

export interface PrincipalsDeps {
  readonly db: AuthDatabase;
  readonly clock: Clock;
  readonly storeId: () => string | null;
  readonly profile: () => ProfileDocument | null;
}

/** More than a store's devices and people of one day; older tokens are dropped. */
const MAX_KNOWN = 1_000;

interface Known {
  readonly device: DeviceRow;
  readonly session: SessionRow | null;
}

export function createPrincipals({ db, clock, storeId, profile }: PrincipalsDeps): Principals {
  const known = new Map<string, Known>();
  const staffOf = staffIndex();

  const lookUp = (hash: string): Known | "ended" | "unknown" => {
    const own = deviceByToken(db, hash);
    if (own) return own.revoked_at ? "ended" : { device: own, session: null };
    const session = sessionByToken(db, hash);
    if (!session) return "unknown";
    const device = deviceById(db, session.device_id);
    return session.ended_at || !device || device.revoked_at ? "ended" : { device, session };
  };

  const principals: Principals = {
    of(hash) {
      const found = known.get(hash) ?? lookUp(hash);
      if (typeof found === "string") return found;
      const store_id = storeId();
      if (store_id === null) return "unknown";
      if (known.size >= MAX_KNOWN && !known.has(hash)) known.clear();
      known.set(hash, found);
      const { device, session } = found;
      const { device_id, kind: device_kind, name } = device;
      if (!session) return { kind: "device", device_id, device_kind, store_id, name };
      const member = staffOf(profile(), session.staff_id);
      if (!member || member.pinKey !== session.pin_key || Date.parse(session.expires_at) <= clock.now()) {
        known.delete(hash);
        return "ended";
      }
      const { staff_id, name: staffName, role } = member;
      return { kind: "staff", staff_id, name: staffName, role, store_id, device_id, device_kind, session_id: hash };
    },
    forgetDevice(deviceId) {
      for (const [hash, { device }] of known) if (device.device_id === deviceId) known.delete(hash);
    },
    forget(hash) {
      known.delete(hash);
    },
    isStill(principal) {
      if (principal.kind !== "staff" || principal.session_id === undefined) return true;
      const now = principals.of(principal.session_id);
      return typeof now !== "string" && now.kind === "staff" && now.role === principal.role;
    },
  };
  return principals;
}

/** Staff by id, indexed once per profile. */
function staffIndex(): (profile: ProfileDocument | null, staffId: string) => (StaffMember & { pinKey: string }) | undefined {
  let indexed: ProfileDocument | null = null;
  let byId = new Map<string, StaffMember & { pinKey: string }>();
  return (profile, staffId) => {
    if (profile !== indexed) {
      indexed = profile;
      byId = new Map((profile?.staff ?? []).map((member) => [member.staff_id, { ...member, pinKey: pinKeyOf(member.pin) }]));
    }
    return byId.get(staffId);
  };
}
