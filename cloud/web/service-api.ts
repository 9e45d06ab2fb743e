/** The chain's service as a page calls it: types from the contracts. A guest's page sends the token of its order itself. */

import type * as customer from "@crema/shared/contract/customer";
import type * as exceptions from "@crema/shared/contract/exceptions";
import type * as ordersAcrossStores from "@crema/shared/contract/orders-across-stores";
import type * as pastOrders from "@crema/shared/contract/past-orders";
import type * as payments from "@crema/shared/contract/payments";
import type * as quarantine from "@crema/shared/contract/quarantine";
import type * as sales from "@crema/shared/contract/sales";
import type * as session from "@crema/shared/contract/session";
import type * as signIn from "@crema/shared/contract/sign-in";
import type * as statusTimes from "@crema/shared/contract/status-times";
import type * as storeCurrency from "@crema/shared/contract/store-currency";
import type * as storeLinks from "@crema/shared/contract/store-links";
import type * as storeOrders from "@crema/shared/contract/store-orders";
import type * as stores from "@crema/shared/contract/stores";
import { type Client, createClient } from "@crema/ui/client/client.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMemo } from "react";

type CustomerRoutes = typeof customer | typeof pastOrders | typeof payments | typeof session | typeof signIn;
export type CustomerApi = Client<CustomerRoutes>;
type HqRoutes =
  | typeof exceptions
  | typeof ordersAcrossStores
  | typeof quarantine
  | typeof sales
  | typeof statusTimes
  | typeof storeLinks
  | typeof storeOrders
  | typeof customer
  | typeof session
  | typeof storeCurrency
  | typeof stores;
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
