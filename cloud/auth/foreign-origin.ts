/**
 * Whether a browser sent a request from a page that is not ours. Cookies go along with such a request too, so whatever a
 * cookie may do is refused there. Easy to get wrong: a program sends neither header and is no browser; and a proxy in front
 * has to hand on `Host`, or a browser that does not send Sec-Fetch-Site is taken for a stranger.
 */
export function isForeignOrigin({ headers, url }: Pick<Request, "headers" | "url">): boolean {
  // Browsers write this one themselves, on https and on localhost; a page cannot.
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site !== "same-origin" && site !== "none";
  const origin = headers.get("origin");
  if (origin === null) return false;
  return !URL.canParse(origin) || new URL(origin).host !== new URL(url).host;
}

/** What changes nothing, so that no page can do harm by asking for it. */
export const isSafeMethod = (method: string): boolean => method === "GET" || method === "HEAD" || method === "OPTIONS";
