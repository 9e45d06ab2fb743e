/** The chain's service as a page calls it: types from the contracts. A guest's page sends the token of its order itself. */
import type * as admin from "@crema/shared/contract/admin";
import type * as customer from "@crema/shared/contract/customer";
import type * as hq from "@crema/shared/contract/hq";
import type * as pastOrders from "@crema/shared/contract/past-orders";
import type * as payments from "@crema/shared/contract/payments";
import type * as session from "@crema/shared/contract/session";
import type * as signIn from "@crema/shared/contract/sign-in";
import type * as storeCurrency from "@crema/shared/contract/store-currency";
import type * as stores from "@crema/shared/contract/stores";
import { type Client, createClient } from "@crema/ui/client/client.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMemo } from "react";

type CustomerRoutes = typeof customer | typeof pastOrders | typeof payments | typeof session | typeof signIn;
export type CustomerApi = Client<CustomerRoutes>;
type HqRoutes = typeof admin | typeof customer | typeof hq | typeof session | typeof storeCurrency | typeof stores;
export type HqApi = Client<HqRoutes>;

/** For failureText and ProblemNote. */
export const SERVICE = "the service";

export function useCustomerApi(): CustomerApi {
  const ports = usePorts();
  return useMemo(() => createClient<CustomerRoutes>(ports), [ports]);
}

export function useHqApi(): HqApi {
  const ports = usePorts();
  return useMemo(() => createClient<HqRoutes>(ports), [ports]);
}
