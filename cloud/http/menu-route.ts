/**
 * GET of a store's menu, the route that is called most. The body is made once per version and overlay and is only handed
 * on; the route stands before everything that runs for each request. It is public: a token is not even looked at.
 */

import { isUnchanged } from "@crema/shared/http/conditional";
import { problemResponse } from "@crema/shared/http/problem";
import { SLUG_PATTERN } from "@crema/shared/ids";
import type { Context } from "hono";
import type { CloudQueries } from "../ports.ts";
import type { Metrics } from "./metrics.ts";

/** A sold-out item may be shown for this long; the quote and the order look again. */
const MAX_AGE_S = 5;

/** `storeId` is anything a caller may write. */
export async function answerMenu(
  parts: { queries: Pick<CloudQueries, "menu">; metrics: Metrics },
  storeId: string,
  c: Context,
): Promise<Response> {
  if (!SLUG_PATTERN.test(storeId)) return problemResponse({ code: "store.not_found", detail: "Store ids are lower-case slugs." });
  const found = await parts.queries.menu(storeId);
  if (!found.ok) return problemResponse(found.refusal);
  const { etag, body } = found.value;
  const headers: Record<string, string> = { etag, "cache-control": `public, max-age=${MAX_AGE_S}, must-revalidate` };
  if (isUnchanged(c.req.header("if-none-match"), etag)) {
    parts.metrics.menuServed(304);
    return new Response(null, { status: 304, headers });
  }
  parts.metrics.menuServed(200);
  headers["content-type"] = "application/json";
  return new Response(body, { headers });
}
