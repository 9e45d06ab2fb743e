/** The store of a screen whose stream says nothing of the line: its name, its look, and whether the box is still its own. */
import type { StoreLook } from "@crema/shared/domain/store/look";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useQuery } from "@tanstack/react-query";
import { useStoreApi } from "./store-api.ts";

const POLL_MS = 15_000;

export interface StoreLink {
  /** null: not known yet. */
  readonly name: string | null;
  readonly look: StoreLook | undefined;
  readonly timeZone: string | undefined;
  readonly isFenced: boolean;
}

export function useStoreLink(): StoreLink {
  const api = useStoreApi();
  const { data } = useQuery({ queryKey: ["link"], queryFn: () => unwrap(api.v1.link.$get()), refetchInterval: POLL_MS });
  return {
    name: data?.store_name ?? null,
    look: data?.look,
    timeZone: data?.time_zone ?? undefined,
    isFenced: data?.state === "FENCED",
  };
}
