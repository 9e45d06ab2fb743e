/** What needs a person: exceptions, and a box in conflict. */
import { listExceptions, resolveConflict, resolveException } from "@crema/shared/contract/exceptions";
import type { Mount } from "@crema/shared/server/mount";
import { exceptionPage } from "../reports/exceptions.ts";
import { callerOf } from "./caller.ts";
import { scopeOf, storeFault } from "./operator-scope.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountExceptionRoutes(mount: Mount, deps: RouteDeps): void {
  const { commands, pool } = deps;

  mount(listExceptions, async (c) => {
    const query = c.req.valid("query");
    const wrong = await storeFault(pool, c.get("principal"), query.store_id);
    return wrong ? refused(wrong) : c.json(await exceptionPage(pool, scopeOf(c.get("principal")), query), 200);
  });

  mount(resolveException, async (c) => {
    const { note } = c.req.valid("json");
    const resolved = await commands.resolveException(c.req.valid("param").exception_id, note, callerOf(c.get("principal")));
    return resolved.ok ? c.json(resolved.value, 200) : refused(resolved.refusal);
  });

  mount(resolveConflict, async (c) => {
    const { store_id } = c.req.valid("param");
    const resolved = await commands.resolveConflict(store_id, callerOf(c.get("principal")));
    return resolved.ok ? c.json({ store_id, ...resolved.value }, 200) : refused(resolved.refusal);
  });
}
