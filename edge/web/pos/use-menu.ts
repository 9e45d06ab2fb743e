/** The store's menu, indexed for the till. What is sold out comes by the queue's stream, sooner than the menu is read again. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useStoreApi } from "../store-api.ts";

export type Item = MenuResponse["items"][number];
export type Group = MenuResponse["modifier_groups"][number];

export interface Menu {
  readonly response: MenuResponse;
  readonly items: ReadonlyMap<string, Item>;
  groupsOf(item: Item): Group[];
}

/** The queries that depend on the menu: what is sold, and for how much. */
export const OFFER = [["menu"], ["quote"]] as const;

/** A published menu reaches the box by itself, and a till within this time. */
const REREAD_MS = 30_000;

/** `storeId` null: not known yet. */
export function useMenu(storeId: string | null) {
  const api = useStoreApi();
  const { data, error } = useQuery({
    queryKey: ["menu", storeId],
    queryFn: () => unwrap(api.v1.stores[":store_id"].menu.$get({ param: { store_id: storeId ?? "" } })),
    enabled: storeId !== null,
    refetchInterval: REREAD_MS,
  });
  const menu = useMemo(() => (data ? menuOf(data) : null), [data]);
  return { menu, error };
}

export function menuOf(response: MenuResponse): Menu {
  const groups = new Map(response.modifier_groups.map((group) => [group.group_id, group]));
  return {
    response: {
      ...response,
      categories: [...response.categories].sort((a, b) => a.sort - b.sort),
      items: [...response.items].sort((a, b) => a.sort - b.sort),
    },
    items: new Map(response.items.map((item) => [item.item_id, item])),
    groupsOf: (item) => item.modifier_group_ids.flatMap((id) => groups.get(id) ?? []),
  };
}
