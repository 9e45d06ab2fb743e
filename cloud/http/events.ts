/** A store's events, for other systems. */
import { listEvents } from "@crema/shared/contract/events";
import type { Mount } from "@crema/shared/server/mount";
import { eventsOf } from "../reports/events.ts";
import { storeFault } from "./operator-scope.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountEventRoutes(mount: Mount, { pool }: RouteDeps): void {
  mount(listEvents, async (c) => {
    const { store, ...page } = c.req.valid("query");
    const fault = await storeFault(pool, c.var.principal, store);
    if (fault) return refused(fault);
    const events = await eventsOf(pool, store, page);
    return events.ok ? c.json(events.value, 200) : refused(events.refusal);
  });
}
