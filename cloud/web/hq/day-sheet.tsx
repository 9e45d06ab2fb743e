/** A store's business day as its facts sum to here: sales, money, tax by rate with what was refunded of it, and voids. */
import type { StoreDay } from "@crema/shared/contract/store-days";
import { taxesDue, taxText } from "@crema/shared/domain/drawer/taxes-due";
import { tipsByMethod } from "@crema/shared/domain/drawer/tips-by-method";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { DateChoice } from "./choice.tsx";
import type { Store } from "./stores-view.tsx";
import { Total } from "./total.tsx";
import { useAsked } from "./use-asked.ts";
import { ZList } from "./z-list.tsx";

type DayInCurrency = StoreDay["other_currencies"][number];

export function DaySheet({ store, onClose }: { store: Store; onClose(): void }) {
  const api = useHqApi();
  const [business_day, setDay] = useState<string>(store.business_day);
  const param = { store_id: store.store_id, business_day };
  const read = useAsked(["day", param], () => unwrap(api.v1.admin.stores[":store_id"].days[":business_day"].$get({ param })));
  const day = read.data;
  const parts = day ? [day, ...day.other_currencies] : [];
  return (
    <Sheet title={`${store.name}, a day`} isOpen onClose={onClose} size="wide">
      <div className="stack">
        <DateChoice label="Business day" value={business_day} onChange={(next) => next && setDay(next)} />
        <ProblemNote error={read.error} server={SERVICE} />
        {read.isPending ? <p role="status">Adding up …</p> : null}
        {parts.map((part) => (part.currency === null ? null : <DayIn key={part.currency} day={part} currency={part.currency} />))}
        {day ? <ZList storeId={store.store_id} day={business_day} /> : null}
        {day?.currency === null ? <p className="note">Nothing has arrived of this day.</p> : null}
      </div>
    </Sheet>
  );
}

const METHODS = { CASH: "Cash", EXTERNAL_CARD: "Card", ONLINE: "Online" } as const;

/** Each currency for itself. */
function DayIn({ day, currency }: { day: DayInCurrency; currency: string }) {
  const { money } = useFormat();
  const sum = (cents: number) => money(cents, currency);
  const moved = (list: DayInCurrency["tenders"] | null, what: string) =>
    (list ?? []).map((each) => <Total key={each.method + what} name={`${METHODS[each.method]}${what}`} value={sum(each.amount_cents)} />);
  return (
    <section className="stack" aria-label={`In ${currency}`}>
      <dl className="totals">
        <Total name={`Sales ${currency}`} value={sum(day.sales_cents)} />
        <Total name="Orders" value={day.orders} />
        <Total name="Discounts" value={sum(day.discount_cents)} />
        <Total name="Tax due" value={sum(day.tax_cents - (day.refunded_tax_cents ?? 0))} />
        {moved(day.tenders, "")}
        {moved(day.refunds, " refunded")}
        {moved(day.corrections, " corrected")}
        {tipsByMethod(day).map(({ method, tip_cents }) => (
          <Total key={method} name={`Tips, ${METHODS[method].toLowerCase()}`} value={sum(tip_cents)} />
        ))}
        {day.refunds_online_cents ? <Total name="Of sales paid online, refunded" value={sum(day.refunds_online_cents)} /> : null}
        {day.tips_online_cents ? <Total name="Of sales paid online, tips" value={sum(day.tips_online_cents)} /> : null}
        {day.tips_online_refunded_cents ? <Total name="Tips refunded online" value={sum(day.tips_online_refunded_cents)} /> : null}
        {day.rounding_cents === 0 ? null : <Total name="Cash rounding" value={sum(day.rounding_cents)} />}
        {day.paid_in_cents === 0 ? null : <Total name="Cash paid in" value={sum(day.paid_in_cents)} />}
        {day.paid_out_cents === 0 ? null : <Total name="Cash paid out" value={sum(day.paid_out_cents)} />}
        {day.no_sales === 0 ? null : <Total name="Drawer opened without a sale" value={day.no_sales} />}
      </dl>
      <Taxes day={day} sum={sum} />
      <Voids day={day} sum={sum} />
    </section>
  );
}

interface PartProps {
  readonly day: DayInCurrency;
  sum(cents: number): string;
}

function Taxes({ day, sum }: PartProps) {
  const taxes = taxesDue(day);
  if (taxes.length === 0) return null;
  const refunded = day.refunded_tax_cents ?? 0;
  const net = (part: "sold" | "refunded" | "due") => sum(taxes.reduce((all, tax) => all + tax[part].net_cents, 0));
  return (
    <table className="rows">
      <caption className="unseen">Tax by rate</caption>
      <thead>
        <tr>
          <th scope="col">Rate</th>
          {TAX_COLUMNS.map((name) => (
            <th key={name} scope="col" className="right">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {taxes.map((tax) => (
          <Figures
            key={taxText(tax)}
            name={taxText(tax)}
            figures={[tax.sold, tax.refunded, tax.due].flatMap(({ net_cents, tax_cents }) => [sum(net_cents), sum(tax_cents)])}
          />
        ))}
        <Figures
          name="All"
          figures={[net("sold"), sum(day.tax_cents), net("refunded"), sum(refunded), net("due"), sum(day.tax_cents - refunded)]}
        />
      </tbody>
    </table>
  );
}

const TAX_COLUMNS = ["Net sold", "Tax", "Net refunded", "Tax refunded", "Net due", "Tax due"] as const;

function Figures({ name, figures }: { name: string; figures: readonly string[] }) {
  return (
    <tr>
      <th scope="row" data-label="Rate">
        {name}
      </th>
      {TAX_COLUMNS.map((column, index) => (
        <td key={column} data-label={column} className="number right">
          {figures[index]}
        </td>
      ))}
    </tr>
  );
}

function Voids({ day, sum }: PartProps) {
  const voids = day.voids ?? [];
  if (voids.length === 0) return null;
  return (
    <section className="stack" aria-label="Voids">
      <h3>Cancelled before any money was taken</h3>
      <ul className="reasons">
        {voids.map(({ by, count, amount_cents }) => (
          <li key={`${by.kind} ${by.id} ${by.name}`}>
            {by.name ?? "Nobody signed in"}: {count}, {sum(amount_cents)}
          </li>
        ))}
      </ul>
    </section>
  );
}
