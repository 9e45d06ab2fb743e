/** What the guest of this device likes to order, with its choices; on the device alone. */
import type { RequestedLine } from "@crema/shared/domain/order/order-request";
import type { TextStorage } from "@crema/ui/ports.ts";

const STORED = "crema.favourites";
const MOST = 20;

/** Of all stores of the chain that sell it: item and choices are the menu's. */
export type Favourite = Pick<RequestedLine, "item_id" | "modifier_ids">;

/** Latest first. */
export function favouritesIn(storage: TextStorage): Favourite[] {
  return JSON.parse(storage.get(STORED) ?? "[]") as Favourite[];
}

const isSame = (a: Favourite, b: Favourite): boolean =>
  a.item_id === b.item_id && JSON.stringify(a.modifier_ids?.toSorted()) === JSON.stringify(b.modifier_ids?.toSorted());

export const isFavourite = (storage: TextStorage, wanted: Favourite): boolean => favouritesIn(storage).some((one) => isSame(one, wanted));

export function toggleFavourite(storage: TextStorage, { item_id, modifier_ids }: Favourite): void {
  const wanted = { item_id, ...(modifier_ids && { modifier_ids }) };
  const others = favouritesIn(storage).filter((one) => !isSame(one, wanted));
  const isNew = others.length === favouritesIn(storage).length;
  storage.set(STORED, JSON.stringify((isNew ? [wanted, ...others] : others).slice(0, MOST)));
}
