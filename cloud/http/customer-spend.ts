/** What customers spend, across the operator's stores. */
import { listNeverSpent, listTopSpenders } from "@crema/shared/contract/customer-spend";
import { lastMonth } from "@crema/shared/domain/kernel/calendar-month";
import type { Mount } from "@crema/shared/server/mount";
import { neverSpent, topSpenders } from "../reports/customer-spend.ts";
import { scopeOf } from "./operator-scope.ts";
import type { RouteDeps } from "./ports.ts";

export function mountCustomerSpendRoutes(mount: Mount, deps: RouteDeps): void {
  const { pool } = deps;

  mount(listTopSpenders, async (c) => {
    const { time_zone: timeZone, month = lastMonth(deps.clock.now(), timeZone) } = c.req.valid("query");
    return c.json(await topSpenders(pool, { month, timeZone }, scopeOf(c.get("principal"))), 200);
  });

  mount(listNeverSpent, async (c) => c.json(await neverSpent(pool, c.req.valid("query"), scopeOf(c.get("principal"))), 200));
}
