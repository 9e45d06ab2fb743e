/**
 * Staff on a device: signing in and out by PIN, and a manager's approval of one command. All of it from the profile on this
 * box's disk, so it works with the internet down.
 */
import type { Principal } from "@crema/shared/contract/access";
import type { Clock, RandomBytes } from "@crema/shared/domain/kernel/clock";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { ProfileDocument, StaffMember } from "@crema/shared/domain/store/profile";
import type { PinLock } from "./pin-lock.ts";
import { type Principals, pinKeyOf } from "./principals.ts";
import { endSession, insertSession, type Write } from "./records.ts";
import { hashToken, newToken } from "./token.ts";

type OnDevice = Extract<Principal, { kind: "device" | "staff" }>;

/** How long ended sessions are stored, so that their tokens are known as ended. */
const KEEP_ENDED_MS = 7 * 24 * 3_600_000;

export interface SignedIn {
  readonly token: string;
  readonly expires_at: string;
  readonly staff: Pick<StaffMember, "staff_id" | "name" | "role">;
}

export interface StaffAuth {
  signIn(on: OnDevice, pin: string): Promise<Result<SignedIn>>;
  signOut(token: string): Promise<Result<null>>;
  /** The manager who has this PIN. Any other PIN is wrong, and counts as a guess. */
  approver(on: Principal, pin: string): Promise<Result<StaffMember>>;
}

export interface StaffAuthDeps {
  readonly principals: Principals;
  readonly lock: PinLock;
  readonly write: Write;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly profile: () => ProfileDocument | null;
  readonly sessionMs: number;
  /** Ends the open streams of somebody who has signed out. */
  readonly endStreams: () => void;
}

export function createStaffAuth(ports: StaffAuthDeps): StaffAuth {
  const { principals, lock, write, clock, randomBytes, profile, sessionMs, endStreams } = ports;
  const notReady = () => refuse("store.not_ready", "The box has no profile yet, so it knows nobody's PIN.", { retry_after_s: 5 });
  return {
    async signIn(on, pin) {
      const staff = profile()?.staff;
      if (!staff) return notReady();
      const found = await lock.check(on.device_id, pin, staff);
      if (!found.ok) return found;
      const { staff_id, name, role, pin: hash } = found.value;
      const token = newToken(randomBytes);
      const now = clock.now();
      const expires_at = iso(now + sessionMs);
      const stored = await write((tx) => {
        const session = { token_hash: hashToken(token), staff_id, device_id: on.device_id, pin_key: pinKeyOf(hash) };
        const row = { ...session, created_at: iso(now), expires_at, ended_at: null };
        insertSession(tx, row, iso(now - KEEP_ENDED_MS));
        return ok(null);
      });
      return stored.ok ? ok({ token, expires_at, staff: { staff_id, name, role } }) : stored;
    },
    async signOut(token) {
      const hash = hashToken(token);
      const ended = await write((tx) => {
        endSession(tx, hash, iso(clock.now()));
        return ok(null);
      });
      principals.forget(hash);
      endStreams();
      return ended;
    },
    async approver(on, pin) {
      if (on.kind !== "device" && on.kind !== "staff")
        return refuse("auth.manager_required", "Do it on a paired device, with a manager's PIN.");
      const staff = profile()?.staff;
      if (!staff) return notReady();
      return lock.check(on.device_id, pin, staff, (member) => member.role === "manager");
    },
  };
}
