/**
 * Opaque tokens: 32 random bytes in base64url. Only the hash is ever stored, so a stolen database opens nothing.
 * A plain SHA-256 is enough, because there is nothing to guess in 256 random bits.
 */
import { createHash } from "node:crypto";
import type { RandomBytes } from "@crema/shared/domain/kernel/clock";

export function newToken(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(32)).toString("base64url");
}

/** Lower-case hex, as it is stored. Hashes may be compared plainly: nobody can steer where they differ. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
