/** Who this browser is to the box: a paired device, and who is signed in on it. */
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
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
    queryFn: () => unwrap(api.v1.me.$get()),
    // A refusal is an answer. Asking again would take it off the page for that long, and with it a code that somebody is reading.
    refetchInterval: ({ state }) => (isRefusal(state.error) ? false : state.error ? REASK_FAILED_MS : REASK_MS),
  });
}
