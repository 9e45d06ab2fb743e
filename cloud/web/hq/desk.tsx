/** The frame around the views. What is looked at, and filtered by, is kept here, so that one view can open another at a figure. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Brand } from "@crema/ui/components/brand.tsx";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Tabs } from "@crema/ui/components/tabs.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import LogOut from "lucide-react/icons/log-out";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { CustomersView } from "./customers-view.tsx";
import { DaySheet } from "./day-sheet.tsx";
import { ExceptionsView } from "./exceptions-view.tsx";
import { NO_FILTER, type OrdersFilter, OrdersView } from "./orders-view.tsx";
import { PicturesView } from "./pictures-view.tsx";
import { SalesView } from "./sales-view.tsx";
import { StoreSheet } from "./store-sheet.tsx";
import { StoresView } from "./stores-view.tsx";
import { SESSION, useAsked } from "./use-asked.ts";

const TABS = [
  { key: "stores", name: "Stores" },
  { key: "orders", name: "Orders" },
  { key: "exceptions", name: "Exceptions" },
  { key: "sales", name: "Sales" },
  { key: "customers", name: "Customers" },
  { key: "pictures", name: "Pictures" },
] as const;
type TabKey = (typeof TABS)[number]["key"];
const KEPT_TAB = "hq.tab";
const STORES_EVERY_MS = 5_000;

const ROLES = { owner: "Owner", hq: "Headquarters", it: "IT" } as const;

/** `ofEveryStore`: the operator looks after the whole chain. */
export function Desk({ role, ofEveryStore }: { role: keyof typeof ROLES; ofEveryStore: boolean }) {
  const api = useHqApi();
  const { storage } = usePorts();
  const queries = useQueryClient();
  const [tab, setTab] = useState<TabKey>(() => TABS.find(({ key }) => key === storage.get(KEPT_TAB))?.key ?? "stores");
  const [orders, setOrders] = useState<OrdersFilter>(NO_FILTER);
  const [exceptionsOf, setExceptionsOf] = useState("");
  const [detailsOf, setDetailsOf] = useState<string | null>(null);
  const [dayOf, setDayOf] = useState<string | null>(null);
  const stores = useAsked(["stores"], () => unwrap(api.v1.admin.stores.$get()), { every: STORES_EVERY_MS });
  const signOut = useMutation({
    mutationFn: () => unwrap(api.v1.session.$delete()),
    onSuccess: () => {
      queries.setQueryData(SESSION, { kind: "anonymous" });
      // What one operator has seen is not for the next one at this screen.
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION[0] });
    },
  });

  const show = (next: TabKey) => {
    storage.set(KEPT_TAB, next);
    setTab(next);
  };
  const showOrders = (filter: Partial<OrdersFilter>) => {
    setOrders({ ...NO_FILTER, ...filter });
    show("orders");
  };
  const showExceptions = (storeId: string) => {
    setExceptionsOf(storeId);
    show("exceptions");
  };
  const list = stores.data?.stores ?? [];
  const detailed = list.find(({ store_id }) => store_id === detailsOf);
  const shown = list.find(({ store_id }) => store_id === dayOf);
  const attention = list.reduce((sum, store) => sum + store.open_exceptions, 0);
  // Who looks after the machines changes nothing that is sold, and sees no customers.
  const mine = TABS.filter(({ key }) => (key !== "pictures" && key !== "customers") || role !== "it");
  const tabs = mine.map(({ key, name }) => ({ key, name: key === "exceptions" && attention > 0 ? `${name} (${attention})` : name }));

  return (
    <>
      <header className="hq-head">
        <Brand />
        <h1>Headquarters</h1>
        <span className="soft">{ROLES[role]}</span>
        <Button look="quiet" icon={LogOut} onPress={() => signOut.mutate()} isDisabled={signOut.isPending}>
          Sign out
        </Button>
      </header>
      <main className="hq-main">
        <ProblemNote error={signOut.error ?? stores.error} server={SERVICE} />
        <Tabs label="Views" tabs={tabs} selected={tab} onSelect={show}>
          {tab === "stores" ? (
            <StoresView
              stores={stores.data?.stores ?? null}
              onOrders={(store_id) => showOrders({ store_id })}
              onExceptions={showExceptions}
              onDetails={setDetailsOf}
              onDay={setDayOf}
            />
          ) : null}
          {tab === "orders" ? <OrdersView stores={list} filter={orders} onFilter={setOrders} /> : null}
          {tab === "exceptions" ? (
            <ExceptionsView
              stores={list}
              storeId={exceptionsOf}
              mayCall={role !== "it"}
              onStore={setExceptionsOf}
              onOrder={(order_id) => showOrders({ q: order_id })}
            />
          ) : null}
          {tab === "customers" && role !== "it" ? (
            <CustomersView stores={list} mayErase={ofEveryStore} onOrder={(order_id) => showOrders({ q: order_id })} />
          ) : null}
          {tab === "pictures" ? <PicturesView /> : null}
          {tab === "sales" ? <SalesView stores={list} onOrders={showOrders} /> : null}
        </Tabs>
        {shown ? <DaySheet store={shown} onClose={() => setDayOf(null)} /> : null}
        {detailed ? <StoreSheet store={detailed} maySetAside={role !== "it"} onClose={() => setDetailsOf(null)} /> : null}
      </main>
    </>
  );
}
