/** A customer as headquarters registers them, and as they see themselves: their name, their data as one file, their erasure. */

import type { Principal } from "@crema/shared/contract/access";
import type { CustomerExport, GuestExport } from "@crema/shared/contract/customer-export";
import { adoptOrder, createCustomer, eraseMe, exportMe, getMe, putMyName } from "@crema/shared/contract/customers";
import type { AppEnv, Mount } from "@crema/shared/server/mount";
import { preparedResponse } from "@crema/shared/server/prepared-response";
import type { Context } from "hono";
import { cookieOf, ORDER_COOKIE, SESSION_COOKIE } from "../auth/cookies.ts";
import { personOf } from "../auth/sessions.ts";
import { callerOf } from "./caller.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

const PRIVATE = { "cache-control": "no-store" };
/** A file for whoever asked, that a person can read, and for no cache on the way. */
export const fileOf = (held: CustomerExport | GuestExport) =>
  preparedResponse(`${JSON.stringify(held, null, 2)}\n`, {
    headers: { ...PRIVATE, "content-type": "application/json", "content-disposition": 'attachment; filename="crema-my-data.json"' },
  });

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

  mount(exportMe, async (c) => {
    const held = await queries.customerExport(customerOf(c.get("principal")));
    if (!held) throw new Error("a signed-in customer is not there");
    return fileOf(held);
  });

  mount(eraseMe, async (c) => {
    const principal = c.get("principal");
    const erased = await commands.eraseCustomer(customerOf(principal), c.req.valid("json").confirmation, callerOf(principal));
    return erased.ok ? c.json(erased.value, 200, PRIVATE) : refused(erased.refusal);
  });

  mount(adoptOrder, async (c) => {
    const orderId = c.req.valid("param").order_id;
    const userId = await signedIn(c, deps);
    if (userId === null) return refused({ code: "auth.required", detail: "Sign in to take the order into your account." });
    const token = c.req.valid("json").access_token ?? cookieOf(c.req.raw.headers, ORDER_COOKIE);
    if (token === null || deps.orderOfToken(token) !== orderId)
      return refused({ code: "order.not_found", detail: `There is no order ${orderId} here that you hold the token of.` });
    const adopted = await commands.adoptOrder(orderId, userId);
    return adopted.ok ? c.json(adopted.value, 200) : refused(adopted.refusal);
  });
}

/** A browser's cookie of the order comes before that of its session, so the customer is looked for behind it. */
async function signedIn(c: Context<AppEnv>, deps: RouteDeps): Promise<string | null> {
  const principal: Principal = c.get("principal");
  if (principal.kind === "customer") return principal.user_id;
  const cookie = cookieOf(c.req.raw.headers, SESSION_COOKIE);
  const person = cookie === null || c.req.raw.headers.has("authorization") ? null : await personOf(deps, cookie);
  return person?.kind === "customer" ? person.user_id : null;
}

function customerOf(principal: Principal): string {
  if (principal.kind !== "customer") throw new Error("admitted by the contract: customers only");
  return principal.user_id;
}
