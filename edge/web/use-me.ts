/** Who this browser is to the box: a paired device, and who is signed in on it. */
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { useQuery } from "@tanstack/react-query";
import { useStoreApi } from "./store-api.ts";

export const ME = ["me"] as const;

/** An ended session is noticed within this time, also when the page sends no other request. */
const REASK_MS = 30_000;
/** The shorter interval while there is no response, so that the page's message goes soon after the box is back. */
const REASK_FAILED_MS = 2_000;

export function useMe() {
  const api = useStoreApi();
  return useQuery({
    queryKey: ME,
    queryFn: () => unwrap(api.v1.me.$get()),
    // A refusal is final. A retry would remove it from the page for that long, and with it a code that somebody is reading.
    refetchInterval: ({ state }) => (isRefusal(state.error) ? false : state.error ? REASK_FAILED_MS : REASK_MS),
  });
}
