/** Orders of all stores, newest first, searched and filtered by the service. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { Choice, DateChoice } from "./choice.tsx";
import { type Order, OrderSheet } from "./order-sheet.tsx";
import { OrderTable } from "./order-table.tsx";
import type { Store } from "./stores-view.tsx";
import { useSessionEnd } from "./use-asked.ts";

type Status = Order["status"];

const STATUSES: readonly Status[] = ["PLACED", "PAID", "IN_PROGRESS", "READY", "COMPLETED", "CANCELLED"];

export interface OrdersFilter {
  readonly store_id: string;
  readonly status: Status | "";
  readonly business_day: string;
  readonly q: string;
}
export const NO_FILTER: OrdersFilter = { store_id: "", status: "", business_day: "", q: "" };
const EVERY_MS = 15_000;
const PAGE = "50";

export interface OrdersViewProps {
  readonly stores: readonly Store[];
  readonly filter: OrdersFilter;
  onFilter(filter: OrdersFilter): void;
}

export function OrdersView({ stores, filter, onFilter }: OrdersViewProps) {
  const t = useWords();
  const api = useHqApi();
  const asked = useDeferredValue(filter);
  const [shown, setShown] = useState<Order | null>(null);
  const found = useInfiniteQuery({
    queryKey: ["orders", asked],
    queryFn: ({ pageParam }) =>
      unwrap(api.v1.admin.orders.$get({ query: { ...given(asked), limit: PAGE, ...(pageParam ? { before: pageParam } : {}) } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_before,
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });
  useSessionEnd(found.error);
  const orders = found.data?.pages.flatMap((page) => page.orders) ?? [];
  const storeOf = (storeId: string) => stores.find((store) => store.store_id === storeId);
  const set = (change: Partial<OrdersFilter>) => onFilter({ ...filter, ...change });
  const isFiltered = Object.values(filter).some((value) => value !== "");

  return (
    <section aria-label={t("hq.tab.orders")}>
      <div className="filters">
        <Field
          label={t("hq.orders.search")}
          hint={t("hq.orders.search_hint")}
          value={filter.q}
          onChange={(q) => set({ q })}
          type="search"
        />
        <Choice
          label={t("hq.store")}
          all={t("hq.all_stores")}
          value={filter.store_id}
          options={stores.map((store) => ({ value: store.store_id, name: store.name }))}
          onChange={(store_id) => set({ store_id })}
        />
        <Choice
          label={t("hq.orders.status")}
          all={t("hq.orders.any_status")}
          value={filter.status}
          options={STATUSES.map((value) => ({ value, name: t(`hq.status.${value}`) }))}
          onChange={(status) => set({ status })}
        />
        <DateChoice label={t("hq.business_day")} value={filter.business_day} onChange={(business_day) => set({ business_day })} />
        {isFiltered ? <Button onPress={() => onFilter(NO_FILTER)}>{t("hq.orders.clear")}</Button> : null}
      </div>
      <ProblemNote error={found.error} server={SERVICE} />
      <p role="status" className="small soft">
        {found.isPending
          ? t("hq.loading")
          : orders.length === 0
            ? t("hq.orders.none")
            : t(found.hasNextPage ? "hq.orders.count_more" : "hq.orders.count", { count: orders.length })}
      </p>
      {orders.length > 0 ? (
        <OrderTable<Order>
          label={t("hq.tab.orders")}
          orders={orders}
          stores={stores}
          nameOf={({ customer_name }) => customer_name}
          onOrder={setShown}
        />
      ) : null}
      {found.hasNextPage ? (
        <Button wide onPress={() => void found.fetchNextPage()} busy={found.isFetchingNextPage ? t("hq.loading") : null}>
          {t("hq.more")}
        </Button>
      ) : null}
      <OrderSheet order={shown} store={shown ? storeOf(shown.store_id) : undefined} onClose={() => setShown(null)} />
    </section>
  );
}

/** What is filtered by; an empty field filters nothing. */
function given({ q, ...rest }: OrdersFilter) {
  const { store_id, status, business_day } = rest;
  const search = q.trim();
  return {
    ...(store_id ? { store_id } : {}),
    ...(status ? { status } : {}),
    ...(business_day ? { business_day } : {}),
    ...(search ? { q: search } : {}),
  };
}
