/** The stores and whether they take orders now, looked at again while somebody is looking. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useQuery } from "@tanstack/react-query";
import { useCustomerApi } from "../service-api.ts";

const EVERY_MS = 10_000;
/** A view that is drawn in this time after another one has what that one has read. */
const FRESH_MS = 1_000;
/** As often as the menu: what an open cart offers follows the store within seconds. Mostly the answer is that nothing has changed. */
export const IN_CART_EVERY_MS = 5_000;

/** `everyMs`: false where it is only looked at once. */
export function useStores(everyMs: number | false = EVERY_MS) {
  const api = useCustomerApi();
  const queryFn = () => unwrap(api.v1.stores.$get());
  return useQuery({ queryKey: ["stores"], queryFn, refetchInterval: everyMs, staleTime: FRESH_MS });
}

/** By whose clock an order's times are shown: the store's, also when it has left the app and is in no list. */
export function useZoneOf(order: OrderResponse): string | undefined {
  const listed = useStore(order.store_id)?.time_zone;
  return order.time_zone ?? listed;
}

export function useStore(storeId: string | null, everyMs?: number) {
  return useStores(everyMs).data?.stores.find((store) => store.store_id === storeId) ?? null;
}
