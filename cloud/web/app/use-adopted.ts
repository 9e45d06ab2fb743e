/**
 * Orders that were placed as a guest in this browser go into the account of whoever signs in, by themselves: the browser holds their
 * cookies. Sent once each time the page is opened, as the service may have been put back to before it; again it changes nothing.
 */
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCustomerApi } from "../service-api.ts";
import { knownOrders } from "./known-orders.ts";
import { useSession } from "./use-session.ts";

/** null: nobody is signed in, or it is under way. */
export function useAdopted(): readonly string[] | null {
  const api = useCustomerApi();
  const { storage } = usePorts();
  const queries = useQueryClient();
  const session = useSession();
  const userId = session?.kind === "customer" ? session.user_id : null;
  const known = knownOrders(storage);
  const adopted = useQuery({
    queryKey: ["adopted", userId, known],
    enabled: userId !== null,
    staleTime: Number.POSITIVE_INFINITY,
    async queryFn() {
      const taken: string[] = [];
      for (const order_id of known) {
        const sent = api.v1.orders[":order_id"].adopt.$post({ param: { order_id }, json: {} });
        const isTaken = await unwrap(sent).then(() => true, onlyRefused);
        if (isTaken) taken.push(order_id);
      }
      if (taken.length > 0) await queries.invalidateQueries({ queryKey: ["my-orders"] });
      return taken;
    },
  });
  return adopted.data ?? null;
}

/** One that is another account's, or whose cookie is over, stays where it is. */
function onlyRefused(error: unknown): false {
  if (!isRefusal(error)) throw error;
  return false;
}
