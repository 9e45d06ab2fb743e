/** A customer and a guest's orders, found by exactly the address: what is held as a file, the erasure, and who did what with it. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { AUDIT, AuditList, AuditOfCustomer } from "./audit-list.tsx";
import { EraseCustomer } from "./erase-customer.tsx";
import { GuestOrders } from "./guest-orders.tsx";
import { OrderTable } from "./order-table.tsx";
import type { Store } from "./stores-view.tsx";
import { useSessionEnd } from "./use-asked.ts";

export interface CustomersViewProps {
  readonly stores: readonly Store[];
  /** Of every store: may hand out and erase what the chain holds of a person. */
  readonly mayErase: boolean;
  onOrder(orderId: string): void;
}

export function CustomersView({ stores, mayErase, onOrder }: CustomersViewProps) {
  const t = useWords();
  const api = useHqApi();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const find = useMutation({
    mutationFn: () => unwrap(api.v1.admin.customers.search.$post({ json: { email: email.trim() } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: AUDIT }),
  });
  useSessionEnd(find.error);
  const found = find.data?.customers[0];
  const guestOrders = find.data?.guest_orders ?? [];
  const change = (text: string) => {
    find.reset();
    setEmail(text);
  };
  return (
    <section aria-label={t("hq.tab.customers")} className="stack">
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
          find.mutate();
        }}
      >
        <Field
          label={t("hq.customers.email")}
          hint={t("hq.customers.email_hint")}
          type="email"
          isRequired
          value={email}
          onChange={change}
        />
        <Button type="submit" look="primary" busy={find.isPending ? t("hq.customers.busy") : null}>
          {t("hq.customers.find")}
        </Button>
      </form>
      <ProblemNote error={find.error} server={SERVICE} />
      {find.isSuccess && !found ? <p role="status">{mayErase ? t("hq.customers.none") : t("hq.customers.none_yours")}</p> : null}
      {find.isSuccess && !found && guestOrders.length === 0 ? <p className="small soft">{t("hq.customers.none_guest")}</p> : null}
      {found ? <Customer key={found.user_id} userId={found.user_id} stores={stores} mayErase={mayErase} onOrder={onOrder} /> : null}
      {guestOrders.length > 0 ? (
        <GuestOrders
          email={email.trim()}
          orders={guestOrders}
          stores={stores}
          mayErase={mayErase}
          onOrder={onOrder}
          onErased={() => find.mutate()}
        />
      ) : null}
      {mayErase ? <AuditList /> : null}
    </section>
  );
}

function Customer({ userId, stores, mayErase, onOrder }: Omit<CustomersViewProps, "email"> & { userId: string }) {
  const t = useWords();
  const api = useHqApi();
  const { date, moment } = useFormat();
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
  const orders = pages.data?.pages.flatMap((one) => one.orders) ?? [];
  return (
    <div className="stack">
      {customer ? (
        <>
          <h2>{customer.first_name ?? t("hq.customers.nameless")}</h2>
          <p>{t("hq.customers.registered", { email: customer.email ?? "–", day: date(customer.registered_at) })}</p>
        </>
      ) : (
        <p className="note" role="status">
          {erased_at ? t("hq.customers.erased_at", { moment: moment(erased_at) }) : t("hq.customers.erased")}
        </p>
      )}
      {customer && mayErase ? (
        <div className="filters">
          <a className="button button-plain" href={`/v1/admin/customers/${userId}/export`} download="crema-customer.json">
            {t("hq.customers.download")}
          </a>
          <EraseCustomer userId={userId} email={customer.email} onErased={() => pages.refetch()} />
        </div>
      ) : null}
      {orders.length === 0 ? (
        <p>{t("hq.customers.no_orders")}</p>
      ) : (
        <OrderTable label={t("hq.customers.their_orders")} orders={orders} stores={stores} onOrder={({ order_id }) => onOrder(order_id)} />
      )}
      {pages.hasNextPage ? (
        <Button wide onPress={() => void pages.fetchNextPage()} isDisabled={pages.isFetchingNextPage}>
          {t("hq.more")}
        </Button>
      ) : null}
      <AuditOfCustomer audit={audit} />
    </div>
  );
}
