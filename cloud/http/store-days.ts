/** A store's closed days and Z reports. */
import { getStoreDay, listStoreZReports } from "@crema/shared/contract/store-days";
import type { Mount } from "@crema/shared/server/mount";
import { storeDay, storeZReports } from "../reports/store-days.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountStoreDayRoutes(mount: Mount, deps: RouteDeps): void {
  const { pool } = deps;

  mount(listStoreZReports, async (c) => {
    const page = await storeZReports(pool, c.req.valid("param").store_id, c.req.valid("query"));
    return page.ok ? c.json(page.value, 200) : refused(page.refusal);
  });

  mount(getStoreDay, async (c) => {
    const { store_id, business_day } = c.req.valid("param");
    const day = await storeDay(pool, store_id, business_day);
    return day.ok ? c.json(day.value, 200) : refused(day.refusal);
  });
}
