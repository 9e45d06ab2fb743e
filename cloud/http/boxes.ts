/** The boxes that a store has had, and taking the present one away. */
import { endOpenOrders, getBoxHistory, revokeBox } from "@crema/shared/contract/boxes";
import type { Mount } from "@crema/shared/server/mount";
import { boxHistory } from "../reports/boxes.ts";
import { callerOf } from "./caller.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountBoxRoutes(mount: Mount, deps: RouteDeps): void {
  mount(getBoxHistory, async (c) => {
    const found = await boxHistory(deps, c.req.valid("param").store_id);
    return found.ok ? c.json(found.value, 200) : refused(found.refusal);
  });

  mount(revokeBox, async (c) => {
    const { store_id } = c.req.valid("param");
    const revoked = await deps.commands.revokeBox(store_id);
    return revoked.ok ? c.json({ store_id, ...revoked.value }, 200) : refused(revoked.refusal);
  });

  mount(endOpenOrders, async (c) => {
    const ended = await deps.commands.endOpenOrders(c.req.valid("param").store_id, c.req.valid("json"), callerOf(c.get("principal")));
    return ended.ok ? c.json({ ended: [...ended.value.ended], stays: [...ended.value.stays] }, 200) : refused(ended.refusal);
  });
}
