/** Orders from before this box, for its tills. */
import { bringEarlierOrder, findEarlierOrders } from "@crema/shared/contract/earlier-orders";
import type { Mount } from "@crema/shared/server/mount";
import type { AppDeps } from "./ports.ts";
import { refused, responsesFor } from "./responses.ts";

export function mountEarlierOrders(mount: Mount, ports: AppDeps): void {
  const { earlierOrders } = ports;

  mount(findEarlierOrders, async (c) => {
    const found = await earlierOrders.find(c.req.valid("query").number);
    if (!found.ok) return refused(found.refusal);
    const orders = found.value.map(
      ({ order_id, ticket_number, customer_name, status, created_at, total_cents, currency, minor_digits }) => ({
        ...{ order_id, ticket_number, customer_name, status, created_at, total_cents, currency },
        ...(minor_digits !== undefined && { minor_digits }),
      }),
    );
    return c.json({ orders }, 200);
  });

  mount(bringEarlierOrder, async (c) => {
    const brought = await earlierOrders.bring(c.req.valid("param").order_id);
    return brought.ok ? c.json(responsesFor(c.var.principal, ports).order(brought.value), 200) : refused(brought.refusal);
  });
}
