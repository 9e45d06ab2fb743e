/** Which lines of an order are not made yet. */
import type { OrderResource } from "@crema/shared/contract/orders";
import type { Station } from "@crema/shared/domain/menu/menu";
import type { OrderLine } from "@crema/shared/domain/order/order";
import type { Words } from "@crema/ui/words/words.ts";

export type StationChoice = Station | "all";

type Checked = Pick<OrderResource, "lines" | "made_line_ids">;

export const unmadeLines = (order: Checked): OrderLine[] => order.lines.filter(({ line_id }) => !order.made_line_ids.includes(line_id));

/** Whether the station has made its part and another one has not. */
export function isElsewhere(order: OrderResource, station: StationChoice): boolean {
  if (station === "all" || order.status !== "IN_PROGRESS") return false;
  const unmade = unmadeLines(order);
  return unmade.length > 0 && unmade.every((line) => line.station !== station);
}

/** "food: Avocado Toast, 2× Croissant", for each station that has not made its part. */
export function missingByStation(order: Checked, t: Words): string[] {
  const names = new Map<Station, string[]>();
  for (const { station, name, qty } of unmadeLines(order)) {
    names.set(station, [...(names.get(station) ?? []), qty === 1 ? name : `${qty}× ${name}`]);
  }
  return [...names].map(([station, lines]) => t("queue.missing_from", { station, items: lines.join(", ") }));
}
