/** The frame around the views. What is looked at, and filtered by, is kept here, so that one view can open another at a figure. */
import type { Language } from "@crema/shared/domain/store/profile";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { AppBar } from "@crema/ui/components/app-bar.tsx";
import { Button } from "@crema/ui/components/button.tsx";
import { LanguageChoice } from "@crema/ui/components/language-choice.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Tabs } from "@crema/ui/components/tabs.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import LogOut from "lucide-react/icons/log-out";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { CustomersView } from "./customers-view.tsx";
import { DaySheet } from "./day-sheet.tsx";
import { ExceptionsView } from "./exceptions-view.tsx";
import { NO_FILTER, type OrdersFilter, OrdersView } from "./orders-view.tsx";
import { Overview } from "./overview.tsx";
import { PicturesView } from "./pictures-view.tsx";
import { SalesView } from "./sales-view.tsx";
import { StoreSettings } from "./store-settings.tsx";
import { StoreSheet } from "./store-sheet.tsx";
import { StoresView } from "./stores-view.tsx";
import { SESSION, useAsked } from "./use-asked.ts";

const TABS = ["overview", "stores", "orders", "issues", "sales", "customers", "pictures"] as const;
type TabKey = (typeof TABS)[number];
const KEPT_TAB = "hq.tab";
const STORES_EVERY_MS = 5_000;

type Role = "owner" | "hq" | "it";

/** `ofEveryStore`: the operator looks after the whole chain. */
export function Desk({ role, ofEveryStore }: { role: Role; ofEveryStore: boolean }) {
  const t = useWords();
  const api = useHqApi();
  const { storage } = usePorts();
  const queries = useQueryClient();
  const [tab, setTab] = useState<TabKey>(() => TABS.find((key) => key === storage.get(KEPT_TAB)) ?? "overview");
  const [orders, setOrders] = useState<OrdersFilter>(NO_FILTER);
  const [exceptionsOf, setExceptionsOf] = useState("");
  const [detailsOf, setDetailsOf] = useState<string | null>(null);
  const [dayOf, setDayOf] = useState<string | null>(null);
  const [settingsOf, setSettingsOf] = useState<string | null>(null);
  const stores = useAsked(["stores"], () => unwrap(api.v1.admin.stores.$get()), { every: STORES_EVERY_MS });
  const keepLanguage = useMutation({
    mutationFn: (language: Language) => unwrap(api.v1.session.language.$put({ json: { language } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSION }),
  });
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
    show("issues");
  };
  const list = stores.data?.stores ?? [];
  const detailed = list.find(({ store_id }) => store_id === detailsOf);
  const set = list.find(({ store_id }) => store_id === settingsOf);
  const shown = list.find(({ store_id }) => store_id === dayOf);
  const attention = list.reduce((sum, store) => sum + store.open_exceptions, 0);
  // Who looks after the machines changes nothing that is sold, and sees no customers.
  const mine = TABS.filter((key) => (key !== "pictures" && key !== "customers") || role !== "it");
  const nameOf = (key: TabKey) => (key === "issues" && attention > 0 ? t("hq.tab.issues_open", { count: attention }) : t(`hq.tab.${key}`));
  const tabs = mine.map((key) => ({ key, name: nameOf(key) }));

  return (
    <>
      <AppBar title={t("hq.title")}>
        <span className="soft on-wide">{t(`hq.role.${role}`)}</span>
        <LanguageChoice onChoose={(language) => keepLanguage.mutate(language)} />
        <Button look="quiet" icon={LogOut} onPress={() => signOut.mutate()} isPending={signOut.isPending} aria-label={t("hq.sign_out")}>
          <span className="on-wide">{t("hq.sign_out")}</span>
        </Button>
      </AppBar>
      <main className="hq-main">
        <ProblemNote error={signOut.error ?? keepLanguage.error ?? stores.error} server={SERVICE} />
        <Tabs label={t("hq.views")} tabs={tabs} selected={tab} onSelect={show}>
          {tab === "overview" ? (
            <Overview
              stores={stores.data?.stores ?? null}
              onSales={() => show("sales")}
              onIssues={showExceptions}
              onDetails={setDetailsOf}
            />
          ) : null}
          {tab === "stores" ? (
            <StoresView
              stores={stores.data?.stores ?? null}
              onOrders={(store_id) => showOrders({ store_id })}
              onExceptions={showExceptions}
              onDetails={setDetailsOf}
              onDay={setDayOf}
              onSettings={role === "it" ? null : setSettingsOf}
            />
          ) : null}
          {tab === "orders" ? <OrdersView stores={list} filter={orders} onFilter={setOrders} /> : null}
          {tab === "issues" ? (
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
        {set ? <StoreSettings storeId={set.store_id} name={set.name} onClose={() => setSettingsOf(null)} /> : null}
        {detailed ? <StoreSheet store={detailed} maySetAside={role !== "it"} onClose={() => setDetailsOf(null)} /> : null}
      </main>
    </>
  );
}
