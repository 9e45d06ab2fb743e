/** A store's menu, with what is sold out, looked at again while somebody is looking. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useQuery } from "@tanstack/react-query";
import { useCustomerApi } from "../service-api.ts";

/** What is sold out meanwhile is to reach an open cart within seconds; mostly the answer is that nothing has changed. */
const EVERY_MS = 5_000;

export function useMenu(storeId: string | null) {
  const api = useCustomerApi();
  return useQuery({
    queryKey: ["menu", storeId],
    queryFn: () => unwrap(api.v1.stores[":store_id"].menu.$get({ param: { store_id: storeId ?? "" } })),
    enabled: storeId !== null,
    refetchInterval: EVERY_MS,
  });
}
