/** A customer, found by exactly their address: their orders, what is held of them as a file, their erasure, and who did what with it. */
import type { CustomerPage } from "@crema/shared/contract/hq-customers";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { EraseCustomer } from "./erase-customer.tsx";
import { STATUS_NAMES } from "./order-sheet.tsx";
import type { Store } from "./stores-view.tsx";
import { useSessionEnd } from "./use-asked.ts";

export interface CustomersViewProps {
  readonly stores: readonly Store[];
  /** Of every store: may hand out and erase what the chain holds of a person. */
  readonly mayErase: boolean;
  onOrder(orderId: string): void;
}

export function CustomersView({ stores, mayErase, onOrder }: CustomersViewProps) {
  const api = useHqApi();
  const [email, setEmail] = useState("");
  const find = useMutation({ mutationFn: () => unwrap(api.v1.admin.customers.search.$post({ json: { email: email.trim() } })) });
  useSessionEnd(find.error);
  const found = find.data?.customers[0];
  const change = (text: string) => {
    find.reset();
    setEmail(text);
  };
  return (
    <section aria-label="Customers" className="stack">
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
          find.mutate();
        }}
      >
        <Field
          label="E-mail"
          hint="The whole address. Each look is written down."
          type="email"
          isRequired
          value={email}
          onChange={change}
        />
        <Button type="submit" look="primary" isDisabled={find.isPending}>
          {find.isPending ? "Looking …" : "Find"}
        </Button>
      </form>
      <ProblemNote error={find.error} server={SERVICE} />
      {find.isSuccess && !found ? (
        <p role="status">No customer has this address{mayErase ? "" : " and has ordered at your stores"}.</p>
      ) : null}
      {found ? <Customer key={found.user_id} userId={found.user_id} stores={stores} mayErase={mayErase} onOrder={onOrder} /> : null}
    </section>
  );
}

function Customer({ userId, stores, mayErase, onOrder }: Omit<CustomersViewProps, "email"> & { userId: string }) {
  const api = useHqApi();
  const { day, time } = useFormat();
  const pages = useInfiniteQuery({
    queryKey: ["customer", userId],
    queryFn: ({ pageParam }) =>
      unwrap(api.v1.admin.customers[":user_id"].$get({ param: { user_id: userId }, query: pageParam ? { before: pageParam } : {} })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_before,
  });
  useSessionEnd(pages.error);
  const page = pages.data?.pages[0];
  if (!page) return <ProblemNote error={pages.error} server={SERVICE} />;
  const { customer, erased_at, audit } = page;
  return (
    <div className="stack">
      {customer ? (
        <>
          <h2>{customer.first_name ?? "Without a name"}</h2>
          <p>
            {customer.email} · registered {day(customer.registered_at)}
          </p>
        </>
      ) : (
        <p className="note" role="status">
          Erased{erased_at ? ` on ${day(erased_at)} at ${time(erased_at)}` : ""}. Their orders stay, without a name.
        </p>
      )}
      {customer && mayErase ? (
        <div className="filters">
          <a className="button button-plain" href={`/v1/admin/customers/${userId}/export`} download="crema-customer.json">
            Download what is held
          </a>
          <EraseCustomer userId={userId} email={customer.email} onErased={() => pages.refetch()} />
        </div>
      ) : null}
      <Orders orders={pages.data?.pages.flatMap(({ orders }) => orders) ?? []} stores={stores} onOrder={onOrder} />
      {pages.hasNextPage ? (
        <Button wide onPress={() => void pages.fetchNextPage()} isDisabled={pages.isFetchingNextPage}>
          Show more
        </Button>
      ) : null}
      <Audit audit={audit} />
    </div>
  );
}

function Orders({ orders, stores, onOrder }: { orders: CustomerPage["orders"] } & Pick<CustomersViewProps, "stores" | "onOrder">) {
  const { money, day, time } = useFormat();
  const storeOf = (storeId: string) => stores.find(({ store_id }) => store_id === storeId);
  if (orders.length === 0) return <p>No orders.</p>;
  return (
    <table className="rows" aria-label="Their orders">
      <thead>
        <tr>
          <th scope="col">Placed</th>
          <th scope="col">Store</th>
          <th scope="col">Ticket</th>
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
            <td data-label="Store">{storeOf(order.store_id)?.name ?? order.store_id}</td>
            <td data-label="Ticket" className="number">
              {order.ticket_number ?? "–"}
            </td>
            <td data-label="Status">
              <span className={`badge status-${order.status.toLowerCase()}`}>{STATUS_NAMES[order.status]}</span>
            </td>
            <td data-label="Total" className="number right">
              {money(order.total_cents, order)}
            </td>
            <td className="right">
              <Button onPress={() => onOrder(order.order_id)} aria-label={`Open the order ${order.ticket_number ?? order.order_id}`}>
                Open
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const DONE: Readonly<Record<CustomerPage["audit"][number]["action"], string>> = {
  FOUND: "looked them up",
  EXPORTED: "downloaded what is held",
  ERASED: "erased them",
};

function Audit({ audit }: Pick<CustomerPage, "audit">) {
  const { day, time } = useFormat();
  if (audit.length === 0) return null;
  return (
    <section aria-labelledby="audit">
      <h3 id="audit">Who did what with their data</h3>
      <ul className="small">
        {audit.map((line) => (
          <li key={`${line.at} ${line.operator_id} ${line.action}`}>
            {day(line.at)}, {time(line.at)}: operator {line.operator_id} {DONE[line.action]}
          </li>
        ))}
      </ul>
    </section>
  );
}
