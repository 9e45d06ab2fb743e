/** Says how a thing is sold from now on. */
import type { AvailabilityRequest } from "@crema/shared/contract/menu";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useMutation } from "@tanstack/react-query";
import type { Sellable } from "./stock.ts";
import { useStoreApi } from "./store-api.ts";

export interface StockWord {
  readonly thing: Sellable;
  readonly json: AvailabilityRequest;
  /** What brings back how it was sold before. */
  readonly undo: AvailabilityRequest;
}

export function useSetStock(storeId: string, onSuccess?: () => void) {
  const api = useStoreApi();
  return useMutation({
    mutationFn: async ({ thing: { kind, id }, json }: StockWord): Promise<unknown> => {
      const store = api.v1.stores[":store_id"];
      return kind === "item"
        ? unwrap(store.items[":item_id"].$patch({ param: { store_id: storeId, item_id: id }, json }))
        : unwrap(store.modifiers[":modifier_id"].$patch({ param: { store_id: storeId, modifier_id: id }, json }));
    },
    ...(onSuccess && { onSuccess }),
  });
}
