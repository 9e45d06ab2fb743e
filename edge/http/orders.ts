/** The order routes of the counter and the bar. Commands decide; here a command gets its caller and its response. */
import { isAdmitted, mayReach, type Principal } from "@crema/shared/contract/access";
import { tenderOrder } from "@crema/shared/contract/money";
import {
  cancelOrder,
  declineOrder,
  discountOrder,
  getOrder,
  listOrders,
  placeOrder,
  quoteOrder,
  replaceOrder,
  transitionOrder,
} from "@crema/shared/contract/orders-at-store";
import { viewerAtStore } from "@crema/shared/contract/viewers";
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import { changed, created, idempotencyKey, keyIfAny } from "@crema/shared/server/idempotency";
import type { Mount } from "@crema/shared/server/mount";
import { approvalBy } from "./approval.ts";
import { callerOf } from "./caller.ts";
import type { AppDeps } from "./ports.ts";
import { refused, responsesFor } from "./responses.ts";

export function mountOrders(mount: Mount, ports: AppDeps): void {
  const { commands, queries, auth } = ports;
  const approval = approvalBy(auth);

  mount(quoteOrder, async (c) => {
    const request = c.req.valid("json");
    const { principal } = c.var;
    const foreign = foreignStore(principal, request.store_id) ?? notASeller(principal, request);
    if (foreign) return refused(foreign);
    const approved = await approval(principal, request.discount?.manager_pin ?? null);
    if (!approved.ok) return refused(approved.refusal);
    if (request.discount && !callerOf(principal, approved.value).managerApproved) return refused(DISCOUNT_NEEDS_MANAGER);
    const quote = queries.quote(request);
    return quote.ok ? c.json(quote.value, 200) : refused(quote.refusal);
  });

  mount(placeOrder, async (c) => {
    const request = c.req.valid("json");
    const { principal } = c.var;
    const foreign = foreignStore(principal, request.store_id) ?? notASeller(principal, request);
    if (foreign) return refused(foreign);
    const approved = await approval(principal, request.discount?.manager_pin ?? null);
    if (!approved.ok) return refused(approved.refusal);
    const discountBy = callerOf(principal, approved.value);
    const placed = await commands.place(request, idempotencyKey(c), callerOf(principal), discountBy);
    return placed.ok ? created(placed.value) : responsesFor(c.var.principal, ports).refused(placed.refusal);
  });

  mount(listOrders, (c) => {
    const { orders, next_before } = queries.orders(c.req.valid("query"));
    const viewer = viewerAtStore(c.var.principal);
    return c.json({ orders: orders.map((order) => queries.show(order, viewer)), next_before }, 200);
  });

  mount(getOrder, (c) => {
    const found = queries.order(c.req.valid("param").order_id);
    return found ? c.json(responsesFor(c.var.principal, ports).order(found.order), 200) : refused(NO_SUCH_ORDER);
  });

  mount(transitionOrder, async (c) => {
    const moved = await commands.transition(c.req.valid("param").order_id, c.req.valid("json"), callerOf(c.var.principal));
    return moved.ok
      ? c.json(responsesFor(c.var.principal, ports).order(moved.value), 200)
      : responsesFor(c.var.principal, ports).refused(moved.refusal);
  });

  mount(cancelOrder, async (c) => {
    const request = c.req.valid("json");
    const approved = await approval(c.var.principal, request.manager_pin);
    if (!approved.ok) return refused(approved.refusal);
    const by = callerOf(c.var.principal, approved.value);
    const cancelled = await commands.cancel(c.req.valid("param").order_id, request, by, keyIfAny(c));
    return cancelled.ok ? changed(cancelled.value) : responsesFor(c.var.principal, ports).refused(cancelled.refusal);
  });

  mount(declineOrder, async (c) => {
    const declined = await commands.decline(c.req.valid("param").order_id, c.req.valid("json").reason, callerOf(c.var.principal));
    return declined.ok
      ? c.json(responsesFor(c.var.principal, ports).order(declined.value), 200)
      : responsesFor(c.var.principal, ports).refused(declined.refusal);
  });

  mount(replaceOrder, async (c) => {
    const { manager_pin, order } = c.req.valid("json");
    const foreign = order && foreignStore(c.var.principal, order.store_id);
    if (foreign) return refused(foreign);
    const approved = await approval(c.var.principal, manager_pin);
    if (!approved.ok) return refused(approved.refusal);
    const by = callerOf(c.var.principal, approved.value);
    const replaced = await commands.replace(c.req.valid("param").order_id, order, idempotencyKey(c), by);
    return replaced.ok ? created(replaced.value) : responsesFor(c.var.principal, ports).refused(replaced.refusal);
  });

  mount(discountOrder, async (c) => {
    const request = c.req.valid("json");
    const approved = await approval(c.var.principal, request.manager_pin);
    if (!approved.ok) return refused(approved.refusal);
    const discounted = await commands.discount(c.req.valid("param").order_id, request, callerOf(c.var.principal, approved.value));
    return discounted.ok
      ? c.json(responsesFor(c.var.principal, ports).order(discounted.value), 200)
      : responsesFor(c.var.principal, ports).refused(discounted.refusal);
  });
}

export const NO_SUCH_ORDER: Refusal = { code: "order.not_found", detail: "It is not known here. Look at the list of orders again." };

const DISCOUNT_NEEDS_MANAGER: Refusal = { code: "auth.manager_required", detail: "A discount needs a manager's PIN." };

/** A paired till may place orders by itself; for money a person has to be accountable. */
function notASeller(principal: Principal, request: { discount?: unknown; tender?: unknown }): Refusal | null {
  if ((request.discount || request.tender) && !isAdmitted(principal, tenderOrder.access)) {
    return { code: "auth.forbidden", detail: "A cashier or a manager has to sign in to take money or something off." };
  }
  return null;
}

/** The body names the store as well; it has to be the caller's. */
function foreignStore(principal: Principal, storeId: string): Refusal | null {
  return mayReach(principal, storeId) ? null : { code: "auth.wrong_store", detail: `The token is not for store ${storeId}.` };
}
