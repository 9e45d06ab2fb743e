/**
 * The token of an unsubscribe link: a channel and an address's blind index, under a MAC of the installation's secret. It holds no address,
 * is good for as long as the secret is, and can do nothing else. Derived, not stored.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

const CONTEXT = "crema-unsubscribe\n";
const TOKEN = /^(email)\.([0-9a-f]{64})\.([A-Za-z0-9_-]{43})$/;

export function unsubscribeToken(secret: Uint8Array, contactIndex: string): string {
  return `email.${contactIndex}.${macOf(secret, contactIndex).toString("base64url")}`;
}

/** The blind index of the address; null for anything that this secret has not made. Compares in constant time. */
export function verifyUnsubscribeToken(secret: Uint8Array, token: string): string | null {
  const [, , contactIndex, mac] = TOKEN.exec(token) ?? [];
  if (contactIndex === undefined || mac === undefined) return null;
  const [given, expected] = [Buffer.from(mac, "base64url"), macOf(secret, contactIndex)];
  return given.length === expected.length && timingSafeEqual(given, expected) ? contactIndex : null;
}

function macOf(secret: Uint8Array, contactIndex: string): Buffer {
  return createHmac("sha256", secret).update(`${CONTEXT}email\n${contactIndex}`).digest();
}
