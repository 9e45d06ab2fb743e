/**
 * The six digits that prove an e-mail address. Easy to get wrong: a million values are hashed through in a second, so what
 * is stored is a MAC under CREMA_SECRET, over the address's index too: a code is good for the address it was sent to.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { RandomBytes } from "@crema/shared/clock";
import { networkOf } from "@crema/shared/http/network-of";

const CONTEXT = "crema-sign-in-code\n";
const ASKER_CONTEXT = "crema-sign-in-asker\n";
const CODES = 1_000_000;
/** Numbers from here on would make the lower codes likelier. */
const EVEN = Math.floor(2 ** 32 / CODES) * CODES;

export const CODE_LIVES_MS = 10 * 60_000;
/** Of one code. */
export const CODE_TRIES = 5;

export interface SignInCodes {
  make(): string;
  /** What is stored of a code; 64 hex digits. */
  hash(emailIndex: string, code: string): string;
  /** What is stored of who asked for a code; 64 hex digits. */
  asker(address: string): string;
}

export function createSignInCodes(secret: Uint8Array, randomBytes: RandomBytes): SignInCodes {
  return {
    make() {
      for (;;) {
        const number = Buffer.from(randomBytes(4)).readUInt32BE();
        if (number < EVEN) return String(number % CODES).padStart(6, "0");
      }
    },
    asker: (address) =>
      createHmac("sha256", secret)
        .update(`${ASKER_CONTEXT}${networkOf(address)}`)
        .digest("hex"),
    hash: (emailIndex, code) => createHmac("sha256", secret).update(`${CONTEXT}${emailIndex}\n${code}`).digest("hex"),
  };
}

/** In constant time. */
export function isSameHash(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a, "hex"), Buffer.from(b, "hex")];
  return one.length === other.length && timingSafeEqual(one, other);
}
