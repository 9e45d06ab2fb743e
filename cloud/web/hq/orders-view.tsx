/** Orders of all stores, newest first, searched and filtered by the service. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { Choice, DateChoice } from "./choice.tsx";
import { type Order, OrderSheet, STATUS_NAMES } from "./order-sheet.tsx";
import type { Store } from "./stores-view.tsx";
import { useSessionEnd } from "./use-asked.ts";

type Status = Order["status"];

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
  const api = useHqApi();
  const { money, day, time } = useFormat();
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
  const nameOf = (storeId: string) => storeOf(storeId)?.name ?? storeId;
  const set = (change: Partial<OrdersFilter>) => onFilter({ ...filter, ...change });
  const isFiltered = Object.values(filter).some((value) => value !== "");

  return (
    <section aria-label="Orders">
      <div className="filters">
        <Field label="Search" hint="Name, ticket number or id" value={filter.q} onChange={(q) => set({ q })} type="search" />
        <Choice
          label="Store"
          all="All stores"
          value={filter.store_id}
          options={stores.map((store) => ({ value: store.store_id, name: store.name }))}
          onChange={(store_id) => set({ store_id })}
        />
        <Choice
          label="Status"
          all="Any status"
          value={filter.status}
          options={Object.entries(STATUS_NAMES).map(([value, name]) => ({ value: value as Status, name }))}
          onChange={(status) => set({ status })}
        />
        <DateChoice label="Business day" value={filter.business_day} onChange={(business_day) => set({ business_day })} />
        {isFiltered ? <Button onPress={() => onFilter(NO_FILTER)}>Show all</Button> : null}
      </div>
      <ProblemNote error={found.error} server={SERVICE} />
      <p role="status" className="small soft">
        {found.isPending
          ? "Reading the orders …"
          : orders.length === 0
            ? "No order fits."
            : `${orders.length}${found.hasNextPage ? " and more" : ""} ${orders.length === 1 ? "order" : "orders"}`}
      </p>
      {orders.length > 0 ? (
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">Placed</th>
              <th scope="col">Store</th>
              <th scope="col">Ticket</th>
              <th scope="col">Name</th>
              <th scope="col">Status</th>
              <th scope="col" className="right">
                Total
              </th>
              <th scope="col">
                <span className="unseen">Details</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {orders.map((order) => (
              <tr key={order.order_id}>
                <td data-label="Placed" className="number">
                  {day(order.created_at, storeOf(order.store_id)?.time_zone)} {time(order.created_at, storeOf(order.store_id)?.time_zone)}
                </td>
                <td data-label="Store">{nameOf(order.store_id)}</td>
                <td data-label="Ticket" className="number">
                  {order.ticket_number ?? "–"}
                </td>
                <td data-label="Name">{order.customer_name ?? "–"}</td>
                <td data-label="Status">
                  <span className={`badge status-${order.status.toLowerCase()}`}>{STATUS_NAMES[order.status]}</span>
                </td>
                <td data-label="Total" className="number right">
                  {money(order.total_cents, order)}
                </td>
                <td className="right">
                  <Button
                    onPress={() => setShown(order)}
                    aria-label={`Details of ${order.ticket_number ?? "the order"} ${order.customer_name ?? ""}`}
                  >
                    Details
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {found.hasNextPage ? (
        <Button wide onPress={() => void found.fetchNextPage()} isDisabled={found.isFetchingNextPage}>
          {found.isFetchingNextPage ? "Reading on …" : "Show more"}
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
