/** `crema-cloud open-orders`: what is open at a store without a box, and the end of it. */
import type { BoxHistory } from "@crema/shared/contract/boxes";
import type { Clock } from "@crema/shared/domain/kernel/clock";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import type { Actor } from "@crema/shared/domain/staff/actor";
import { endOpenOrders } from "../commands/orders/end-open-orders.ts";
import type { Database } from "../db/database.ts";
import type { Executor } from "../executor.ts";
import type { EndedOrders } from "../ports.ts";
import { boxHistory } from "../reports/boxes.ts";

export interface OpenOrders {
  readonly done: EndedOrders | null;
  readonly open: BoxHistory["open_orders"];
}

export async function openOrders(
  { database: { pool }, executor, clock }: { readonly database: Database; readonly executor: Executor; readonly clock: Clock },
  { storeId, end }: { readonly storeId: string; readonly end: readonly string[] | "all" | null },
  actor: Actor,
): Promise<Result<OpenOrders>> {
  const found = await boxHistory({ pool, clock }, storeId);
  if (!found.ok) return found;
  const order_ids = end === "all" ? found.value.open_orders.map((order) => order.order_id) : end;
  if (order_ids === null) return ok({ done: null, open: found.value.open_orders });
  const done = await endOpenOrders({ executor }, storeId, { order_ids, reason: "The store's box is gone." }, { actor });
  if (!done.ok) return done;
  const left = await boxHistory({ pool, clock }, storeId);
  return left.ok ? ok({ done: done.value, open: left.value.open_orders }) : left;
}

export function openOrdersText({ done, open }: OpenOrders): string {
  const lines = done ? [`Cancelled ${done.ended.length}.`, ...done.stays.map(({ order_id, why }) => `${order_id} stays: ${why}`)] : [];
  const listed = open.map(
    ({ order_id, ticket_number, customer_name, status, total_cents, ...unit }) =>
      `${order_id}  ${ticket_number ?? customer_name ?? ""}  ${status}  ${moneyText(total_cents, unit)}`,
  );
  return [...lines, open.length === 0 ? "Nothing is open." : `Open, and kept for the next box:`, ...listed].join("\n");
}
