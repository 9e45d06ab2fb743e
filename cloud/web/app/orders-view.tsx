/** The customer's orders: those of the account, and a guest's that this browser knows of. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCustomerApi } from "../service-api.ts";
import { forgetOrder, knownOrders } from "./known-orders.ts";
import { Link } from "./link.tsx";
import { headline } from "./order-words.ts";
import { ReadTrouble } from "./read-trouble.tsx";
import { orderPath } from "./route.ts";
import { useAdopted } from "./use-adopted.ts";
import { useSession } from "./use-session.ts";
import { useZoneOf } from "./use-stores.ts";

const EVERY_MS = 15_000;

export function OrdersView() {
  const { storage } = usePorts();
  const session = useSession();
  const adopted = useAdopted();
  const isCustomer = session?.kind === "customer";
  // What the account has taken stands in its list; until that is known nothing is shown twice.
  const known = knownOrders(storage).filter((orderId) => !isCustomer || adopted?.includes(orderId) === false);
  return (
    <main className="view">
      <h1>My orders</h1>
      {session?.kind === "customer" ? <AccountOrders /> : null}
      {known.length > 0 ? (
        <section aria-labelledby="here">
          <h2 id="here">Ordered as a guest on this device</h2>
          <ul className="cards">
            {known.map((orderId) => (
              <GuestOrder key={orderId} orderId={orderId} />
            ))}
          </ul>
        </section>
      ) : null}
      {session && session.kind !== "customer" && known.length === 0 ? (
        <p>
          None on this device yet. <Link to="/app">Order something</Link>, or <Link to="/app/sign-in">sign in</Link> to see those of your
          account.
        </p>
      ) : null}
    </main>
  );
}

function AccountOrders() {
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
      <ReadTrouble read={mine} waiting="Fetching your orders …" />
      {mine.isSuccess && orders.length === 0 ? <p>None yet.</p> : null}
      <ul className="cards">
        {orders.map((order) => (
          <OrderCard key={order.order_id} order={order} />
        ))}
      </ul>
      {mine.hasNextPage ? <Button onPress={() => void mine.fetchNextPage()}>Earlier ones</Button> : null}
    </>
  );
}

function GuestOrder({ orderId }: { orderId: string }) {
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
      <ReadTrouble read={found} waiting="Fetching an order …" />
    </li>
  );
}

export function OrderCard({ order }: { order: OrderResponse }) {
  const { money, day, time } = useFormat();
  const zone = useZoneOf(order);
  return (
    <li>
      <Link to={orderPath(order.order_id)} className="card">
        <span className="card-head">
          <strong>{headline(order)}</strong>
          <span className="number">{money(order.total_cents, order)}</span>
        </span>
        <span>{order.lines.map((line) => `${line.qty} × ${line.name}`).join(", ")}</span>
        <span className="soft small">
          {day(order.created_at, zone)}, {time(order.created_at, zone)}
          {order.ticket_number ? ` · number ${order.ticket_number}` : ""}
        </span>
      </Link>
    </li>
  );
}
