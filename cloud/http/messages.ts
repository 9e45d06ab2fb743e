/** Messages to customers: what they want to hear of, receipts by mail, and for headquarters those that failed. */
import type { Principal } from "@crema/shared/contract/access";
import {
  dropMessage,
  getChannels,
  getPreferences,
  getToldBy,
  listFailedMessages,
  mailReceipt,
  putPreferences,
  sendMessageAgain,
  showRecipient,
} from "@crema/shared/contract/messages";
import type { Mount } from "@crema/shared/server/mount";
import { failedMessages } from "../reports/failed-messages.ts";
import { callerOf } from "./caller.ts";
import { scopeOf, storeFault } from "./operator-scope.ts";
import type { RouteDeps } from "./ports.ts";
import { reachableOrder } from "./reachable-order.ts";
import { refused } from "./responses.ts";

const PRIVATE = { "cache-control": "no-store" };

export function mountMessageRoutes(mount: Mount, deps: RouteDeps): void {
  const { commands, queries, pool, messageChannels } = deps;

  mount(getChannels, (c) => {
    const has = (name: "push" | "email" | "sms") => messageChannels.has(name);
    return c.json({ push: has("push"), email: has("email"), sms: has("sms") }, 200);
  });

  mount(getPreferences, async (c) => c.json(await queries.preferences(customerOf(c.get("principal"))), 200, PRIVATE));

  mount(putPreferences, async (c) => {
    const put = await commands.putPreferences(customerOf(c.get("principal")), c.req.valid("json"));
    return put.ok ? c.json(put.value, 200, PRIVATE) : refused(put.refusal);
  });

  mount(getToldBy, async (c) => {
    const found = await reachableOrder(queries, c.get("principal"), c.req.valid("param").order_id);
    if (!found.ok) return refused(found.refusal);
    return c.json(await queries.toldBy(found.value.order.order_id, messageChannels), 200, PRIVATE);
  });

  mount(mailReceipt, async (c) => {
    const found = await reachableOrder(queries, c.get("principal"), c.req.valid("param").order_id);
    if (!found.ok) return refused(found.refusal);
    const queued = await commands.mailReceipt(found.value.order.order_id, c.req.valid("json").email ?? null);
    return queued.ok ? c.json({ queued: true as const }, 202) : refused(queued.refusal);
  });

  mount(listFailedMessages, async (c) => {
    const query = c.req.valid("query");
    const wrong = await storeFault(pool, c.get("principal"), query.store_id);
    return wrong ? refused(wrong) : c.json(await failedMessages(pool, scopeOf(c.get("principal")), query), 200);
  });

  mount(sendMessageAgain, async (c) => {
    const { message_id } = c.req.valid("param");
    const again = await commands.sendMessageAgain(message_id, callerOf(c.get("principal")));
    return again.ok ? c.json({ message_id }, 200) : refused(again.refusal);
  });

  mount(showRecipient, async (c) => {
    const found = await commands.recipientOf(c.req.valid("param").message_id, callerOf(c.get("principal")));
    return found.ok ? c.json(found.value, 200, PRIVATE) : refused(found.refusal);
  });

  mount(dropMessage, async (c) => {
    const { message_id } = c.req.valid("param");
    const dropped = await commands.dropMessage(message_id, callerOf(c.get("principal")));
    return dropped.ok ? c.json({ message_id }, 200) : refused(dropped.refusal);
  });
}

function customerOf(principal: Principal): string {
  if (principal.kind !== "customer") throw new Error("admitted by the contract: customers only");
  return principal.user_id;
}
