/**
 * The typed client of the store's box: types from the contracts, refusals and lost responses as errors
 * (@crema/ui/client/unwrap.ts).
 */
import type * as clock from "@crema/shared/contract/clock";
import type * as correctTender from "@crema/shared/contract/correct-tender";
import type * as counterOrder from "@crema/shared/contract/counter-order";
import type * as devices from "@crema/shared/contract/devices";
import type * as drafts from "@crema/shared/contract/drafts";
import type * as drawer from "@crema/shared/contract/drawer";
import type * as lines from "@crema/shared/contract/lines";
import type * as link from "@crema/shared/contract/link";
import type * as orderList from "@crema/shared/contract/order-list";
import type * as orderMoney from "@crema/shared/contract/order-money";
import type * as staff from "@crema/shared/contract/staff";
import type * as money from "@crema/shared/contract/store-money";
import { type Client, createClient } from "@crema/ui/client/client.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMemo } from "react";

type Modules =
  | typeof clock
  | typeof correctTender
  | typeof staff
  | typeof counterOrder
  | typeof devices
  | typeof link
  | typeof orderList
  | typeof drafts
  | typeof lines
  | typeof drawer
  | typeof money
  | typeof orderMoney;
export type StoreApi = Client<Modules>;

/** The box's name in failureText and ProblemNote. */
export const BOX = "the store's box";

export function useStoreApi(): StoreApi {
  const ports = usePorts();
  return useMemo(() => createClient<Modules>(ports), [ports]);
}
