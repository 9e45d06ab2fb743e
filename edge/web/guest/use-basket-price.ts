/** What the box says that the basket costs now. Who asks for the same basket twice on a page asks the box once. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useGuestApi, useSheet } from "./guest-api.ts";
import { isSoldNow } from "./sold-now.ts";
import type { Chosen } from "./use-chosen.ts";

export function useBasketPrice(menu: MenuResponse, chosen: Chosen) {
  const api = useGuestApi();
  const header = useSheet();
  const sold = chosen.lines.filter(({ item_id }) => isSoldNow(menu.items.find((one) => one.item_id === item_id)));
  const json = { fulfillment_type: chosen.fulfillment_type, items: sold };
  const price = useQuery({
    queryKey: ["quote", menu.version, menu.sold_out_revision, json],
    queryFn: () => unwrap(api.v1.guest.quote.$post({ header, json })),
    enabled: sold.length > 0,
    placeholderData: keepPreviousData,
  });
  const isCurrent = price.data !== undefined && !price.isPlaceholderData && price.error === null && sold.length > 0;
  return { sold, json, price, isCurrent };
}
