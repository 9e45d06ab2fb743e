/** Whether a line of the cart can still be had. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import type { RequestedLine } from "@crema/shared/domain/order/order-request";

/** Sold out, or not on the menu any more, as far as the menu is known. */
export function isGone(line: RequestedLine, menu: MenuResponse | null): boolean {
  return menu !== null && !menu.items.find((one) => one.item_id === line.item_id)?.is_available;
}
