/** A customer as headquarters registers them, and as they see themselves. */

import type { Principal } from "@crema/shared/contract/access";
import { createCustomer, getMe, putMyName } from "@crema/shared/contract/customers";
import type { Mount } from "@crema/shared/server/mount";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

const PRIVATE = { "cache-control": "no-store" };

export function mountCustomerRoutes(mount: Mount, deps: RouteDeps): void {
  const { commands, queries } = deps;

  mount(createCustomer, async (c) => {
    const { first_name, email } = c.req.valid("json");
    const made = await commands.createCustomer(first_name, email);
    return made.ok ? c.json(made.value, 201) : refused(made.refusal);
  });

  mount(getMe, async (c) => c.json(await queries.me(customerOf(c.get("principal"))), 200, PRIVATE));

  mount(putMyName, async (c) => {
    const userId = customerOf(c.get("principal"));
    await commands.renameCustomer(userId, c.req.valid("json").first_name);
    return c.json(await queries.me(userId), 200, PRIVATE);
  });
}

function customerOf(principal: Principal): string {
  if (principal.kind !== "customer") throw new Error("admitted by the contract: customers only");
  return principal.user_id;
}
