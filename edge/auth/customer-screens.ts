/**
 * Which tablet is the guest's screen of which till. It joins by a code that its cashier shows, good once and for some minutes, in memory
 * alone. Its token opens that till's ticket and nothing else, and ends with the till.
 */
import type { Clock, RandomBytes } from "@crema/shared/domain/kernel/clock";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import {
  type AuthDatabase,
  customerScreenByToken,
  customerScreenOf,
  deleteCustomerScreen,
  deviceById,
  saveCustomerScreen,
  type Write,
} from "./records.ts";
import { hashToken, newToken } from "./token.ts";

const CODE_MS = 5 * 60_000;

/** The till of a guest's screen. */
export interface ScreenOfTill {
  readonly device_id: string;
  readonly name: string;
}

export interface CustomerScreens {
  /** Replaces the till's code before it. */
  invite(deviceId: string): { readonly code: string; readonly expires_in_s: number };
  join(code: string): Promise<Result<ScreenOfTill & { readonly token: string }>>;
  /** null: the token is none, or its till was signed out. */
  tillOf(token: string): ScreenOfTill | null;
  hasScreen(deviceId: string): boolean;
  end(deviceId: string): Promise<Result<null>>;
}

export interface CustomerScreensDeps {
  readonly db: AuthDatabase;
  readonly write: Write;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** The till has another tablet, or none: what was opened by the token before ends. */
  readonly tabletChanged: (deviceId: string) => void;
}

export function createCustomerScreens({ db, write, clock, randomBytes, tabletChanged }: CustomerScreensDeps): CustomerScreens {
  const codes = new Map<string, { readonly deviceId: string; readonly endsAt: number }>();
  const till = (deviceId: string): ScreenOfTill | null => {
    const device = deviceById(db, deviceId);
    return device && !device.revoked_at ? { device_id: deviceId, name: device.name } : null;
  };
  return {
    invite(deviceId) {
      const now = clock.monotonic();
      for (const [code, { deviceId: of, endsAt }] of codes) if (of === deviceId || endsAt <= now) codes.delete(code);
      let code = newCode(randomBytes);
      while (codes.has(code)) code = newCode(randomBytes);
      codes.set(code, { deviceId, endsAt: now + CODE_MS });
      return { code, expires_in_s: CODE_MS / 1000 };
    },
    async join(code) {
      const invited = codes.get(code);
      const of = invited && invited.endsAt > clock.monotonic() ? till(invited.deviceId) : null;
      if (!of) return refuse("pairing.unknown", "No till shows this code now. Ask for a new one at the till.");
      codes.delete(code);
      const token = newToken(randomBytes);
      const row = { device_id: of.device_id, token_hash: hashToken(token), joined_at: iso(clock.now()) };
      const joined = await write((tx) => {
        saveCustomerScreen(tx, row);
        return ok({ ...of, token });
      });
      if (joined.ok) tabletChanged(of.device_id);
      return joined;
    },
    tillOf(token) {
      const row = customerScreenByToken(db, hashToken(token));
      return row && till(row.device_id);
    },
    hasScreen: (deviceId) => customerScreenOf(db, deviceId) !== null,
    async end(deviceId) {
      const done = await write((tx) => {
        deleteCustomerScreen(tx, deviceId);
        return ok(null);
      });
      if (done.ok) tabletChanged(deviceId);
      return done;
    },
  };
}

function newCode(randomBytes: RandomBytes): string {
  const bytes = randomBytes(4);
  return String(new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) % 1_000_000).padStart(6, "0");
}
