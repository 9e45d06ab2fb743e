/**
 * Cookies go along with whatever any page in the browser asks for, so what changes something, or opens a socket, by cookie has
 * to come from a page of ours. The one policy of both sides; a token in Authorization needs none of this.
 */
import type { Refusal } from "../domain/kernel/errors.ts";

type Asked = Pick<Request, "headers" | "method" | "url">;

export const FOREIGN_PAGE = {
  code: "auth.foreign_page",
  detail: "A cookie is good on our own pages only; programs send a token.",
} as const satisfies Refusal;

/** Whether a cookie must not count here: the request could do harm, and a browser sent it from a page that is not ours. */
export function isFromForeignPage(request: Asked): boolean {
  return mayHarm(request) && isForeignOrigin(request);
}

function mayHarm({ method, headers }: Asked): boolean {
  return headers.has("upgrade") || !(method === "GET" || method === "HEAD" || method === "OPTIONS");
}

/** A program sends neither header and is no browser. A proxy in front has to hand on `Host`. */
function isForeignOrigin({ headers, url }: Asked): boolean {
  // Browsers write this one themselves, on https and on localhost; a page cannot.
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site !== "same-origin" && site !== "none";
  const origin = headers.get("origin");
  if (origin === null) return false;
  return !URL.canParse(origin) || new URL(origin).host !== (headers.get("host") ?? new URL(url).host);
}
