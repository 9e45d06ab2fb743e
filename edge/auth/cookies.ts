/**
 * The cookies of browsers. HttpOnly and SameSite=Strict; not Secure, because a store's LAN speaks plain HTTP.
 * Cookies do not know about ports: the store is in the name, so that two boxes on one host do not sign each other out.
 */
import { parse } from "hono/utils/cookie";

export type CookieRole = "device" | "staff";

const YEAR_S = 365 * 24 * 3600;

/** As long as browsers keep a cookie: a device stays paired until it is revoked. */
export const DEVICE_COOKIE_MAX_AGE_S = YEAR_S;

export function cookieName(role: CookieRole, storeId: string): string {
  return `crema_${role}_${storeId}`;
}

export function cookieToken(header: string | undefined, role: CookieRole, storeId: string): string | null {
  if (!header) return null;
  const name = cookieName(role, storeId);
  return parse(header, name)[name] || null;
}

/** The value of Set-Cookie; `maxAgeS` 0 makes the browser forget it. */
export function setCookie(role: CookieRole, storeId: string, token: string, maxAgeS: number): string {
  return `${cookieName(role, storeId)}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${Math.floor(maxAgeS)}`;
}
