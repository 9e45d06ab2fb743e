/**
 * GET of a store's menu, the route that is called most. The body is made once per version and overlay and is only handed
 * on. On a socket a menu that is at hand goes out before the app; what does not, comes to the route, which stands before
 * everything that runs for each request. It is public: a token is not even looked at.
 */

import type { Clock } from "@crema/shared/domain/kernel/clock";
import { SLUG_PATTERN } from "@crema/shared/domain/kernel/ids";
import type { PreparedResponse } from "@crema/shared/server/prepared-response";
import { problemResponse, type RefusalResponse } from "@crema/shared/server/problem";
import { menuAtSocket, menuResponse, type SocketHandler } from "@crema/shared/server/serve-menu";
import type { Context } from "hono";
import type { CloudQueries, MenuInForce } from "../ports.ts";
import type { Metrics } from "./metrics.ts";

/** A sold-out item may be shown for this long; the quote and the order look again. */
export const MENU_CACHE = "public, max-age=5, must-revalidate";

interface MenuDeps {
  readonly queries: Pick<CloudQueries, "menu" | "menuAtHand">;
  readonly metrics: Metrics;
}

/** For the server, before the app. */
export function menuBeforeApp({ queries, metrics, clock }: MenuDeps & { readonly clock: Clock }): SocketHandler {
  return menuAtSocket({ atHand: queries.menuAtHand, cacheControl: MENU_CACHE, clock, served: metrics.menuServed });
}

/** `storeId` is anything a caller may write. */
export async function respondWithMenu(deps: MenuDeps, storeId: string, c: Context): Promise<PreparedResponse | RefusalResponse> {
  if (!SLUG_PATTERN.test(storeId)) return problemResponse({ code: "store.not_found", detail: "Store ids are lower-case slugs." });
  const found = await deps.queries.menu(storeId);
  return found.ok ? reply(deps.metrics, found.value, c) : problemResponse(found.refusal);
}

async function reply(metrics: Metrics, inForce: MenuInForce, c: Context): Promise<PreparedResponse> {
  const asked = { "if-none-match": c.req.header("if-none-match"), "accept-encoding": c.req.header("accept-encoding") };
  const response = await menuResponse(inForce, asked, MENU_CACHE);
  metrics.menuServed(response.status === 304 ? 304 : 200);
  return response;
}
