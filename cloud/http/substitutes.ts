/** What the customer chooses in the place of a line that the store cannot make. */
import { chooseSubstitute } from "@crema/shared/contract/substitutes";
import { viewerInCloud } from "@crema/shared/contract/viewers";
import type { Mount } from "@crema/shared/server/mount";
import { callerOf } from "./caller.ts";
import type { RouteDeps } from "./ports.ts";
import { reachableOrder } from "./reachable-order.ts";
import { orderResponse, refused } from "./responses.ts";

export function mountSubstituteRoutes(mount: Mount, { commands, queries }: RouteDeps): void {
  mount(chooseSubstitute, async (c) => {
    const principal = c.get("principal");
    const orderId = c.req.valid("param").order_id;
    const found = await reachableOrder(queries, principal, orderId);
    if (!found.ok) return refused(found.refusal);
    const chosen = await commands.chooseSubstitute(orderId, c.req.valid("json"), callerOf(principal));
    if (!chosen.ok) return refused(chosen.refusal);
    const now = await reachableOrder(queries, principal, orderId);
    return now.ok ? c.json(await orderResponse(now.value, viewerInCloud(principal), queries), 200) : refused(now.refusal);
  });
}
