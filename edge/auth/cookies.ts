/**
 * The cookies of a store's devices and staff, and of the tablets that show a till's ticket to its guest. Not Secure, because a store's LAN speaks plain HTTP. Cookies do not know about
 * ports: the store is in the name, so that two boxes on one host do not sign each other out.
 */
import { cookieText, readCookie } from "@crema/shared/server/cookies";

export type CookieRole = "device" | "staff" | "customer";

const YEAR_S = 365 * 24 * 3600;

/** As long as browsers keep a cookie: a device stays paired until it is revoked. */
export const DEVICE_COOKIE_MAX_AGE_S = YEAR_S;

const nameOf = (role: CookieRole, storeId: string) => `crema_${role}_${storeId}`;

export function cookieToken(header: string | undefined, role: CookieRole, storeId: string): string | null {
  return readCookie(header, nameOf(role, storeId));
}

/** The value of Set-Cookie; `maxAgeS` 0 makes the browser forget it. */
export function setCookie(role: CookieRole, storeId: string, token: string, maxAgeS: number): string {
  return cookieText(nameOf(role, storeId), token, { path: "/", maxAgeS, secure: false });
}
