/** A store's business day as its facts sum to here: sales, money, tax by rate with what was refunded of it, and voids. */
import type { StoreDay } from "@crema/shared/contract/store-days";
import { taxesDue, type WhichTax } from "@crema/shared/domain/drawer/taxes-due";
import { tipsByMethod } from "@crema/shared/domain/drawer/tips-by-method";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { EmptyState } from "@crema/ui/components/empty-state.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import CalendarX from "lucide-react/icons/calendar-x";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { DateChoice } from "./choice.tsx";
import type { Store } from "./stores-view.tsx";
import { Total } from "./total.tsx";
import { useAsked } from "./use-asked.ts";
import { ZList } from "./z-list.tsx";

type DayInCurrency = StoreDay["other_currencies"][number];

export function DaySheet({ store, onClose }: { store: Store; onClose(): void }) {
  const t = useWords();
  const api = useHqApi();
  const [business_day, setDay] = useState<string>(store.business_day);
  const param = { store_id: store.store_id, business_day };
  const read = useAsked(["day", param], () => unwrap(api.v1.admin.stores[":store_id"].days[":business_day"].$get({ param })));
  const day = read.data;
  const parts = day ? [day, ...day.other_currencies] : [];
  return (
    <Sheet title={t("hq.day.title", { store: store.name })} isOpen onClose={onClose} size="wide">
      <div className="stack">
        <DateChoice label={t("hq.business_day")} value={business_day} onChange={(next) => next && setDay(next)} />
        <ProblemNote error={read.error} server={SERVICE} />
        {read.isPending ? <p role="status">{t("hq.sales.adding")}</p> : null}
        {parts.map((part) => (part.currency === null ? null : <DayIn key={part.currency} day={part} currency={part.currency} />))}
        {day ? <ZList storeId={store.store_id} day={business_day} timeZone={store.time_zone} /> : null}
        {day?.currency === null ? <EmptyState icon={CalendarX} title={t("hq.day.none")} /> : null}
      </div>
    </Sheet>
  );
}

/** Each currency for itself. */
function DayIn({ day, currency }: { day: DayInCurrency; currency: string }) {
  const t = useWords();
  const { money, number } = useFormat();
  const sum = (cents: number) => money(cents, currency);
  const moved = (list: DayInCurrency["tenders"] | null, what: "refunded" | "corrected" | null) =>
    (list ?? []).map((each) => {
      const method = t(`hq.day.method.${each.method}`);
      return (
        <Total
          key={`${each.method} ${what}`}
          name={what === null ? method : t(`hq.day.${what}`, { method })}
          value={sum(each.amount_cents)}
        />
      );
    });
  return (
    <section className="stack" aria-label={t("hq.day.in", { currency })}>
      <dl className="totals">
        <Total name={t("hq.sales.sales_in", { currency })} value={sum(day.sales_cents)} />
        <Total name={t("hq.sales.orders")} value={number(day.orders)} />
        <Total name={t("hq.sales.discounts")} value={sum(day.discount_cents)} />
        <Total name={t("hq.day.tax_due")} value={sum(day.tax_cents - (day.refunded_tax_cents ?? 0))} />
        {moved(day.tenders, null)}
        {moved(day.refunds, "refunded")}
        {moved(day.corrections, "corrected")}
        {tipsByMethod(day).map(({ method, tip_cents }) => (
          <Total key={method} name={t("hq.day.tips", { method: t(`hq.day.method.${method}`) })} value={sum(tip_cents)} />
        ))}
        {day.refunds_online_cents ? <Total name={t("hq.day.online_refunded")} value={sum(day.refunds_online_cents)} /> : null}
        {day.tips_online_cents ? <Total name={t("hq.day.online_tips")} value={sum(day.tips_online_cents)} /> : null}
        {day.tips_online_refunded_cents ? (
          <Total name={t("hq.day.online_tips_refunded")} value={sum(day.tips_online_refunded_cents)} />
        ) : null}
        {day.rounding_cents === 0 ? null : <Total name={t("hq.day.rounding")} value={sum(day.rounding_cents)} />}
        {day.paid_in_cents === 0 ? null : <Total name={t("hq.day.paid_in")} value={sum(day.paid_in_cents)} />}
        {day.paid_out_cents === 0 ? null : <Total name={t("hq.day.paid_out")} value={sum(day.paid_out_cents)} />}
        {day.no_sales === 0 ? null : <Total name={t("hq.day.no_sale")} value={number(day.no_sales)} />}
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
  const t = useWords();
  const { percent } = useFormat();
  const taxes = taxesDue(day);
  const nameOf = (tax: WhichTax) => taxName(tax, percent, t);
  if (taxes.length === 0) return null;
  const refunded = day.refunded_tax_cents ?? 0;
  const net = (part: "sold" | "refunded" | "due") => sum(taxes.reduce((all, tax) => all + tax[part].net_cents, 0));
  return (
    <table className="rows">
      <caption className="unseen">{t("hq.day.taxes")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("hq.day.rate")}</th>
          {TAX_COLUMNS.map((name) => (
            <th key={name} scope="col" className="right">
              {t(`hq.day.tax.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {taxes.map((tax) => (
          <Figures
            key={nameOf(tax)}
            name={nameOf(tax)}
            figures={[tax.sold, tax.refunded, tax.due].flatMap(({ net_cents, tax_cents }) => [sum(net_cents), sum(tax_cents)])}
          />
        ))}
        <Figures
          name={t("hq.day.all")}
          figures={[net("sold"), sum(day.tax_cents), net("refunded"), sum(refunded), net("due"), sum(day.tax_cents - refunded)]}
        />
      </tbody>
    </table>
  );
}

const TAX_COLUMNS = ["net_sold", "tax_sold", "net_refunded", "tax_refunded", "net_due", "tax_due"] as const;
const PPM = 1_000_000;

/** "GST 5%", "19% tax", "No tax (exempt)". */
function taxName({ rate_ppm, name, is_exempt }: WhichTax, percent: (share: number) => string, t: Words): string {
  if (is_exempt) return t("hq.day.exempt", { name: name ?? t("hq.day.no_tax") });
  if (rate_ppm === null) return t("hq.sales.tax");
  const rate = percent(rate_ppm / PPM);
  return name === null ? t("hq.day.rate_unnamed", { percent: rate }) : t("hq.day.rate_named", { name, percent: rate });
}

function Figures({ name, figures }: { name: string; figures: readonly string[] }) {
  const t = useWords();
  return (
    <tr>
      <th scope="row" data-label={t("hq.day.rate")}>
        {name}
      </th>
      {TAX_COLUMNS.map((column, index) => (
        <td key={column} data-label={t(`hq.day.tax.${column}`)} className="number right">
          {figures[index]}
        </td>
      ))}
    </tr>
  );
}

function Voids({ day, sum }: PartProps) {
  const t = useWords();
  const voids = day.voids ?? [];
  if (voids.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="voids">
      <h3 id="voids">{t("hq.day.voids")}</h3>
      <ul className="reasons">
        {voids.map(({ by, count, amount_cents }) => (
          <li key={`${by.kind} ${by.id} ${by.name}`}>
            {t("hq.day.void", { name: by.name ?? t("hq.day.nobody"), count, amount: sum(amount_cents) })}
          </li>
        ))}
      </ul>
    </section>
  );
}
