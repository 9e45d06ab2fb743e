/**
 * PINs against the hashes of the profile document, with scrypt's parameters taken from each hash. scrypt takes 32 MB and
 * tens of milliseconds, so it runs on the thread pool, a few at a time. The PINs of a store share one salt, so a try
 * costs one hash; older ones have their own salts and cost a hash each. All are tried, to find PINs that several people
 * share.
 */
import { type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import type { Result } from "@crema/shared/domain/kernel/errors";
import { ok, refuse } from "@crema/shared/domain/kernel/errors";
import type { PinHash, StaffMember } from "@crema/shared/domain/store/profile";

/** The most memory that one hash may take: 128 MiB. A profile that asks for more is a mistake that must not stop the box. */
const MAX_MEMORY = 128 * 1024 * 1024;
/** At most this many scrypt runs at once; the rest of the thread pool stays free for the disk. */
const MAX_RUNNING = 2;
/** When this many sign-ins wait, further ones are refused. */
const MAX_WAITING = 32;

export interface PinChecker {
  /** All members of `staff` with this PIN; refused when too many wait. */
  find(pin: string, staff: readonly StaffMember[]): Promise<Result<StaffMember[]>>;
}

export function createPinChecker(derive: typeof deriveKey = deriveKey): PinChecker {
  let running = 0;
  const waiting: (() => void)[] = [];

  const enter = async (): Promise<void> => {
    if (running >= MAX_RUNNING) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else running--;
  };

  return {
    async find(pin, staff) {
      if (waiting.length >= MAX_WAITING) {
        return refuse("request.rate_limited", "Too many PINs are being checked at once.", { retry_after_s: 1 });
      }
      await enter();
      try {
        const derived = new Map<string, Buffer | null>();
        const found: StaffMember[] = [];
        for (const member of staff) {
          const { n, r, p, salt, hash } = member.pin;
          const expected = Buffer.from(hash, "base64");
          const parameters = `${n}.${r}.${p}.${expected.length}.${salt}`;
          let key = derived.get(parameters);
          if (key === undefined) {
            // One person's broken hash must not lock the others out: nobody matches it.
            key = expected.length > 0 ? await derive(pin, member.pin, expected.length).catch(() => null) : null;
            derived.set(parameters, key);
          }
          if (key && timingSafeEqual(key, expected)) found.push(member);
        }
        return ok(found);
      } finally {
        leave();
      }
    },
  };
}

/** scrypt of the PIN with the parameters of the hash, `length` bytes long. */
export function deriveKey(pin: string, { n, r, p, salt }: PinHash, length: number): Promise<Buffer> {
  const options: ScryptOptions = { N: n, r, p, maxmem: MAX_MEMORY };
  return new Promise((resolve, reject) => {
    scrypt(pin, Buffer.from(salt, "base64"), length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
