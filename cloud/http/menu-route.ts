/**
 * GET of a store's menu, the route that is called most. The body is made once per version and overlay and is only handed
 * on; the route stands before everything that runs for each request. It is public: a token is not even looked at.
 */

import { isUnchanged } from "@crema/shared/http/conditional";
import { EVERYWHERE } from "@crema/shared/http/headers";
import { problemResponse } from "@crema/shared/http/problem";
import { SLUG_PATTERN } from "@crema/shared/ids";
import { wantsGzip, zippedBody } from "@crema/sync/gzip";
import type { Context } from "hono";
import type { CloudQueries, MenuInForce } from "../ports.ts";
import { bindingsOf } from "./bindings.ts";
import type { Metrics } from "./metrics.ts";

/** A sold-out item may be shown for this long; the quote and the order look again. */
export const MENU_CACHE = "public, max-age=5, must-revalidate";

interface MenuParts {
  readonly queries: Pick<CloudQueries, "menu" | "menuAtHand">;
  readonly metrics: Metrics;
}

/** `storeId` is anything a caller may write. Nothing is awaited for a menu that is at hand. */
export function answerMenu(parts: MenuParts, storeId: string, c: Context): Response | Promise<Response> {
  const atHand = parts.queries.menuAtHand(storeId);
  return atHand ? answer(parts.metrics, atHand, c) : lookUp(parts, storeId, c);
}

async function lookUp(parts: MenuParts, storeId: string, c: Context): Promise<Response> {
  if (!SLUG_PATTERN.test(storeId)) return problemResponse({ code: "store.not_found", detail: "Store ids are lower-case slugs." });
  const found = await parts.queries.menu(storeId);
  return found.ok ? answer(parts.metrics, found.value, c) : problemResponse(found.refusal);
}

function answer(metrics: Metrics, inForce: MenuInForce, c: Context): Response | Promise<Response> {
  const { etag, body } = inForce;
  // Node has parsed the headers already; the adapter's Headers object would be made for this one alone.
  const headers = bindingsOf(c).incoming?.headers;
  const known = headers ? headers["if-none-match"] : c.req.header("if-none-match");
  const sent = { ...EVERYWHERE, etag, "cache-control": MENU_CACHE, vary: "accept-encoding" };
  if (isUnchanged(known, etag)) {
    metrics.menuServed(304);
    return new Response(null, { status: 304, headers: sent });
  }
  metrics.menuServed(200);
  const type = { "content-type": "application/json" };
  const encodings = headers ? headers["accept-encoding"] : c.req.header("accept-encoding");
  if (!wantsGzip(String(encodings ?? ""), body)) return new Response(body, { headers: { ...sent, ...type } });
  // The zipped bytes are another representation: the validator is weak.
  const zipped = (bytes: Uint8Array<ArrayBuffer>) =>
    new Response(bytes, { headers: { ...sent, ...type, etag: `W/${etag}`, "content-encoding": "gzip" } });
  const bytes = zippedBody(inForce);
  return bytes instanceof Promise ? bytes.then(zipped) : zipped(bytes);
}
