/** Who this browser is to the box: a paired device, and who is signed in on it. */
import { ask } from "@crema/ui/api/ask.ts";
import { useQuery } from "@tanstack/react-query";
import { useStoreApi } from "./store-api.ts";

export const ME = ["me"] as const;

/** A session that has ended is noticed within this time, also where nothing else is asked. */
const REASK_MS = 30_000;
/** While there was no answer: what the page says of that must not outlast it. */
const REASK_FAILED_MS = 2_000;

export function useMe() {
  const api = useStoreApi();
  return useQuery({
    queryKey: ME,
    queryFn: () => ask(api.v1.me.$get()),
    refetchInterval: ({ state }) => (state.error ? REASK_FAILED_MS : REASK_MS),
  });
}
