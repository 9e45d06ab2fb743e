/**
 * GET of a store's menu, the route that is called most. The body is made once per version and overlay and is only handed
 * on. On a socket a menu that is at hand goes out before the app; what does not, comes to the route, which stands before
 * everything that runs for each request. It is public: a token is not even looked at.
 */

import { getMenu, getMenuRows, publishMenu, putMenu } from "@crema/shared/contract/menu";
import type { Clock } from "@crema/shared/domain/kernel/clock";
import { SLUG_PATTERN } from "@crema/shared/domain/kernel/ids";
import type { Mount } from "@crema/shared/server/mount";
import type { PreparedResponse } from "@crema/shared/server/prepared-response";
import { problemResponse, type RefusalResponse } from "@crema/shared/server/problem";
import { menuAtSocket, menuResponse, type SocketHandler } from "@crema/shared/server/serve-menu";
import type { Context } from "hono";
import type { CloudQueries, MenuInForce } from "../ports.ts";
import { menuRows } from "../reports/menu-rows.ts";
import type { Metrics } from "./metrics.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

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

export function mountMenuRoutes(mount: Mount, deps: RouteDeps): void {
  const { commands, pool } = deps;

  mount(getMenu, (c) => respondWithMenu(deps, c.req.valid("param").store_id, c));

  mount(putMenu, async (c) => {
    const stored = await commands.putMenu(c.req.valid("param").store_id, c.req.valid("json"));
    return stored.ok ? c.json(stored.value, 200) : refused(stored.refusal);
  });

  mount(getMenuRows, async (c) => {
    const rows = await menuRows(pool, c.req.valid("param").store_id);
    return rows.ok ? c.json(rows.value, 200) : refused(rows.refusal);
  });

  mount(publishMenu, async (c) => {
    const { store_id } = c.req.valid("param");
    const published = await commands.publishMenu(store_id, c.req.valid("json").expected_version);
    return published.ok ? c.json({ store_id, ...published.value }, 200) : refused(published.refusal);
  });
}
