/**
 * Wrong PINs delay a device, then lock it, each time for longer. They are counted per device in the database, so that a
 * restart clears nothing, and headquarters is told of each lock. A device's PINs are checked one after the other, so that
 * guesses sent in parallel each see the count of those before. A right PIN does not clear the count, or anyone could
 * guess at a manager's PIN between their own sign-ins; the count ends after FORGET_MS without a wrong one.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { spanText } from "@crema/shared/domain/kernel/span-text";
import type { StaffMember } from "@crema/shared/domain/store/profile";
import type { PinChecker } from "./pin.ts";
import { type AttemptsRow, type AuthDatabase, attemptsOf, deviceById, saveAttempts, type Write } from "./records.ts";

const MINUTE_MS = 60_000;
/** How long the device waits after its 1st, 2nd, … wrong PIN; the next one locks it. */
const WAITS_MS = [0, 1000, 2000, 4000] as const;
/** How long it is locked the 1st, 2nd, … time in a row. */
const LOCKS_MS = [5 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS, 240 * MINUTE_MS] as const;
const LONGEST_MS = 240 * MINUTE_MS;
export const FORGET_MS = 5 * MINUTE_MS;
/** After this long without a wrong PIN the next lock counts as the first again. */
const FORGET_ROUNDS_MS = 24 * 60 * MINUTE_MS;

export interface PinLock {
  /**
   * Finds the member of `staff` who has this PIN and may use it here. Refuses with auth.pin_wrong, auth.pin_shared, or,
   * without checking the PIN, auth.pin_locked.
   */
  check(deviceId: string, pin: string, staff: readonly StaffMember[], may?: (member: StaffMember) => boolean): Promise<Result<StaffMember>>;
}

export interface PinLockDeps {
  readonly db: AuthDatabase;
  readonly write: Write;
  readonly clock: Clock;
  readonly checker: PinChecker;
}

export function createPinLock({ db, write, clock, checker }: PinLockDeps): PinLock {
  const turns = new Map<string, Promise<unknown>>();

  /** Pairs of staff whose shared PIN was already reported, so that each is reported once. */
  const told = new Set<string>();

  const checkNow: PinLock["check"] = async (deviceId, pin, staff, may = () => true) => {
    const waitMs = lockedFor(clock.now(), attemptsOf(db, deviceId)?.locked_until ?? null);
    if (waitMs > 0) return locked(waitMs);
    const found = await checker.find(pin, staff);
    if (!found.ok) return found;
    const [first, ...others] = found.value;
    if (first && others.length > 0) return shared([first, ...others]);
    if (first && may(first)) return ok(first);
    const counted = await write((tx, tell) => {
      const next = afterWrongPin(clock.now(), attemptsOf(tx, deviceId));
      saveAttempts(tx, { device_id: deviceId, ...next });
      if (next.failures <= WAITS_MS.length) return ok(null);
      const device_name = deviceById(tx, deviceId)?.name ?? "";
      return tell({ type: "staff.pin_locked", device_id: deviceId, device_name, round: next.rounds, locked_until: next.locked_until });
    });
    // A guess that cannot be counted must be refused, or anyone could guess for ever on a full disk.
    return counted.ok ? refuse("auth.pin_wrong", "Nobody at this store has it. Enter it again.") : counted;
  };

  const shared = async (members: readonly StaffMember[]): Promise<Result<never>> => {
    const staff_ids = members.map((member) => member.staff_id).sort();
    const key = staff_ids.join(" ");
    if (!told.has(key)) {
      const written = await write((_tx, tell) => tell({ type: "staff.pin_shared", staff_ids }));
      if (!written.ok) return written;
      told.add(key);
    }
    return refuse(
      "auth.pin_shared",
      "This PIN is not one person's alone, so it lets nobody in. Headquarters has been told and gives out new ones.",
    );
  };

  return {
    check(deviceId, pin, staff, may) {
      const turn = (turns.get(deviceId) ?? Promise.resolve()).then(() => checkNow(deviceId, pin, staff, may));
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
  const detail = `Wrong PINs were typed here; wait ${spanText(waitMs)}, or let a manager unlock this device from another one.`;
  return refuse("auth.pin_locked", detail, { retry_after_s });
}

/** A lock that ends later than any lock can comes from a clock that has jumped, and is ignored. */
function lockedFor(now: number, lockedUntil: string | null): number {
  if (lockedUntil === null) return 0;
  const left = Date.parse(lockedUntil) - now;
  return left > LONGEST_MS ? 0 : left;
}

function afterWrongPin(now: number, before: AttemptsRow | null): { failures: number; rounds: number; locked_until: string } {
  const since = before?.locked_until ? now - Date.parse(before.locked_until) : Number.POSITIVE_INFINITY;
  const wasLocked = (before?.failures ?? 0) > WAITS_MS.length;
  const failures = (wasLocked || since > FORGET_MS ? 0 : (before?.failures ?? 0)) + 1;
  const earlier = since > FORGET_ROUNDS_MS ? 0 : (before?.rounds ?? 0);
  const isLock = failures > WAITS_MS.length;
  const rounds = earlier + (isLock ? 1 : 0);
  const wait = isLock ? (LOCKS_MS[rounds - 1] ?? LONGEST_MS) : (WAITS_MS[failures - 1] ?? 0);
  return { failures, rounds, locked_until: iso(now + wait) };
}
