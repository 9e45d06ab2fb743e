/**
 * Guessing at PINs gets slower, then stops: counted per device, in the database, so that a restart forgives nothing.
 * Easy to get wrong: guesses sent side by side. One device's PINs are looked at one after the other, so that each sees the
 * count of those before. A right PIN does not clear the count, or anyone could guess at a manager's between sign-ins of
 * their own; it is forgotten after FORGET_MS without a wrong one.
 */
import type { Clock } from "@crema/shared/clock";
import { iso } from "@crema/shared/clock";
import { ok, type Result, refuse } from "@crema/shared/errors";
import type { StaffMember } from "@crema/shared/profile";
import type { PinChecker } from "./pin.ts";
import { type AuthDatabase, attemptsOf, saveAttempts, type Write } from "./records.ts";

const LOCK_MS = 5 * 60_000;
export const FORGET_MS = LOCK_MS;
/** How long the device waits after its 1st, 2nd, … wrong PIN. */
const WAITS_MS = [0, 1000, 2000, 4000, LOCK_MS] as const;

export interface PinLock {
  /** Who of `staff` has this PIN. Refuses with auth.pin_wrong, or auth.pin_locked without having looked. */
  check(deviceId: string, pin: string, staff: readonly StaffMember[]): Promise<Result<StaffMember>>;
}

export interface PinLockPorts {
  readonly db: AuthDatabase;
  readonly write: Write;
  readonly clock: Clock;
  readonly checker: PinChecker;
}

export function createPinLock({ db, write, clock, checker }: PinLockPorts): PinLock {
  const turns = new Map<string, Promise<unknown>>();

  const checkNow = async (deviceId: string, pin: string, staff: readonly StaffMember[]): Promise<Result<StaffMember>> => {
    const waitMs = lockedFor(clock.now(), attemptsOf(db, deviceId)?.locked_until ?? null);
    if (waitMs > 0) return locked(waitMs);
    const found = await checker.find(pin, staff);
    if (!found.ok) return found;
    if (found.value) return ok(found.value);
    const counted = await write((tx) => {
      const failures = failuresSoFar(clock.now(), attemptsOf(tx, deviceId)) + 1;
      const locked_until = iso(clock.now() + (WAITS_MS[failures - 1] ?? LOCK_MS));
      saveAttempts(tx, { device_id: deviceId, failures, locked_until });
      return ok(null);
    });
    // A guess that cannot be counted must not be answered: on a full disk anyone could guess for ever.
    return counted.ok ? refuse("auth.pin_wrong", "No member of staff has this PIN.") : counted;
  };

  return {
    check(deviceId, pin, staff) {
      const turn = (turns.get(deviceId) ?? Promise.resolve()).then(() => checkNow(deviceId, pin, staff));
      const settled = turn
        .catch(() => null)
        .then(() => {
          if (turns.get(deviceId) === settled) turns.delete(deviceId);
        });
      turns.set(deviceId, settled);
      return turn;
    },
  };
}

function locked(waitMs: number): Result<never> {
  const retry_after_s = Math.ceil(waitMs / 1000);
  return refuse("auth.pin_locked", `Wrong PINs were typed here; wait ${retry_after_s} s.`, { retry_after_s });
}

/** A lock that ends later than any lock can is the work of a clock that has jumped, and does not count. */
function lockedFor(now: number, lockedUntil: string | null): number {
  if (lockedUntil === null) return 0;
  const left = Date.parse(lockedUntil) - now;
  return left > LOCK_MS ? 0 : left;
}

function failuresSoFar(now: number, attempts: { failures: number; locked_until: string | null } | null): number {
  if (!attempts?.locked_until || attempts.failures >= WAITS_MS.length) return 0;
  return now - Date.parse(attempts.locked_until) > FORGET_MS ? 0 : attempts.failures;
}
