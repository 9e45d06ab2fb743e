/** The chain's service as a page calls it: types from the contracts. A guest's page sends the token of its order itself. */
import type * as boxes from "@crema/shared/contract/boxes";
import type * as customers from "@crema/shared/contract/customers";
import type * as enrolment from "@crema/shared/contract/enrolment";
import type * as exceptions from "@crema/shared/contract/exceptions";
import type * as hqCustomers from "@crema/shared/contract/hq-customers";
import type * as menu from "@crema/shared/contract/menu";
import type * as messages from "@crema/shared/contract/messages";
import type * as ordersAcrossStores from "@crema/shared/contract/orders-across-stores";
import type * as ordersInApp from "@crema/shared/contract/orders-in-app";
import type * as pastOrders from "@crema/shared/contract/past-orders";
import type * as payments from "@crema/shared/contract/payments";
import type * as pushSubscriptions from "@crema/shared/contract/push-subscriptions";
import type * as quarantine from "@crema/shared/contract/quarantine";
import type * as sales from "@crema/shared/contract/sales";
import type * as sessions from "@crema/shared/contract/sessions";
import type * as signIn from "@crema/shared/contract/sign-in";
import type * as slots from "@crema/shared/contract/slots";
import type * as storeCurrency from "@crema/shared/contract/store-currency";
import type * as storeDays from "@crema/shared/contract/store-days";
import type * as storeLinks from "@crema/shared/contract/store-links";
import type * as storeOrders from "@crema/shared/contract/store-orders";
import type * as storeSlots from "@crema/shared/contract/store-slots";
import type * as stores from "@crema/shared/contract/stores";
import type * as substitutes from "@crema/shared/contract/substitutes";
import { type Client, createClient } from "@crema/ui/client/client.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMemo } from "react";

type CustomerRoutes =
  | typeof customers
  | typeof menu
  | typeof messages
  | typeof ordersInApp
  | typeof substitutes
  | typeof pastOrders
  | typeof payments
  | typeof pushSubscriptions
  | typeof sessions
  | typeof signIn
  | typeof slots
  | typeof stores;
export type CustomerApi = Client<CustomerRoutes>;
type HqRoutes =
  | typeof boxes
  | typeof enrolment
  | typeof exceptions
  | typeof hqCustomers
  | typeof messages
  | typeof ordersAcrossStores
  | typeof ordersInApp
  | typeof payments
  | typeof quarantine
  | typeof sales
  | typeof sessions
  | typeof storeCurrency
  | typeof storeDays
  | typeof storeLinks
  | typeof storeOrders
  | typeof storeSlots
  | typeof stores;
export type HqApi = Client<HqRoutes>;

/** For failureText and ProblemNote. */
export const SERVICE = "service";

export function useCustomerApi(): CustomerApi {
  const ports = usePorts();
  return useMemo(() => createClient<CustomerRoutes>(ports), [ports]);
}

export function useHqApi(): HqApi {
  const ports = usePorts();
  return useMemo(() => createClient<HqRoutes>(ports), [ports]);
}
