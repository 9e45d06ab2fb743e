/** By which ways this installation tells anybody anything. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useQuery } from "@tanstack/react-query";
import { useCustomerApi } from "../service-api.ts";

export function useChannels() {
  const api = useCustomerApi();
  return (
    useQuery({ queryKey: ["message-channels"], queryFn: () => unwrap(api.v1["message-channels"].$get()), staleTime: Infinity }).data ?? null
  );
}
