/** A store's orders, its queue and its totals, as the cloud knows them. */
import { getStoreQueue, getStoreTotals, listStoreOrders } from "@crema/shared/contract/store-orders";
import { ONLOOKER } from "@crema/shared/contract/viewers";
import { OrderStatus } from "@crema/shared/domain/order/order";
import type { Mount } from "@crema/shared/server/mount";
import { shownInCloud } from "../order-presenter.ts";
import { unknownStore } from "../queries/unknown-store.ts";
import { storeOrders, storeTotals } from "../reports/store-orders.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountStoreOrderRoutes(mount: Mount, deps: RouteDeps): void {
  const { queries, pool } = deps;

  mount(listStoreOrders, async (c) => {
    const page = await storeOrders(pool, c.req.valid("param").store_id, c.req.valid("query"));
    return page.ok ? c.json(page.value, 200) : refused(page.refusal);
  });

  mount(getStoreTotals, async (c) => {
    const totals = await storeTotals(pool, c.req.valid("param").store_id);
    return totals.ok ? c.json(totals.value, 200) : refused(totals.refusal);
  });

  mount(getStoreQueue, async (c) => {
    const { status, age } = c.req.valid("query");
    const statuses = parseStatuses(status);
    if (statuses === "unknown") {
      const message = `a comma-separated list of ${OrderStatus.options.join(", ")}`;
      return refused({ code: "request.invalid", detail: `query:status: ${message}`, fields: [{ field: "query:status", message }] });
    }
    const { store_id } = c.req.valid("param");
    const unknown = await unknownStore(pool, store_id);
    if (unknown) return refused(unknown);
    const { orders, ...counts } = await queries.queue(store_id, statuses, age);
    return c.json({ cursor: 0, ...counts, orders: orders.map((order) => shownInCloud(order, ONLOOKER)) }, 200);
  });
}

function parseStatuses(text: string | undefined): OrderStatus[] | null | "unknown" {
  if (text === undefined) return null;
  const parsed = OrderStatus.array().safeParse(text.split(","));
  return parsed.success ? parsed.data : "unknown";
}
