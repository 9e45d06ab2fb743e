/** Who is asking, by the browser's cookie. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useQuery } from "@tanstack/react-query";
import { useCustomerApi } from "../service-api.ts";

export const SESSION = ["session"];

export function useSession() {
  const api = useCustomerApi();
  return useQuery({ queryKey: SESSION, queryFn: () => unwrap(api.v1.session.$get()) }).data ?? null;
}
