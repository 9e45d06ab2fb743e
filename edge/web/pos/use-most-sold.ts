/** What this store sells most, for a tab of its own: read once, so that its tiles stay where a hand has learned them. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useQuery } from "@tanstack/react-query";
import { useStoreApi } from "../store-api.ts";
import type { Item } from "./use-menu.ts";

/** Fewer than this say nothing yet. */
const LEAST = 6;
const MOST = 12;

/** In the menu's order; none while the store has sold too little, or the box does not say. */
export function useMostSold(storeId: string, items: readonly Item[]): readonly Item[] {
  const api = useStoreApi();
  const { data } = useQuery({
    queryKey: ["most-sold", storeId],
    queryFn: () => unwrap(api.v1.stores[":store_id"].menu["most-sold"].$get({ param: { store_id: storeId } })),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  });
  const sold = data?.item_ids.filter((id) => items.some((item) => item.item_id === id)) ?? [];
  const most = new Set(sold.slice(0, MOST));
  return most.size < LEAST ? [] : items.filter(({ item_id }) => most.has(item_id));
}
