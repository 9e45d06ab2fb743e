/**
 * What the ready board hears: numbers, first names, and how far each order is. A board hangs on a wall where anyone can read
 * it, so it is sent nothing else, and nothing of an order that is not being made yet for good.
 */

import type { OrderResource } from "@crema/shared/contract/orders";
import type { BoardTicket } from "@crema/shared/contract/streams";

/** null: not the board's affair yet (unconfirmed, or for later). */
export function boardTicketOf(order: OrderResource): BoardTicket | null {
  const { order_id, ticket_number, customer_name, status, promised_at, updated_at } = order;
  const stands = order.authority === "edge" && order.releases_at === null;
  return stands || status === "CANCELLED" ? { order_id, ticket_number, customer_name, status, promised_at, updated_at } : null;
}
