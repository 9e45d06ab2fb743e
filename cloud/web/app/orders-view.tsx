/** The customer's orders: those of the account, and a guest's that this browser knows of. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { EmptyState } from "@crema/ui/components/empty-state.tsx";
import { Skeleton } from "@crema/ui/components/skeleton.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import ReceiptIcon from "lucide-react/icons/receipt-text";
import type { ReactNode } from "react";
import { useCustomerApi } from "../service-api.ts";
import { forgetOrder, knownOrders } from "./known-orders.ts";
import { Link } from "./link.tsx";
import { headline, isOpenOrder, isWaitedFor } from "./order-words.ts";
import { ReadTrouble } from "./read-trouble.tsx";
import { Reorder } from "./reorder.tsx";
import { orderPath } from "./route.ts";
import { useAdopted } from "./use-adopted.ts";
import { useSession } from "./use-session.ts";
import { useStore, useZoneOf } from "./use-stores.ts";

const EVERY_MS = 15_000;

export function OrdersView() {
  const t = useWords();
  const { storage } = usePorts();
  const session = useSession();
  const adopted = useAdopted();
  const isCustomer = session?.kind === "customer";
  // What the account has taken stands in its list; until that is known nothing is shown twice.
  const known = knownOrders(storage).filter((orderId) => !isCustomer || adopted?.includes(orderId) === false);
  return (
    <main className="view">
      <h1>{t("orders.heading")}</h1>
      {session?.kind === "customer" ? <AccountOrders /> : null}
      {known.length > 0 ? (
        <section aria-labelledby="here">
          <h2 id="here">{t("orders.guest")}</h2>
          <ul className="cards">
            {known.map((orderId) => (
              <GuestOrder key={orderId} orderId={orderId} />
            ))}
          </ul>
        </section>
      ) : null}
      {session && session.kind !== "customer" && known.length === 0 ? (
        <EmptyState
          icon={ReceiptIcon}
          title={t("orders.none_here")}
          action={
            <Link to="/app" className="button button-primary">
              {t("stores.heading")}
            </Link>
          }
        >
          {t.drawn("orders.none_advice", { link: toSignIn })}
        </EmptyState>
      ) : null}
    </main>
  );
}

const toSignIn = (content: ReactNode) => <Link to="/app/sign-in">{content}</Link>;

function AccountOrders() {
  const t = useWords();
  const api = useCustomerApi();
  const mine = useInfiniteQuery({
    queryKey: ["my-orders"],
    queryFn: ({ pageParam }) => unwrap(api.v1.me.orders.$get({ query: pageParam ? { before: pageParam } : {} })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_before,
    refetchInterval: EVERY_MS,
  });
  const orders = mine.data?.pages.flatMap((page) => page.orders) ?? [];
  return (
    <>
      <ReadTrouble read={mine} waiting={<Skeleton label={t("orders.fetching")} kind="tiles" />} />
      {mine.isSuccess && orders.length === 0 ? <EmptyState icon={ReceiptIcon} title={t("orders.none")} /> : null}
      <ul className="cards">
        {orders.map((order) => (
          <OrderCard key={order.order_id} order={order} />
        ))}
      </ul>
      {mine.hasNextPage ? <Button onPress={() => void mine.fetchNextPage()}>{t("orders.earlier")}</Button> : null}
    </>
  );
}

function GuestOrder({ orderId }: { orderId: string }) {
  const t = useWords();
  const api = useCustomerApi();
  const { storage } = usePorts();
  const found = useQuery({
    queryKey: ["order", orderId],
    queryFn: () => unwrap(api.v1.orders[":order_id"].$get({ param: { order_id: orderId } })),
    refetchInterval: EVERY_MS,
  });
  if (found.data) return <OrderCard order={found.data} />;
  if (isRefusal(found.error, "auth.required", "auth.revoked", "order.not_found")) forgetOrder(storage, orderId);
  return (
    <li>
      <ReadTrouble read={found} waiting={<Skeleton label={t("orders.fetching_one")} />} />
    </li>
  );
}

export function OrderCard({ order }: { order: OrderResponse }) {
  const t = useWords();
  const { money, day, time } = useFormat();
  const zone = useZoneOf(order);
  const store = useStore(order.store_id);
  const isOpen = isOpenOrder(order);
  const when = t("day.time", { day: day(order.created_at, zone), time: time(order.created_at, zone) });
  return (
    <li className={isOpen ? "card order-card order-card-open" : "card order-card"}>
      <span className="card-head">
        <Link to={orderPath(order.order_id)} className="card-link">
          <strong>{headline(order, t)}</strong>
          <span className="order-card-items">{order.lines.map(({ qty, name }) => t("order.line", { qty, name })).join(", ")}</span>
        </Link>
        {order.ticket_number && isOpen ? <strong className="order-card-number number">{order.ticket_number}</strong> : null}
      </span>
      <span className="soft small">
        {[store?.name, when, order.ticket_number && t("orders.number", { number: order.ticket_number })].filter(Boolean).join(" · ")}
      </span>
      <span className="card-foot">
        <span className="number grow">{money(order.total_cents, order)}</span>
        {isWaitedFor(order) ? null : <Reorder order={order} />}
      </span>
    </li>
  );
}
