/** Whether the box is not the store's any more, for a screen whose stream says nothing of the line. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useQuery } from "@tanstack/react-query";
import { useStoreApi } from "./store-api.ts";

const POLL_MS = 15_000;

export function useIsFenced(): boolean {
  const api = useStoreApi();
  const link = useQuery({ queryKey: ["link"], queryFn: () => unwrap(api.v1.link.$get()), refetchInterval: POLL_MS });
  return link.data?.state === "FENCED";
}
