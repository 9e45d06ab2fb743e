/**
 * The six digits that prove an e-mail address. A million values can be hashed in a second, so what is stored is a MAC
 * under CREMA_SECRET, over the address's index too: a code is good only for the address it was sent to.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { RandomBytes } from "@crema/shared/domain/kernel/clock";
import { networkOf } from "@crema/shared/server/network-of";

const CONTEXT = "crema-sign-in-code\n";
const ASKER_CONTEXT = "crema-sign-in-asker\n";
const CODES = 1_000_000;
const LONG_CODES = 1_000_000_000_000;
/** Of the random bytes that a code is made of: no double holds more of them. */
const RANDOM_BYTES = 6;

export const CODE_LIVES_MS = 10 * 60_000;
/** Of a code that several askers may use, each with a challenge of their own that lives no longer than any. */
export const LONG_CODE_LIVES_MS = 60 * 60_000;
/** Of one code. */
export const CODE_TRIES = 5;

export interface SignInCodes {
  make(): string;
  /** Twelve digits, which nobody guesses, however many ask: one mail serves all who ask within its time. */
  makeLong(): string;
  /** What is stored of a code; 64 hex digits. */
  hash(emailIndex: string, code: string): string;
  /** What is stored of who asked for a code; 64 hex digits. */
  asker(address: string): string;
}

export function createSignInCodes(secret: Uint8Array, randomBytes: RandomBytes): SignInCodes {
  function below(codes: number): string {
    // Numbers from there on would make the lower codes likelier.
    const even = Math.floor(256 ** RANDOM_BYTES / codes) * codes;
    for (;;) {
      const number = Buffer.from(randomBytes(RANDOM_BYTES)).readUIntBE(0, RANDOM_BYTES);
      if (number < even) return String(number % codes).padStart(String(codes - 1).length, "0");
    }
  }
  return {
    make: () => below(CODES),
    makeLong: () => below(LONG_CODES),
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
