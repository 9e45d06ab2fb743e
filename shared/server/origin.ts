/**
 * Browsers send cookies with requests of any page, so a write or a socket that is authenticated by cookie has to come
 * from one of our pages. The one policy of both sides; a token in Authorization does not need it.
 */
import type { Refusal } from "../domain/kernel/errors.ts";

type Asked = Pick<Request, "headers" | "method" | "url">;

export const FOREIGN_PAGE = {
  code: "auth.foreign_page",
  detail: "A cookie is good on our own pages only; programs send a token.",
} as const satisfies Refusal;

/** Whether the cookie must be ignored: the request is a write or opens a socket, and comes from a page that is not ours. */
export function isFromForeignPage(request: Asked): boolean {
  return mayHarm(request) && isForeignOrigin(request);
}

function mayHarm({ method, headers }: Asked): boolean {
  return headers.has("upgrade") || !(method === "GET" || method === "HEAD" || method === "OPTIONS");
}

/** A request without both headers comes from a program. A proxy in front has to pass `Host` on. */
function isForeignOrigin({ headers, url }: Asked): boolean {
  // Browsers set this header themselves, on https and on localhost; a page cannot.
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site !== "same-origin" && site !== "none";
  const origin = headers.get("origin");
  if (origin === null) return false;
  return !URL.canParse(origin) || new URL(origin).host !== (headers.get("host") ?? new URL(url).host);
}
