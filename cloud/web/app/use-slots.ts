/** The times for which an order can be placed ahead, as the server offers them, looked at again while somebody is looking. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useQuery } from "@tanstack/react-query";
import { useCustomerApi } from "../service-api.ts";

const EVERY_MS = 60_000;

/** null: no store whose times are wanted. */
export function useSlots(storeId: string | null) {
  const api = useCustomerApi();
  return useQuery({
    queryKey: ["slots", storeId],
    enabled: storeId !== null,
    queryFn: () => unwrap(api.v1.stores[":store_id"].slots.$get({ param: { store_id: storeId ?? "" } })),
    refetchInterval: EVERY_MS,
  }).data;
}
