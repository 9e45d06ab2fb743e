/** App orders are paused from the queue, and taken again. */
import { setAppOrders } from "@crema/shared/contract/app-orders";
import type { Mount } from "@crema/shared/server/mount";
import { callerOf } from "./caller.ts";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountAppOrders(mount: Mount, { commands }: AppDeps): void {
  mount(setAppOrders, async (c) => {
    const { store_id } = c.req.valid("param");
    const set = await commands.setAppOrders(c.req.valid("json").paused_for, callerOf(c.var.principal));
    return set.ok ? c.json({ store_id, paused_until: set.value }, 200) : refused(set.refusal);
  });
}
