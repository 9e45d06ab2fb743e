/** Events that the cloud could not apply: tried again, or set aside with a reason. */
import { listQuarantine, retryQuarantine, setAsideQuarantined } from "@crema/shared/contract/quarantine";
import type { Mount } from "@crema/shared/server/mount";
import { quarantinedEvents } from "../reports/quarantine.ts";
import { callerOf } from "./caller.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountQuarantineRoutes(mount: Mount, deps: RouteDeps): void {
  const { commands, pool } = deps;

  mount(listQuarantine, async (c) => {
    const page = await quarantinedEvents(pool, c.req.valid("param").store_id, c.req.valid("query"));
    return page.ok ? c.json(page.value, 200) : refused(page.refusal);
  });

  mount(retryQuarantine, async (c) => {
    const retried = await commands.retryQuarantine(c.req.valid("param").store_id);
    return retried.ok ? c.json(retried.value, 200) : refused(retried.refusal);
  });

  mount(setAsideQuarantined, async (c) => {
    const { store_id, epoch, seq } = c.req.valid("param");
    const by = callerOf(c.get("principal"));
    const aside = await commands.setAsideQuarantined(store_id, { epoch, seq }, c.req.valid("json").reason, by);
    return aside.ok ? c.json(aside.value, 200) : refused(aside.refusal);
  });
}
