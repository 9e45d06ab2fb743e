/** Sales and the times between statuses, over a range of days. */
import { getSales, getStatusTimes } from "@crema/shared/contract/sales";
import { type Refusal, refuse } from "@crema/shared/domain/kernel/errors";
import type { Mount } from "@crema/shared/server/mount";
import { sales } from "../reports/sales.ts";
import { statusTimes } from "../reports/status-times.ts";
import { calendarsOf, storeFault } from "./operator-scope.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountSalesRoutes(mount: Mount, deps: RouteDeps): void {
  const { pool } = deps;

  mount(getSales, async (c) => {
    const query = c.req.valid("query");
    const wrong = wrongRange(query) ?? (await storeFault(pool, c.get("principal"), query.store_id));
    if (wrong) return refused(wrong);
    return c.json(await sales(pool, await calendarsOf(pool, c.get("principal"), query.store_id), query), 200);
  });

  mount(getStatusTimes, async (c) => {
    const query = c.req.valid("query");
    const wrong = wrongRange(query) ?? (await storeFault(pool, c.get("principal"), query.store_id));
    if (wrong) return refused(wrong);
    return c.json(await statusTimes(pool, await calendarsOf(pool, c.get("principal"), query.store_id), query), 200);
  });
}

/** Longer ranges would read the whole of the orders. */
const MAX_DAYS = 400;
const DAY_MS = 24 * 3_600_000;

function wrongRange({ from, to }: { from: string; to: string }): Refusal | null {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  if (days > 0 && days <= MAX_DAYS) return null;
  const message = `a day after \`from\`, at most ${MAX_DAYS} days later`;
  return refuse("request.invalid", `query:to: ${message}`, { fields: [{ field: "query:to", message }] }).refusal;
}
