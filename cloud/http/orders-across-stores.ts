/** Orders of all stores that the operator may see. */
import { listOrdersAcrossStores } from "@crema/shared/contract/orders-across-stores";
import type { Mount } from "@crema/shared/server/mount";
import { ordersAcrossStores } from "../reports/orders-across-stores.ts";
import { calendarsOf, storeFault } from "./operator-scope.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountOrdersAcrossStoresRoutes(mount: Mount, deps: RouteDeps): void {
  const { pool } = deps;

  mount(listOrdersAcrossStores, async (c) => {
    const query = c.req.valid("query");
    const wrong = await storeFault(pool, c.get("principal"), query.store_id);
    if (wrong) return refused(wrong);
    return c.json(await ordersAcrossStores(pool, await calendarsOf(pool, c.get("principal"), query.store_id), query), 200);
  });
}
