/** An X or Z report, with the sums as the box computed them. */
import type { Denomination } from "@crema/shared/domain/drawer/drawer";
import type { DayTotals } from "@crema/shared/domain/drawer/report";
import { type TaxDue, taxesDue, type WhichTax } from "@crema/shared/domain/drawer/taxes-due";
import { tipsByMethod } from "@crema/shared/domain/drawer/tips-by-method";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import type { TenderMethod } from "@crema/shared/domain/payment/payment";
import { formatPercent } from "@crema/ui/format/percent.ts";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import type { XReport, ZReport } from "./use-drawer.ts";
import "../printed.css";
import "./receipt.css";

type Sums = NonNullable<XReport["drawer"]> & Partial<NonNullable<ZReport["drawer"]>>;

/** The head by which a printed report is filed. */
export interface ReportHead {
  readonly storeName: string;
  readonly title: string;
  readonly at: string | number;
  readonly person: string | null;
}

export interface DrawerReportProps {
  readonly head: ReportHead;
  readonly currency: MoneyUnit;
  /** null: no drawer is open. */
  readonly drawer: Sums | null;
  readonly days: readonly DayTotals[];
  readonly outsideCents: number;
  /** Only of an X report: how its sales and its money differ. */
  readonly reconciliation?: XReport["reconciliation"];
}

type Row = readonly [name: string, cents: number, strong?: "strong"];

export function DrawerReport({ head, currency, drawer, days, outsideCents, reconciliation }: DrawerReportProps) {
  const t = useWords();
  const { calendarDay } = useFormat();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long report has to be scrolled by keyboard as well
    <section className="report printed" aria-label={t("pos.report.title")} tabIndex={0}>
      <Head {...head} />
      {drawer ? (
        <section>
          <h3>{t("pos.report.cash")}</h3>
          <Rows currency={currency} rows={drawerRows(drawer, outsideCents, t)} />
          <Kinds currency={currency} kinds={drawer.denominations ?? []} />
        </section>
      ) : null}
      {reconciliation ? (
        <section>
          <h3>{t("pos.report.sales_to_money")}</h3>
          <Rows currency={currency} rows={reconciliationRows(reconciliation, t)} />
        </section>
      ) : null}
      {days.map((day) => (
        <section key={day.business_day}>
          <h3>{day.business_day ? calendarDay(day.business_day) : t("pos.report.no_day")}</h3>
          <p>{t("pos.report.orders", { count: day.orders })}</p>
          <Rows currency={currency} rows={dayRows(day, t)} />
          <Taxes currency={currency} rows={taxRows(day, t)} />
        </section>
      ))}
      {days.length === 0 ? <p className="soft">{t("pos.report.nothing")}</p> : null}
    </section>
  );
}

function Head({ storeName, title, at, person }: ReportHead) {
  const { date, time } = useFormat();
  return (
    <header>
      <p>
        <strong>{storeName}</strong>
      </p>
      <p>{title}</p>
      <p>
        {date(at)}, {time(at)}
        {person ? `, ${person}` : ""}
      </p>
    </header>
  );
}

/** How many of each note and coin were counted. */
function Kinds({ currency, kinds }: { currency: MoneyUnit; kinds: readonly Denomination[] }) {
  const t = useWords();
  const { money } = useFormat();
  if (kinds.length === 0) return null;
  const rows = kinds.map(({ value_cents, count }): Row => [`${count} × ${money(value_cents, currency)}`, value_cents * count]);
  return (
    <section aria-label={t("pos.report.kinds")}>
      <Rows currency={currency} rows={rows} />
    </section>
  );
}

function drawerRows(drawer: Sums, outsideCents: number, t: Words): Row[] {
  const { counted_cents, difference_cents } = drawer;
  return [
    [t("pos.report.float"), drawer.float_cents],
    [t("pos.report.taken"), drawer.taken_cents],
    [t("pos.report.refunded_corrected"), 0 - drawer.given_back_cents],
    [t("pos.report.paid_in"), drawer.paid_in_cents],
    [t("pos.report.paid_out"), 0 - drawer.paid_out_cents],
    [t("pos.report.expected"), drawer.expected_cents, "strong"],
    ...(counted_cents === undefined ? [] : [[t("pos.report.counted"), counted_cents, "strong"] as const]),
    ...(difference_cents === undefined ? [] : [[overOrShort(difference_cents, t), Math.abs(difference_cents), "strong"] as const]),
    ...(outsideCents === 0 ? [] : [[t("pos.report.outside"), outsideCents] as const]),
  ];
}

/** The text for counted − expected. */
const overOrShort = (differenceCents: number, t: Words): string =>
  t(differenceCents === 0 ? "pos.report.even" : differenceCents > 0 ? "pos.report.over" : "pos.report.short");

/** The lines from sales to money taken; rare ones are omitted when they are zero. */
function reconciliationRows(sums: XReport["reconciliation"], t: Words): Row[] {
  const seldom = (name: string, cents: number): Row[] => (cents === 0 ? [] : [[name, 0 - cents]]);
  return [
    [t("pos.report.counter_sales"), sums.counter_sales_cents],
    [t("pos.report.not_handed_over"), sums.paid_not_handed_over_cents],
    ...seldom(t("pos.report.paid_before"), sums.handed_over_paid_before_cents),
    ...seldom(t("pos.report.refunds_of_sales"), sums.refunds_of_sales_cents),
    [t("pos.report.taken_net"), sums.taken_net_cents, "strong"],
  ];
}

export function dayRows(day: DayTotals, t: Words): Row[] {
  const methodOf = ({ method }: { readonly method: TenderMethod }) => t(`pos.method.${method}`);
  return [
    [t("pos.report.gross"), day.gross_cents],
    [t("pos.report.discounts"), 0 - day.discount_cents],
    [t("pos.report.tax"), day.tax_cents],
    [t("pos.report.sales"), day.sales_cents, "strong"],
    ...(day.sales_online_cents === 0 ? [] : [[t("pos.report.online"), day.sales_online_cents] as const]),
    ...(day.refunds_online_cents ? [[t("pos.report.online_refunded"), 0 - day.refunds_online_cents] as const] : []),
    ...day.tenders.map((sum): Row => [t("pos.report.tender", { method: methodOf(sum), count: sum.count }), sum.amount_cents]),
    ...day.refunds.map((sum): Row => [t("pos.report.tender_refunded", { method: methodOf(sum), count: sum.count }), 0 - sum.amount_cents]),
    ...(day.corrections ?? []).map(
      (sum): Row => [t("pos.report.tender_corrected", { method: methodOf(sum), count: sum.count }), 0 - sum.amount_cents],
    ),
    ...tipsByMethod(day).map(({ method, tip_cents }): Row => [t("pos.report.tips", { method: methodOf({ method }) }), tip_cents]),
    ...(day.tips_online_cents ? [[t("pos.report.tips_online"), day.tips_online_cents] as const] : []),
    ...(day.tips_online_refunded_cents ? [[t("pos.report.tips_online_refunded"), 0 - day.tips_online_refunded_cents] as const] : []),
    ...(day.rounding_cents === 0 ? [] : [[t("pos.report.rounding"), day.rounding_cents] as const]),
    ...(day.voids ?? []).map(
      (sum): Row => [t("pos.report.voids", { name: sum.by.name ?? t("pos.report.nobody"), count: sum.count }), sum.amount_cents],
    ),
  ];
}

export interface TaxRow {
  readonly name: string;
  readonly net_cents: number;
  readonly tax_cents: number;
  /** Of the tax above it: refunded, due. */
  readonly isPart: boolean;
}

/** Each tax of the day's sales; where some of it was refunded, that and what is due. */
export function taxRows(day: DayTotals, t: Words): TaxRow[] {
  const taxes = taxesDue(day);
  const all = (part: "sold" | "refunded" | "due") => ({
    net_cents: taxes.reduce((sum, tax) => sum + tax[part].net_cents, 0),
    // Not the sum of the rates: a line from before rates were kept has none.
    tax_cents: { sold: day.tax_cents, refunded: day.refunded_tax_cents ?? 0, due: day.tax_cents - (day.refunded_tax_cents ?? 0) }[part],
  });
  const rows = (name: string, { sold, refunded, due }: Pick<TaxDue, "sold" | "refunded" | "due">): TaxRow[] =>
    refunded.net_cents === 0 && refunded.tax_cents === 0
      ? [{ name, ...sold, isPart: false }]
      : [
          { name, ...sold, isPart: false },
          { name: t("pos.report.refunded"), net_cents: 0 - refunded.net_cents, tax_cents: 0 - refunded.tax_cents, isPart: true },
          { name: t("pos.report.due"), ...due, isPart: true },
        ];
  return [
    ...taxes.flatMap((tax) => rows(taxName(tax, t), tax)),
    ...(taxes.length > 1 ? rows(t("pos.report.all"), { sold: all("sold"), refunded: all("refunded"), due: all("due") }) : []),
  ];
}

function taxName({ rate_ppm, name, is_exempt }: WhichTax, t: Words): string {
  if (is_exempt) return t("pos.tax.exempt", { name: name ?? t("pos.tax.none") });
  if (rate_ppm === null) return t("pos.report.tax");
  const rate = formatPercent(rate_ppm / PPM, t.locale);
  return name === null ? t("pos.tax.unnamed", { rate }) : `${name} ${rate}`;
}

const PPM = 1_000_000;

function Taxes({ currency, rows }: { currency: MoneyUnit; rows: readonly TaxRow[] }) {
  const t = useWords();
  const { money } = useFormat();
  if (rows.length === 0) return null;
  return (
    <table className="report-taxes number">
      <thead>
        <tr>
          <th scope="col">{t("pos.report.rate")}</th>
          <th scope="col">{t("pos.report.net")}</th>
          <th scope="col">{t("pos.report.tax")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, net_cents, tax_cents, isPart }, index) => (
          // Rows of different taxes have the same name: refunded, due.
          // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
          <tr key={index} className={isPart ? "report-part" : ""}>
            <th scope="row">{name}</th>
            <td>{money(net_cents, currency)}</td>
            <td>{money(tax_cents, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Rows({ currency, rows }: { currency: MoneyUnit; rows: readonly Row[] }) {
  const { money } = useFormat();
  return (
    <dl className="number">
      {rows.map(([name, cents, strong]) => (
        <div key={name} className={strong ? "report-strong" : ""}>
          <dt>{name}</dt>
          <dd>{money(cents, currency)}</dd>
        </div>
      ))}
    </dl>
  );
}
