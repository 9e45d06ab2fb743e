/** Customers at headquarters. Whoever looks after some stores sees who has ordered there; a person's data as a whole is the chain's. */
import type { Principal } from "@crema/shared/contract/access";
import {
  type AuditAction,
  eraseCustomer,
  eraseGuestOrders,
  exportCustomer,
  exportGuestOrders,
  findCustomers,
  getCustomer,
  listAudit,
} from "@crema/shared/contract/hq-customers";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Mount } from "@crema/shared/server/mount";
import { writeAudit } from "../db/audit-log.ts";
import { callerOf } from "./caller.ts";
import { fileOf } from "./customers.ts";
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
  const note = ({ user_id: operatorId }: Operator, action: AuditAction, subjectIds: readonly string[]) =>
    writeAudit(pool, { newId, at: iso(clock.now()), operatorId, action, subjectIds });

  mount(findCustomers, async (c) => {
    const operator = operatorOf(c.get("principal"));
    const { email } = c.req.valid("json");
    const found = await queries.customerByEmail(email, operator.store_ids);
    const guest_orders = await queries.guestOrders(email, operator.store_ids);
    await note(operator, "FOUND", [...(found ? [found.user_id] : []), ...guest_orders.map(({ order_id }) => order_id)]);
    return c.json({ customers: found ? [found] : [], guest_orders }, 200, PRIVATE);
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
    await note(operator, "EXPORTED", [user_id]);
    return fileOf(held);
  });

  mount(eraseCustomer, async (c) => {
    const operator = operatorOf(c.get("principal"));
    if (operator.store_ids !== null) return refused(NOT_EVERY_STORE);
    const erased = await commands.eraseCustomer(c.req.valid("param").user_id, c.req.valid("json").confirmation, callerOf(operator));
    return erased.ok ? c.json(erased.value, 200, PRIVATE) : refused(erased.refusal);
  });

  mount(exportGuestOrders, async (c) => {
    const operator = operatorOf(c.get("principal"));
    if (operator.store_ids !== null) return refused(NOT_EVERY_STORE);
    const held = await queries.guestExport(c.req.valid("json").email);
    if (!held) return refused({ code: "customer.not_found", detail: "No order of a guest is found by this address." });
    await note(
      operator,
      "EXPORTED",
      held.orders.map(({ order_id }) => order_id),
    );
    return fileOf(held);
  });

  mount(eraseGuestOrders, async (c) => {
    const operator = operatorOf(c.get("principal"));
    if (operator.store_ids !== null) return refused(NOT_EVERY_STORE);
    const { order_ids, confirmation } = c.req.valid("json");
    const erased = await commands.eraseGuestOrders(order_ids, confirmation, operator.user_id);
    return erased.ok ? c.json(erased.value, 200, PRIVATE) : refused(erased.refusal);
  });

  mount(listAudit, async (c) => {
    if (operatorOf(c.get("principal")).store_ids !== null) return refused(NOT_EVERY_STORE);
    const { before, limit } = c.req.valid("query");
    return c.json(await queries.customerAudit({ before: before ?? null, limit }), 200, PRIVATE);
  });
}

const unknown = (userId: string) => ({ code: "customer.not_found", detail: `There is no customer ${userId} here.` }) as const;

function operatorOf(principal: Principal): Operator {
  if (principal.kind !== "operator") throw new Error("admitted by the contract: operators only");
  return principal;
}
