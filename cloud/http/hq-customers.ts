/** Customers at headquarters. Whoever looks after some stores sees who has ordered there; a person's data as a whole is the chain's. */
import type { Principal } from "@crema/shared/contract/access";
import { type AuditAction, eraseCustomer, exportCustomer, findCustomers, getCustomer } from "@crema/shared/contract/hq-customers";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Mount } from "@crema/shared/server/mount";
import { writeAudit } from "../db/audit-log.ts";
import { callerOf } from "./caller.ts";
import { ATTACHMENT } from "./customers.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

type Operator = Extract<Principal, { kind: "operator" }>;
const PRIVATE = { "cache-control": "no-store" };
const NOT_EVERY_STORE = {
  code: "auth.forbidden",
  detail: "Only an operator of every store hands out or erases what the chain holds of a customer.",
} as const;

export function mountHqCustomerRoutes(mount: Mount, deps: RouteDeps): void {
  const { commands, queries, pool, newId, clock } = deps;
  const note = ({ user_id: operatorId }: Operator, action: AuditAction, subjectId: string) =>
    writeAudit(pool, { newId, at: iso(clock.now()), operatorId, action, subjectId });

  mount(findCustomers, async (c) => {
    const operator = operatorOf(c.get("principal"));
    const found = await queries.customerByEmail(c.req.valid("json").email, operator.store_ids);
    if (found) await note(operator, "FOUND", found.user_id);
    return c.json({ customers: found ? [found] : [] }, 200, PRIVATE);
  });

  mount(getCustomer, async (c) => {
    const { user_id } = c.req.valid("param");
    const { before, limit } = c.req.valid("query");
    const page = await queries.customerPage(user_id, operatorOf(c.get("principal")).store_ids, { before: before ?? null, limit });
    return page ? c.json(page, 200, PRIVATE) : refused(unknown(user_id));
  });

  mount(exportCustomer, async (c) => {
    const operator = operatorOf(c.get("principal"));
    if (operator.store_ids !== null) return refused(NOT_EVERY_STORE);
    const { user_id } = c.req.valid("param");
    const held = await queries.customerExport(user_id);
    if (!held) return refused(unknown(user_id));
    await note(operator, "EXPORTED", user_id);
    return c.json(held, 200, ATTACHMENT);
  });

  mount(eraseCustomer, async (c) => {
    const operator = operatorOf(c.get("principal"));
    if (operator.store_ids !== null) return refused(NOT_EVERY_STORE);
    const erased = await commands.eraseCustomer(c.req.valid("param").user_id, c.req.valid("json").confirmation, callerOf(operator));
    return erased.ok ? c.json(erased.value, 200, PRIVATE) : refused(erased.refusal);
  });
}

const unknown = (userId: string) => ({ code: "customer.not_found", detail: `There is no customer ${userId} here.` }) as const;

function operatorOf(principal: Principal): Operator {
  if (principal.kind !== "operator") throw new Error("admitted by the contract: operators only");
  return principal;
}
