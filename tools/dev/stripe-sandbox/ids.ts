/** Ids in Stripe's form: a prefix and 24 letters and digits. */
import type { RandomBytes } from "@crema/shared/domain/kernel/clock";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LENGTH = 24;

export function createIds(randomBytes: RandomBytes): (prefix: string) => string {
  return (prefix) => `${prefix}_${Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join("")}`;
}
