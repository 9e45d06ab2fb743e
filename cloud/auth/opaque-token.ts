/**
 * Opaque tokens: random text handed out once, of which only the SHA-256 is kept, so that a copy of the database opens
 * nothing. The prefix says what it is to a person who finds one in a log.
 */
import { createHash } from "node:crypto";
import type { RandomBytes } from "@crema/shared/domain/kernel/clock";

export type TokenKind = "cus" | "opr" | "box";

/** How long a sign-in lasts, in milliseconds. */
export const SESSION_MS = { cus: 90 * 24 * 3_600_000, opr: 30 * 24 * 3_600_000, box: 3_600_000 } as const satisfies Record<
  TokenKind,
  number
>;

/** How long a browser keeps the cookie of an order. The order's token itself has no end. */
export const ORDER_COOKIE_MS = 30 * 24 * 3_600_000;

/** 256 bits, `<kind>_<base64url>`. */
export function newToken(kind: TokenKind, randomBytes: RandomBytes): string {
  return `${kind}_${Buffer.from(randomBytes(32)).toString("base64url")}`;
}

/** What is stored of a token, and of an enrolment code: SHA-256 in hex. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
