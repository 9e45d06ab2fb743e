/** A customer's orders: quote, place, read, cancel. Signed in, or as a guest with the order's own token. */

import type { Principal } from "@crema/shared/contract/access";
import { cancelAppOrder, getAppOrder, listMyOrders, placeAppOrder, quoteAppOrder } from "@crema/shared/contract/orders-in-app";
import { viewerInCloud } from "@crema/shared/contract/viewers";
import { refuse } from "@crema/shared/domain/kernel/errors";
import { languageWanted } from "@crema/shared/server/asked-language";
import { addressOf } from "@crema/shared/server/client-address";
import { created, idempotencyKey } from "@crema/shared/server/idempotency";
import type { AppEnv, Mount } from "@crema/shared/server/mount";
import type { Context } from "hono";
import type { Caller } from "../ports.ts";
import { awaitCancel } from "./await-cancel.ts";
import { callerOf } from "./caller.ts";
import type { RouteDeps } from "./ports.ts";
import { reachableOrder } from "./reachable-order.ts";
import { orderResponse, orderResponses, refused } from "./responses.ts";

export function mountOrderRoutes(mount: Mount, deps: RouteDeps): void {
  const { commands, queries } = deps;

  mount(quoteAppOrder, async (c) => {
    const principal = c.get("principal");
    const quoted = await queries.quote(c.req.valid("json"), principal.kind === "customer" ? principal.user_id : null);
    return quoted.ok ? c.json(quoted.value, 200) : refused(quoted.refusal);
  });

  mount(placeAppOrder, async (c) => {
    const { contact, ...request } = c.req.valid("json");
    const key = idempotencyKey(c);
    const by = orderer(c, deps, request.customer_name);
    if (by.principal.kind === "anonymous") {
      const limited = await deps.limiter.guestOrder(by.principal.address, request.store_id);
      if (limited) return refused(limited);
    }
    const left = {
      email: contact?.email ?? null,
      phone: contact?.phone ?? null,
      language: contact?.language ?? languageWanted((name) => c.req.header(name)),
    };
    const placed = await commands.place(request, key, by, left);
    if (!placed.ok) return refused(placed.refusal);
    if (!placed.value.replayed) deps.metrics.ordersPlaced();
    return created(placed.value);
  });

  mount(getAppOrder, async (c) => {
    const found = await reachableOrder(queries, c.get("principal"), c.req.valid("param").order_id);
    return found.ok ? c.json(await orderResponse(found.value, viewerInCloud(c.get("principal")), queries), 200) : refused(found.refusal);
  });

  mount(cancelAppOrder, async (c) => {
    const principal = c.get("principal");
    const orderId = c.req.valid("param").order_id;
    const found = await reachableOrder(queries, principal, orderId);
    if (!found.ok) return refused(found.refusal);
    const { reason, expected_status: expected } = c.req.valid("json");
    const asked = await commands.cancel(orderId, reason, callerOf(principal), expected);
    if (!asked.ok) return refused(asked.refusal);
    const response = async () => {
      const now = await reachableOrder(queries, principal, orderId);
      if (!now.ok) throw new Error(`order ${orderId} has gone while it was cancelled`);
      return orderResponse(now.value, viewerInCloud(principal), queries);
    };
    const { outcome, request_id: requestId } = asked.value;
    if (outcome === "CANCELLED") return c.json(await response(), 200);
    const event = requestId === null ? null : await awaitCancel(deps, orderId, requestId, c.req.raw.signal);
    if (event?.type === "order.cancelled") return c.json(await response(), 200);
    if (event) {
      const isAnswered = event.type === "order.cancel_refused";
      const detail = isAnswered
        ? "The store has answered: this request did not cancel the order."
        : "The store has not answered. The order stands; call the store, or ask again.";
      const extra = { request_id: event.request_id, ...(await currentOrder(deps, orderId)) };
      return refused(refuse(isAnswered ? event.code : event.type, detail, { extra }).refusal);
    }
    return c.json({ ...(await response()), cancel: "REQUESTED" as const }, 202);
  });

  mount(listMyOrders, async (c) => {
    const principal = c.get("principal");
    if (principal.kind !== "customer") throw new Error("admitted by the contract: customers only");
    const { before, limit } = c.req.valid("query");
    const found = await queries.ordersOfUser(principal.user_id, before ?? null, limit);
    const last = found.at(-1);
    const next_before = last && found.length === limit ? last.order.order_id : null;
    return c.json({ orders: await orderResponses(found, viewerInCloud(principal), queries), next_before }, 200);
  });
}

/** Whoever is no customer orders as a guest: an order's token or a box's says nothing about who stands there. */
function orderer(c: Context<AppEnv>, deps: RouteDeps, guestName: string | null): Caller {
  const principal: Principal = c.get("principal");
  return callerOf(principal.kind === "customer" ? principal : { kind: "anonymous", address: addressOf(c, deps.trustedProxies) }, guestName);
}

async function currentOrder(deps: RouteDeps, orderId: string) {
  const at = await deps.queries.order(orderId);
  return at ? { current_status: at.order.status, order: at.order } : {};
}
