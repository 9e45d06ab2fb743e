/**
 * What was sold, and how long orders took. Every figure is the service's; the chart draws what the table says. Days are
 * the stores' own business days, so the range is dates and never instants.
 */
import type { Sales, SalesDimension } from "@crema/shared/contract/sales";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
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

const DIMENSIONS: readonly { readonly value: SalesDimension; readonly name: string }[] = [
  { value: "day", name: "Business day" },
  { value: "hour", name: "Hour of the day" },
  { value: "store", name: "Store" },
  { value: "item", name: "Item" },
];
const PRESETS = [
  { days: 1, name: "Today" },
  { days: 7, name: "7 days" },
  { days: 28, name: "28 days" },
];
const EVERY_MS = 30_000;
/** More bars than this cannot be told apart; the table has them all. */
const BARS = 31;

const todaysOf = (stores: readonly Store[], only = "") =>
  stores.filter((store) => only === "" || store.store_id === only).map((store) => store.business_day);

export interface SalesViewProps {
  readonly stores: readonly Store[];
  onOrders(filter: Partial<OrdersFilter>): void;
}

export function SalesView({ stores, onOrders }: SalesViewProps) {
  const api = useHqApi();
  const { clock } = usePorts();
  const [range, setRange] = useState(() => lastDays(clock.now(), 7, todaysOf(stores)));
  const [by, setBy] = useState<SalesDimension>("day");
  const [storeId, setStoreId] = useState("");
  const query = { from: range.first, to: dayAfter(range.last), ...(storeId ? { store_id: storeId } : {}) };
  const sales = useAsked(["sales", query, by], () => unwrap(api.v1.admin.sales.$get({ query: { ...query, by } })), { every: EVERY_MS });
  const times = useAsked(["status-times", query], () => unwrap(api.v1.admin["status-times"].$get({ query })), { every: EVERY_MS });
  const title = DIMENSIONS.find(({ value }) => value === sales.data?.by)?.name ?? "";

  return (
    <section aria-label="Sales" className="stack">
      <div className="filters">
        <DateChoice label="First day" value={range.first} onChange={(first) => first && setRange({ ...range, first })} />
        <DateChoice label="Last day" value={range.last} onChange={(last) => last && setRange({ ...range, last })} />
        <div className="presets">
          {PRESETS.map(({ days, name }) => (
            <Button key={days} onPress={() => setRange(lastDays(clock.now(), days, todaysOf(stores, storeId)))}>
              {name}
            </Button>
          ))}
        </div>
        <Choice label="By" all={null} value={by} options={DIMENSIONS} onChange={(next) => setBy(next || "day")} />
        <Choice
          label="Store"
          all="All stores"
          value={storeId}
          options={stores.map((store) => ({ value: store.store_id, name: store.name }))}
          onChange={setStoreId}
        />
      </div>
      <ProblemNote error={sales.error ?? times.error} server={SERVICE} />
      {sales.data ? null : <p role="status">{sales.error ? "" : "Adding up …"}</p>}
      {sales.data?.totals.length === 0 ? <p className="note">Nothing was sold in these days.</p> : null}
      {sales.data?.totals.map((total) => (
        <SalesIn key={total.currency} total={total} sales={sales.data} title={title} onOrders={onOrders} />
      ))}
      {times.data && times.data.rows.length > 0 ? <StatusTimesTable rows={times.data.rows} stores={stores} /> : null}
    </section>
  );
}

interface SalesInProps {
  readonly total: Sales["totals"][number];
  readonly sales: Sales;
  readonly title: string;
  onOrders(filter: Partial<OrdersFilter>): void;
}

/** Each currency for itself. */
function SalesIn({ total, sales, title, onOrders }: SalesInProps) {
  const { money, day } = useFormat();
  const sum = (cents: number) => money(cents, total.currency);
  const rows = sales.rows
    .filter((row) => row.currency === total.currency)
    .map((row) => (sales.by === "day" ? { ...row, label: day(row.key, "UTC") } : row));
  return (
    <div className="stack">
      <dl className="totals">
        <Total name={`Sales ${total.currency}`} value={sum(total.sales_cents)} />
        <Total name="Orders" value={total.orders} />
        <Total name="Items" value={total.qty} />
        <Total name="Tax in it" value={sum(total.tax_cents)} />
        <Total name="Discounts" value={sum(total.discount_cents)} />
        <Total name="Refunded" value={sum(total.refunded_cents)} />
      </dl>
      {rows.length > 0 ? <LazySalesChart rows={rows.slice(0, BARS)} currency={total.currency} title={title} /> : null}
      <table className="rows">
        <caption className="unseen">
          Sales in {total.currency} by {title.toLowerCase()}
        </caption>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            {["Orders", "Items", "Sales", "Tax", "Discounts"].map((name) => (
              <th key={name} scope="col" className="right">
                {name}
              </th>
            ))}
            <th scope="col">
              <span className="unseen">Orders of it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const filter = sales.by === "day" ? { business_day: row.key } : sales.by === "store" ? { store_id: row.key } : null;
            return (
              <tr key={row.key}>
                <th scope="row" data-label={title}>
                  {row.label}
                </th>
                <td data-label="Orders" className="number right">
                  {row.orders}
                </td>
                <td data-label="Items" className="number right">
                  {row.qty}
                </td>
                <td data-label="Sales" className="number right">
                  {sum(row.sales_cents)}
                </td>
                <td data-label="Tax" className="number right">
                  {sum(row.tax_cents)}
                </td>
                <td data-label="Discounts" className="number right">
                  {sum(row.discount_cents)}
                </td>
                <td className="right">
                  {filter ? (
                    <Button onPress={() => onOrders({ ...filter, status: "COMPLETED" })} aria-label={`Orders of ${row.label}`}>
                      Orders
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
