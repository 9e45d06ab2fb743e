/** The store's box as a page calls it: types from the contracts, refusals and lost answers as errors (@crema/ui/api/ask.ts). */
import type * as drawer from "@crema/shared/api/drawer";
import type * as edge from "@crema/shared/api/edge";
import type * as staff from "@crema/shared/api/staff";
import type * as money from "@crema/shared/api/store-money";
import { type Client, createClient } from "@crema/ui/api/client.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMemo } from "react";

export type StoreApi = Client<typeof staff | typeof edge | typeof drawer | typeof money>;

/** For failureText and ProblemNote. */
export const BOX = "the store's box";

export function useStoreApi(): StoreApi {
  const ports = usePorts();
  return useMemo(() => createClient<typeof staff | typeof edge | typeof drawer | typeof money>(ports), [ports]);
}
