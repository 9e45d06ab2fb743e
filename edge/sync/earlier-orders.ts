/** The cloud's side of an earlier order: asked for, and brought onto this box (commands/orders/earlier-order.ts). */
import { ok, refuse } from "@crema/shared/domain/kernel/errors";
import type { CloudClient } from "@crema/sync/ports";
import type { CommandContext } from "../commands/command-context.ts";
import { bringEarlierOrder } from "../commands/orders/earlier-order.ts";
import type { EarlierOrders } from "../ports.ts";
import { askEarlierOrders } from "./ask-cloud.ts";

export interface EarlierOrdersDeps {
  readonly commands: CommandContext;
  /** null: the box is not enrolled. */
  readonly cloud: () => CloudClient | null;
}

export function createEarlierOrders({ commands, cloud }: EarlierOrdersDeps): EarlierOrders {
  const here = (orderId: string) => commands.tables.orders.read(orderId)?.order ?? null;
  return {
    async find(number) {
      const found = await askEarlierOrders(cloud(), { number });
      return found.ok ? ok(found.value.map(({ order }) => order).filter(({ order_id }) => here(order_id) === null)) : found;
    },
    async bring(orderId) {
      const known = here(orderId);
      if (known) return ok(known);
      const found = await askEarlierOrders(cloud(), { order_id: orderId });
      if (!found.ok) return found;
      const [earlier] = found.value;
      return earlier ? bringEarlierOrder(commands, earlier) : refuse("order.not_found", "The cloud does not have it either.");
    },
  };
}
