/**
 * What the ready board is sent: numbers, first names, and how far each order is. Anyone can read a board on a wall, so it
 * gets nothing else, and no order that is unconfirmed or scheduled for later.
 */

import type { OrderResource } from "@crema/shared/contract/orders";
import type { BoardTicket } from "@crema/shared/contract/streams";

/** null: not for the board yet (unconfirmed, or for later). */
export function boardTicketOf(order: OrderResource): BoardTicket | null {
  const { order_id, ticket_number, customer_name, status, promised_at, first_promised_at, updated_at, is_rush } = order;
  const stands = order.authority === "edge" && order.releases_at === null;
  if (!stands && status !== "CANCELLED") return null;
  return { order_id, ticket_number, customer_name, status, promised_at, first_promised_at, updated_at, is_rush };
}
