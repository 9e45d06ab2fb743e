/** What headquarters looks at across stores. Every response is cut to the operator's stores here. */
import { mayReach, type Principal } from "@crema/shared/contract/access";
import { getSales, getStatusTimes, listExceptions, listOrders, resolveException } from "@crema/shared/contract/hq";
import { type Refusal, refuse } from "@crema/shared/domain/kernel/errors";
import type { Mount } from "@crema/shared/server/mount";
import type { Pool } from "pg";
import { unknownStore } from "../queries/unknown-store.ts";
import { exceptionPage } from "../reports/exceptions.ts";
import { ordersAcrossStores } from "../reports/orders-across-stores.ts";
import { sales } from "../reports/sales.ts";
import { statusTimes } from "../reports/status-times.ts";
import { storeCalendars } from "../reports/store-calendars.ts";
import { callerOf } from "./caller.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountHqRoutes(mount: Mount, { commands, pool }: RouteDeps): void {
  const calendarsFor = (principal: Principal, storeId: string | undefined) => storeCalendars(pool, scopeOf(principal), storeId);

  const fault = (principal: Principal, storeId: string | undefined) => storeFault(pool, principal, storeId);

  mount(listOrders, async (c) => {
    const query = c.req.valid("query");
    const wrong = await fault(c.get("principal"), query.store_id);
    if (wrong) return refused(wrong);
    return c.json(await ordersAcrossStores(pool, await calendarsFor(c.get("principal"), query.store_id), query), 200);
  });

  mount(getSales, async (c) => {
    const query = c.req.valid("query");
    const wrong = wrongRange(query) ?? (await fault(c.get("principal"), query.store_id));
    if (wrong) return refused(wrong);
    return c.json(await sales(pool, await calendarsFor(c.get("principal"), query.store_id), query), 200);
  });

  mount(getStatusTimes, async (c) => {
    const query = c.req.valid("query");
    const wrong = wrongRange(query) ?? (await fault(c.get("principal"), query.store_id));
    if (wrong) return refused(wrong);
    return c.json(await statusTimes(pool, await calendarsFor(c.get("principal"), query.store_id), query), 200);
  });

  mount(listExceptions, async (c) => {
    const query = c.req.valid("query");
    const wrong = await fault(c.get("principal"), query.store_id);
    return wrong ? refused(wrong) : c.json(await exceptionPage(pool, scopeOf(c.get("principal")), query), 200);
  });

  mount(resolveException, async (c) => {
    const { note } = c.req.valid("json");
    const resolved = await commands.resolveException(c.req.valid("param").exception_id, note, callerOf(c.get("principal")));
    return resolved.ok ? c.json(resolved.value, 200) : refused(resolved.refusal);
  });
}

/** Of a `store_id` in the query what the guard says of one in the path. */
async function storeFault(pool: Pool, principal: Principal, storeId: string | undefined): Promise<Refusal | null> {
  if (storeId === undefined) return null;
  if (!mayReach(principal, storeId)) return { code: "auth.wrong_store", detail: `The token is not for store ${storeId}.` };
  return unknownStore(pool, storeId);
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

/** null: every store. */
export function scopeOf(principal: Principal): readonly string[] | null {
  if (principal.kind !== "operator") throw new Error("admitted by the contract: operators only");
  return principal.store_ids;
}
