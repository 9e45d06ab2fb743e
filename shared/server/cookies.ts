/**
 * Tokens in requests: the Authorization header of a program, or a cookie of a browser. Never in a URL: those end up in logs and
 * histories. Our cookies are HttpOnly and SameSite=Strict; their values are of the cookie alphabet already.
 */
import { parse } from "hono/utils/cookie";
import type { Refusal } from "../domain/kernel/errors.ts";

/** For a request with another scheme than Bearer: refused rather than ignored. */
export const NO_BEARER_TOKEN = { code: "auth.required", detail: "Send `Authorization: Bearer <token>`." } as const satisfies Refusal;

/** The token of an Authorization header; null when it holds none. */
export function bearerToken(authorization: string): string | null {
  return /^Bearer +([\x21-\x7e]{1,512})$/i.exec(authorization.trim())?.[1] ?? null;
}

/** The cookie of that name; null when there is none or it is empty. */
export function readCookie(header: string | null | undefined, name: string): string | null {
  return (header && parse(header, name)[name]) || null;
}

export interface CookieOptions {
  readonly path: string;
  /** 0 makes the browser forget it. */
  readonly maxAgeS: number;
  /** For https only. */
  readonly secure: boolean;
}

/** The value of Set-Cookie. */
export function cookieText(name: string, value: string, { path, maxAgeS, secure }: CookieOptions): string {
  return `${name}=${value}; Path=${path}; Max-Age=${Math.floor(maxAgeS)}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
}
