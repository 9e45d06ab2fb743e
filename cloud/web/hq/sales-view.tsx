/**
 * What was sold, and how long orders took. Every figure is the service's; the chart draws what the table says. Days are
 * the stores' own business days, so the range is dates and never instants.
 */
import type { Sales, SalesDimension } from "@crema/shared/contract/sales";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { EmptyState } from "@crema/ui/components/empty-state.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import ChartColumn from "lucide-react/icons/chart-column";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { Choice, DateChoice } from "./choice.tsx";
import { dayAfter, lastDays } from "./days.ts";
import { LazySalesChart } from "./lazy-sales-chart.tsx";
import type { OrdersFilter } from "./orders-view.tsx";
import { StatusTimesTable } from "./status-times-table.tsx";
import type { Store } from "./stores-view.tsx";
import { Total } from "./total.tsx";
import { useAsked } from "./use-asked.ts";

const DIMENSIONS: readonly SalesDimension[] = ["day", "hour", "store", "item"];
const PRESETS = [1, 7, 28] as const;
const EVERY_MS = 30_000;
/** More bars than this cannot be told apart; the table has them all. */
const BARS = 31;
const COLUMNS = ["orders", "items", "sales", "tax", "discounts"] as const;

const todaysOf = (stores: readonly Store[], only = "") =>
  stores.filter((store) => only === "" || store.store_id === only).map((store) => store.business_day);

export interface SalesViewProps {
  readonly stores: readonly Store[];
  onOrders(filter: Partial<OrdersFilter>): void;
}

export function SalesView({ stores, onOrders }: SalesViewProps) {
  const t = useWords();
  const api = useHqApi();
  const { clock } = usePorts();
  const [range, setRange] = useState(() => lastDays(clock.now(), 7, todaysOf(stores)));
  const [by, setBy] = useState<SalesDimension>("day");
  const [storeId, setStoreId] = useState("");
  const query = { from: range.first, to: dayAfter(range.last), ...(storeId ? { store_id: storeId } : {}) };
  const sales = useAsked(["sales", query, by], () => unwrap(api.v1.admin.sales.$get({ query: { ...query, by } })), { every: EVERY_MS });
  const times = useAsked(["status-times", query], () => unwrap(api.v1.admin["status-times"].$get({ query })), { every: EVERY_MS });

  return (
    <section aria-label={t("hq.tab.sales")} className="stack">
      <div className="filters">
        <DateChoice label={t("hq.sales.first")} value={range.first} onChange={(first) => first && setRange({ ...range, first })} />
        <DateChoice label={t("hq.sales.last")} value={range.last} onChange={(last) => last && setRange({ ...range, last })} />
        <div className="presets">
          {PRESETS.map((days) => (
            <Button key={days} onPress={() => setRange(lastDays(clock.now(), days, todaysOf(stores, storeId)))}>
              {days === 1 ? t("hq.sales.today") : t("hq.sales.days", { count: days })}
            </Button>
          ))}
        </div>
        <Choice
          label={t("hq.sales.by")}
          all={null}
          value={by}
          options={DIMENSIONS.map((value) => ({ value, name: t(`hq.sales.by.${value}`) }))}
          onChange={(next) => setBy(next || "day")}
        />
        <Choice
          label={t("hq.store")}
          all={t("hq.all_stores")}
          value={storeId}
          options={stores.map((store) => ({ value: store.store_id, name: store.name }))}
          onChange={setStoreId}
        />
      </div>
      <ProblemNote error={sales.error ?? times.error} server={SERVICE} />
      {sales.data ? null : <p role="status">{sales.error ? "" : t("hq.sales.adding")}</p>}
      {sales.data?.totals.length === 0 ? <EmptyState icon={ChartColumn} title={t("hq.sales.none")} /> : null}
      {sales.data?.totals.map((total) => (
        <SalesIn key={total.currency} total={total} sales={sales.data} onOrders={onOrders} />
      ))}
      {times.data && times.data.rows.length > 0 ? <StatusTimesTable rows={times.data.rows} stores={stores} /> : null}
    </section>
  );
}

interface SalesInProps {
  readonly total: Sales["totals"][number];
  readonly sales: Sales;
  onOrders(filter: Partial<OrdersFilter>): void;
}

/** Each currency for itself. */
function SalesIn({ total, sales, onOrders }: SalesInProps) {
  const t = useWords();
  const { money, day, number } = useFormat();
  const sum = (cents: number) => money(cents, total.currency);
  const rows = sales.rows
    .filter((row) => row.currency === total.currency)
    .map((row) => (sales.by === "day" ? { ...row, label: day(row.key, "UTC") } : row));
  const title = t("hq.sales.table", { currency: total.currency, by: sales.by });
  const by = t(`hq.sales.by.${sales.by}`);
  return (
    <div className="stack">
      <dl className="totals">
        <Total name={t("hq.sales.sales_in", { currency: total.currency })} value={sum(total.sales_cents)} />
        <Total name={t("hq.sales.orders")} value={number(total.orders)} />
        <Total name={t("hq.sales.items")} value={number(total.qty)} />
        <Total name={t("hq.sales.tax_in")} value={sum(total.tax_cents)} />
        <Total name={t("hq.sales.discounts")} value={sum(total.discount_cents)} />
        <Total name={t("hq.sales.refunded")} value={sum(total.refunded_cents)} />
      </dl>
      {rows.length > 0 ? <LazySalesChart rows={rows.slice(0, BARS)} currency={total.currency} title={title} /> : null}
      <table className="rows">
        <caption className="unseen">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{by}</th>
            {COLUMNS.map((name) => (
              <th key={name} scope="col" className="right">
                {t(`hq.sales.${name}`)}
              </th>
            ))}
            <th scope="col">
              <span className="unseen">{t("hq.sales.orders")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const filter = sales.by === "day" ? { business_day: row.key } : sales.by === "store" ? { store_id: row.key } : null;
            return (
              <tr key={row.key}>
                <th scope="row" data-label={by}>
                  {row.label}
                </th>
                <td data-label={t("hq.sales.orders")} className="number right">
                  {number(row.orders)}
                </td>
                <td data-label={t("hq.sales.items")} className="number right">
                  {number(row.qty)}
                </td>
                <td data-label={t("hq.sales.sales")} className="number right">
                  {sum(row.sales_cents)}
                </td>
                <td data-label={t("hq.sales.tax")} className="number right">
                  {sum(row.tax_cents)}
                </td>
                <td data-label={t("hq.sales.discounts")} className="number right">
                  {sum(row.discount_cents)}
                </td>
                <td className="right">
                  {filter ? (
                    <Button
                      onPress={() => onOrders({ ...filter, status: "COMPLETED" })}
                      aria-label={t("hq.store.orders_of", { store: row.label })}
                    >
                      {t("hq.sales.orders")}
                    </Button>
                  ) : null}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
