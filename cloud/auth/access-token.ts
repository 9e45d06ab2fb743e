/**
 * The token in the response to a guest's order: whoever holds it may read, stream and cancel that one order. It is
 * derived, not stored, so a replayed create sends the same bytes. Pitfall: the MAC covers the order id alone and never
 * expires; what a holder may do is limited by the routes' declarations, not by the token.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

const PREFIX = "ord_";
const ORDER_ID_LENGTH = 36;
const CONTEXT = "crema-order-access\n";
const OrderId = z.uuid();

/** `ord_<order_id>_<mac>`; the MAC is HMAC-SHA-256 in base64url. `secret` is CREMA_SECRET, 32 bytes or more. */
export function accessToken(secret: Uint8Array, orderId: string): string {
  return `${PREFIX}${orderId}_${macOf(secret, orderId).toString("base64url")}`;
}

/** The order that the token opens; null for anything that this secret has not made. Compares in constant time. */
export function verifyAccessToken(secret: Uint8Array, token: string): string | null {
  if (!isAccessToken(token)) return null;
  const orderId = token.slice(PREFIX.length, PREFIX.length + ORDER_ID_LENGTH);
  if (token[PREFIX.length + ORDER_ID_LENGTH] !== "_" || !OrderId.safeParse(orderId).success) return null;
  const given = Buffer.from(token.slice(PREFIX.length + ORDER_ID_LENGTH + 1), "base64url");
  const expected = macOf(secret, orderId);
  return given.length === expected.length && timingSafeEqual(given, expected) ? orderId : null;
}

/** Whether the text claims to be an order's token; says nothing about whether it is a good one. */
export function isAccessToken(token: string): boolean {
  return token.startsWith(PREFIX);
}

function macOf(secret: Uint8Array, orderId: string): Buffer {
  return createHmac("sha256", secret).update(CONTEXT).update(orderId).digest();
}
