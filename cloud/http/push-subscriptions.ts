/** Browsers that want to be told of orders. */
import { type Principal, principalKey } from "@crema/shared/contract/access";
import { getPushKey, subscribeMe, subscribeToOrder, unsubscribeFromOrder, unsubscribeMe } from "@crema/shared/contract/push-subscriptions";
import type { Mount } from "@crema/shared/server/mount";
import type { RouteDeps } from "./ports.ts";
import { reachableOrder } from "./reachable-order.ts";
import { refused } from "./responses.ts";

const PRIVATE = { "cache-control": "no-store" };

export function mountPushSubscriptionRoutes(mount: Mount, { commands, queries, limiter, pushKey }: RouteDeps): void {
  mount(getPushKey, (c) => c.json({ public_key: pushKey }, 200, PRIVATE));

  mount(subscribeMe, async (c) => {
    const principal = c.get("principal");
    const { user_id, session_id } = customerOf(principal);
    const limited = await limiter.subscription(principalKey(principal));
    if (limited) return refused(limited);
    const subscribed = await commands.subscribeCustomer({ user_id, session_id }, c.req.valid("json"));
    return subscribed.ok ? c.json(subscribed.value, 200, PRIVATE) : refused(subscribed.refusal);
  });

  mount(unsubscribeMe, async (c) => {
    const { user_id } = customerOf(c.get("principal"));
    await commands.unsubscribe({ user_id }, c.req.valid("param").subscription_id);
    return c.body(null, 204);
  });

  mount(subscribeToOrder, async (c) => {
    const principal = c.get("principal");
    const limited = await limiter.subscription(principalKey(principal));
    if (limited) return refused(limited);
    const found = await reachableOrder(queries, principal, c.req.valid("param").order_id);
    if (!found.ok) return refused(found.refusal);
    const subscribed = await commands.subscribeToOrder(found.value.order, c.req.valid("json"));
    return subscribed.ok ? c.json(subscribed.value, 200, PRIVATE) : refused(subscribed.refusal);
  });

  mount(unsubscribeFromOrder, async (c) => {
    const { order_id, subscription_id } = c.req.valid("param");
    const found = await reachableOrder(queries, c.get("principal"), order_id);
    if (!found.ok) return refused(found.refusal);
    await commands.unsubscribe({ order_id }, subscription_id);
    return c.body(null, 204);
  });
}

function customerOf(principal: Principal): { user_id: string; session_id: string } {
  if (principal.kind !== "customer" || principal.session_id === undefined)
    throw new Error("admitted by the contract: signed-in customers only");
  return { user_id: principal.user_id, session_id: principal.session_id };
}
