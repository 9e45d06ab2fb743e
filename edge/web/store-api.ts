/**
 * The typed client of the store's box: types from the contracts, refusals and lost responses as errors
 * (@crema/ui/client/unwrap.ts).
 */
import type * as appOrders from "@crema/shared/contract/app-orders";
import type * as clock from "@crema/shared/contract/clock";
import type * as customerScreen from "@crema/shared/contract/customer-screen";
import type * as devices from "@crema/shared/contract/devices";
import type * as drafts from "@crema/shared/contract/drafts";
import type * as drawer from "@crema/shared/contract/drawer";
import type * as earlierOrders from "@crema/shared/contract/earlier-orders";
import type * as guestSheet from "@crema/shared/contract/guest-sheet";
import type * as lines from "@crema/shared/contract/lines";
import type * as link from "@crema/shared/contract/link";
import type * as menu from "@crema/shared/contract/menu";
import type * as money from "@crema/shared/contract/money";
import type * as orders from "@crema/shared/contract/orders-at-store";
import type * as queue from "@crema/shared/contract/queue";
import type * as receiptMail from "@crema/shared/contract/receipt-mail";
import type * as refundRequests from "@crema/shared/contract/refund-requests";
import type * as slots from "@crema/shared/contract/slots";
import type * as staff from "@crema/shared/contract/staff";
import type * as substitutes from "@crema/shared/contract/substitutes";
import { type Client, createClient } from "@crema/ui/client/client.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMemo } from "react";

type Modules =
  | typeof appOrders
  | typeof clock
  | typeof customerScreen
  | typeof devices
  | typeof drafts
  | typeof drawer
  | typeof earlierOrders
  | typeof guestSheet
  | typeof lines
  | typeof link
  | typeof menu
  | typeof money
  | typeof orders
  | typeof queue
  | typeof receiptMail
  | typeof refundRequests
  | typeof slots
  | typeof staff
  | typeof substitutes;
export type StoreApi = Client<Modules>;

/** Whom these pages talk to, for failureText and ProblemNote. */
export const BOX = "store";

export function useStoreApi(): StoreApi {
  const ports = usePorts();
  return useMemo(() => createClient<Modules>(ports), [ports]);
}
