/** Who is asking, by the browser's cookie. */
import { ask } from "@crema/ui/client/unwrap.ts";
import { useQuery } from "@tanstack/react-query";
import { useCustomerApi } from "../service-api.ts";

export const SESSION = ["session"];

export function useSession() {
  const api = useCustomerApi();
  return useQuery({ queryKey: SESSION, queryFn: () => ask(api.v1.session.$get()) }).data ?? null;
}
