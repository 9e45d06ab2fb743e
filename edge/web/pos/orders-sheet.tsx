/** The store's orders, latest first, by number, receipt or name. Kept up to date by the queue's stream. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button as MoreButton } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { Icon } from "@crema/ui/components/icon.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useSettled } from "@crema/ui/use-settled.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import ShoppingBag from "lucide-react/icons/shopping-bag";
import Smartphone from "lucide-react/icons/smartphone";
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { BOX, useStoreApi } from "../store-api.ts";
import { EarlierOrders } from "./earlier-orders.tsx";
import { EVERY_ORDER, OrderFilters } from "./order-filters.tsx";
import { PaidBadge } from "./paid-badge.tsx";
import { ORDERS } from "./query-keys.ts";
import "./orders-sheet.css";

const LONGEST_SEARCH = 40;

export function OrdersSheet({ onPick, onClose }: { onPick(order: Pick<OrderResource, "order_id">): void; onClose(): void }) {
  const t = useWords();
  const api = useStoreApi();
  const [search, setSearch] = useState("");
  const q = search.trim();
  const [filter, setFilter] = useState(EVERY_ORDER);
  const isFiltered = filter.only !== undefined || filter.origin !== undefined;
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: [...ORDERS, q, filter],
    queryFn: ({ pageParam }) =>
      unwrap(api.v1.orders.$get({ query: { ...filter, ...(q !== "" && { q }), ...(pageParam !== null && { before: pageParam }) } })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_before,
    placeholderData: keepPreviousData,
  });
  const orders = data?.pages.flatMap((page) => page.orders);
  return (
    <Sheet title={t("pos.orders.title")} isOpen onClose={onClose} size="wide" problem={<ProblemNote error={error} server={BOX} />}>
      <div className="orders">
        <Field label={t("pos.orders.find")} maxLength={LONGEST_SEARCH} value={search} onChange={setSearch} autoFocus />
        <OrderFilters filter={filter} onFilter={setFilter} />
        <ul className="orders-list">
          {orders?.map((order) => (
            <OrderRow key={order.order_id} order={order} onPress={() => onPick(order)} />
          ))}
        </ul>
        {hasNextPage ? (
          <MoreButton isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {t("pos.orders.more")}
          </MoreButton>
        ) : null}
        {orders?.length === 0 ? (
          <p className="soft">
            {q !== "" ? t("pos.orders.not_found", { search: q }) : t(isFiltered ? "pos.orders.none_such" : "pos.orders.none")}
          </p>
        ) : null}
        {q === "" ? null : <EarlierOrders key={q} number={q} onPick={onPick} />}
      </div>
    </Sheet>
  );
}

export function OrderRow({ order, onPress }: { order: OrderResource; onPress(): void }) {
  const t = useWords();
  const { money, time, day } = useFormat();
  const settled = useSettled<HTMLButtonElement>(order.order_id);
  return (
    <li>
      <Button
        ref={settled.ref}
        className={`order-row${settled.isSettled ? "" : " order-row-unsettled"}`}
        {...(settled.isSettled ? {} : { "aria-disabled": true })}
        onPressStart={({ pointerType }) => settled.begin(pointerType === "keyboard" || pointerType === "virtual" ? "keys" : "pointer")}
        onPress={() => settled.whyNotMeant() === null && onPress()}
      >
        <span className="order-number number">{order.ticket_number ?? "–"}</span>
        <span className="order-guest">
          {order.customer_name ?? t("pos.no_name")}
          <span className="small soft">
            <Icon of={order.origin === "APP" ? Smartphone : ShoppingBag} />
            <span className="unseen">{t(order.origin === "APP" ? "pos.orders.app" : "pos.orders.counter")}</span> {time(order.created_at)},{" "}
            {day(order.created_at)}
          </span>
        </span>
        <span className="order-state">
          {t(`pos.status.${order.status}`)}
          {order.sold_out_line_ids ? <span className="order-owes small">{t("pos.orders.sold_out")}</span> : null}
          <PaidBadge order={order} />
        </span>
        <span className="number">{money(order.total_cents, order)}</span>
      </Button>
    </li>
  );
}
