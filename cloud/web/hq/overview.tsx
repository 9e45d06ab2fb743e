/** What a chain looks like now: today's sales against the same weekday, what is open, and which stores need a person. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Card } from "@crema/ui/components/card.tsx";
import { EmptyState } from "@crema/ui/components/empty-state.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Skeleton } from "@crema/ui/components/skeleton.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import CircleCheck from "lucide-react/icons/circle-check";
import { SERVICE, useHqApi } from "../service-api.ts";
import { daysBefore, lastDays } from "./days.ts";
import { exceptionName } from "./exception-names.ts";
import { byHealth, Reasons, StateBadge, type Store } from "./stores-view.tsx";
import { useAsked } from "./use-asked.ts";

const EVERY_MS = 30_000;
const WEEK = 7;
const ISSUES = 5;

export interface OverviewProps {
  /** null: not known yet. */
  readonly stores: readonly Store[] | null;
  onSales(): void;
  onIssues(storeId: string): void;
  onDetails(storeId: string): void;
}

export function Overview({ stores, onSales, onIssues, onDetails }: OverviewProps) {
  const t = useWords();
  if (stores === null) return <Skeleton label={t("hq.loading")} kind="tiles" />;
  return (
    <div className="overview">
      <SalesToday stores={stores} onSales={onSales} />
      <NeedAttention stores={stores} onDetails={onDetails} />
      <OpenIssues stores={stores} onIssues={onIssues} />
    </div>
  );
}

function SalesToday({ stores, onSales }: { stores: readonly Store[]; onSales(): void }) {
  const t = useWords();
  const api = useHqApi();
  const { clock } = usePorts();
  const { money, percent, day } = useFormat();
  const { first, last } = lastDays(
    clock.now(),
    1,
    stores.map(({ business_day }) => business_day),
  );
  const [then, thenLast] = [daysBefore(first, WEEK), daysBefore(last, WEEK)];
  const salesOf = (from: string, to: string) => unwrap(api.v1.admin.sales.$get({ query: { from, to: daysBefore(to, -1), by: "store" } }));
  const today = useAsked(["sales-today", first, last], () => salesOf(first, last), { every: EVERY_MS });
  const before = useAsked(["sales-today", then, thenLast], () => salesOf(then, thenLast));
  const open = stores.reduce((sum, store) => sum + store.open_orders, 0);
  const currencies = [...new Set([...(today.data?.totals ?? []), ...(before.data?.totals ?? [])].map(({ currency }) => currency))];
  const totalIn = (sales: typeof today, currency: string) =>
    sales.data?.totals.find((total) => total.currency === currency)?.sales_cents ?? 0;
  const against = (currency: string): string => {
    const amount = money(totalIn(before, currency), currency);
    const said = { day: day(thenLast, "UTC"), amount };
    if (totalIn(before, currency) === 0) return t("hq.overview.then", said);
    return t("hq.overview.share", {
      ...said,
      share: percent(Math.round((100 * totalIn(today, currency)) / totalIn(before, currency)) / 100),
    });
  };
  return (
    <Card title={t("hq.overview.sales")} aside={<Button onPress={onSales}>{t("hq.overview.all_sales")}</Button>}>
      <ProblemNote error={today.error ?? before.error} server={SERVICE} />
      {today.data && before.data ? null : <Skeleton label={t("hq.loading")} />}
      {today.data && before.data && currencies.length === 0 ? <p>{t("hq.overview.none_today")}</p> : null}
      {today.data && before.data
        ? currencies.map((currency) => (
            <div key={currency}>
              <p className="headline number">{money(totalIn(today, currency), currency)}</p>
              <p className="soft">{against(currency)}</p>
            </div>
          ))
        : null}
      {today.data ? (
        <p className="soft">{t("hq.overview.orders", { count: today.data.totals.reduce((sum, total) => sum + total.orders, 0), open })}</p>
      ) : null}
    </Card>
  );
}

function OpenIssues({ stores, onIssues }: { stores: readonly Store[]; onIssues(storeId: string): void }) {
  const t = useWords();
  const api = useHqApi();
  const { moment } = useFormat();
  const found = useAsked(
    ["exceptions", "overview"],
    () => unwrap(api.v1.admin.exceptions.$get({ query: { state: "OPEN", limit: ISSUES } })),
    {
      every: EVERY_MS,
    },
  );
  const issues = found.data?.exceptions ?? [];
  const storeOf = (id: string | null) => stores.find(({ store_id }) => store_id === id);
  return (
    <Card
      title={t("hq.overview.issues")}
      aside={issues.length > 0 ? <Button onPress={() => onIssues("")}>{t("hq.overview.all_issues")}</Button> : null}
    >
      <ProblemNote error={found.error} server={SERVICE} />
      {found.isPending ? <Skeleton label={t("hq.loading")} /> : null}
      {found.isSuccess && issues.length === 0 ? <EmptyState icon={CircleCheck} title={t("hq.issues.none_open")} /> : null}
      <ul className="overview-list">
        {issues.map(({ exception_id, kind, store_id, raised_at }) => {
          const store = storeOf(store_id);
          return (
            <li key={exception_id}>
              {t("hq.overview.issue", {
                issue: exceptionName(kind, t),
                store: store?.name ?? t("hq.issues.no_store"),
                moment: moment(raised_at, store?.time_zone),
              })}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function NeedAttention({ stores, onDetails }: { stores: readonly Store[]; onDetails(storeId: string): void }) {
  const t = useWords();
  const unwell = byHealth(stores).filter(({ health }) => health.state !== "OK");
  return (
    <Card title={t("hq.overview.attention")}>
      {unwell.length === 0 ? <EmptyState icon={CircleCheck} title={t("hq.overview.all_well")} /> : null}
      <ul className="overview-list">
        {unwell.map((store) => (
          <li key={store.store_id} className="overview-store">
            <div className="card-head">
              <h4>{store.name}</h4>
              <StateBadge state={store.health.state} />
            </div>
            <Reasons store={store} />
            <div>
              <Button onPress={() => onDetails(store.store_id)} aria-label={t("hq.overview.see", { store: store.name })}>
                {t("hq.overview.show")}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
