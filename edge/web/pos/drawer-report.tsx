/** An X or Z report, with the sums as the box computed them. */
import type { Denomination } from "@crema/shared/domain/drawer/drawer";
import type { DayTotals } from "@crema/shared/domain/drawer/report";
import { type TaxDue, taxesDue, taxText } from "@crema/shared/domain/drawer/taxes-due";
import { tipsByMethod } from "@crema/shared/domain/drawer/tips-by-method";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { useFormat } from "@crema/ui/format/use-format.ts";
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
  const { calendarDay } = useFormat();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long report has to be scrolled by keyboard as well
    <section className="report printed" aria-label="Report" tabIndex={0}>
      <Head {...head} />
      {drawer ? (
        <section>
          <h3>Cash</h3>
          <Rows currency={currency} rows={drawerRows(drawer, outsideCents)} />
          <Kinds currency={currency} kinds={drawer.denominations ?? []} />
        </section>
      ) : null}
      {reconciliation ? (
        <section>
          <h3>From sales to money</h3>
          <Rows currency={currency} rows={reconciliationRows(reconciliation)} />
        </section>
      ) : null}
      {days.map((day) => (
        <section key={day.business_day}>
          <h3>{day.business_day ? calendarDay(day.business_day) : "Without a business day"}</h3>
          <p>{day.orders} orders handed over</p>
          <Rows currency={currency} rows={dayRows(day)} />
          <Taxes currency={currency} rows={taxRows(day)} />
        </section>
      ))}
      {days.length === 0 ? <p className="soft">Nothing was sold since the last Z report.</p> : null}
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
  const { money } = useFormat();
  if (kinds.length === 0) return null;
  const rows = kinds.map(({ value_cents, count }): Row => [`${count} × ${money(value_cents, currency)}`, value_cents * count]);
  return (
    <section aria-label="Notes and coins">
      <Rows currency={currency} rows={rows} />
    </section>
  );
}

function drawerRows(drawer: Sums, outsideCents: number): Row[] {
  const { counted_cents, difference_cents } = drawer;
  return [
    ["Float", drawer.float_cents],
    ["Taken", drawer.taken_cents],
    ["Refunded, corrected", 0 - drawer.given_back_cents],
    ["Paid in", drawer.paid_in_cents],
    ["Paid out", 0 - drawer.paid_out_cents],
    ["Expected", drawer.expected_cents, "strong"],
    ...(counted_cents === undefined ? [] : [["Counted", counted_cents, "strong"] as const]),
    ...(difference_cents === undefined ? [] : [[overOrShort(difference_cents), Math.abs(difference_cents), "strong"] as const]),
    ...(outsideCents === 0 ? [] : [["Cash while closed", outsideCents] as const]),
  ];
}

/** The text for counted − expected. */
export const overOrShort = (differenceCents: number): string =>
  differenceCents === 0 ? "Neither over nor short" : differenceCents > 0 ? "Over by" : "Short by";

/** The lines from sales to money taken; rare ones are omitted when they are zero. */
function reconciliationRows(sums: XReport["reconciliation"]): Row[] {
  const seldom = (name: string, cents: number): Row[] => (cents === 0 ? [] : [[name, 0 - cents]]);
  return [
    ["Sales at the counter", sums.counter_sales_cents],
    ["Paid, not handed over", sums.paid_not_handed_over_cents],
    ...seldom("Handed over, paid before or at another till", sums.handed_over_paid_before_cents),
    ...seldom("Refunds of what was handed over", sums.refunds_of_sales_cents),
    ["Taken, less refunds", sums.taken_net_cents, "strong"],
  ];
}

const METHODS: Readonly<Record<string, string>> = { CASH: "Cash", EXTERNAL_CARD: "Card", ONLINE: "Online" };

export function dayRows(day: DayTotals): Row[] {
  return [
    ["Before discounts", day.gross_cents],
    ["Discounts", 0 - day.discount_cents],
    ["Tax", day.tax_cents],
    ["Sales", day.sales_cents, "strong"],
    ...(day.sales_online_cents === 0 ? [] : [["Of that, paid online", day.sales_online_cents] as const]),
    ...(day.refunds_online_cents ? [["Of that, refunded online", 0 - day.refunds_online_cents] as const] : []),
    ...day.tenders.map((sum): Row => [`${METHODS[sum.method]}, ${sum.count}×`, sum.amount_cents]),
    ...day.refunds.map((sum): Row => [`${METHODS[sum.method]} refunded, ${sum.count}×`, 0 - sum.amount_cents]),
    ...(day.corrections ?? []).map((sum): Row => [`${METHODS[sum.method]} corrected, ${sum.count}×`, 0 - sum.amount_cents]),
    ...tipsByMethod(day).map(({ method, tip_cents }): Row => [`Tips, ${METHODS[method]?.toLowerCase()}`, tip_cents]),
    ...(day.tips_online_cents ? [["Tips paid online", day.tips_online_cents] as const] : []),
    ...(day.tips_online_refunded_cents ? [["Tips refunded online", 0 - day.tips_online_refunded_cents] as const] : []),
    ...(day.rounding_cents === 0 ? [] : [["Cash rounding", day.rounding_cents] as const]),
    ...(day.voids ?? []).map((sum): Row => [`Voids by ${sum.by.name ?? "nobody signed in"}, ${sum.count}×`, sum.amount_cents]),
  ];
}

export interface TaxRow {
  readonly name: string;
  readonly net_cents: number;
  readonly tax_cents: number;
}

/** Each tax of the day's sales; where some of it was refunded, that and what is due. */
export function taxRows(day: DayTotals): TaxRow[] {
  const taxes = taxesDue(day);
  const all = (part: "sold" | "refunded" | "due") => ({
    net_cents: taxes.reduce((sum, tax) => sum + tax[part].net_cents, 0),
    // Not the sum of the rates: a line from before rates were kept has none.
    tax_cents: { sold: day.tax_cents, refunded: day.refunded_tax_cents ?? 0, due: day.tax_cents - (day.refunded_tax_cents ?? 0) }[part],
  });
  const rows = (name: string, { sold, refunded, due }: Pick<TaxDue, "sold" | "refunded" | "due">): TaxRow[] =>
    refunded.net_cents === 0 && refunded.tax_cents === 0
      ? [{ name, ...sold }]
      : [
          { name, ...sold },
          { name: "refunded", net_cents: 0 - refunded.net_cents, tax_cents: 0 - refunded.tax_cents },
          { name: "due", ...due },
        ];
  return [
    ...taxes.flatMap((tax) => rows(taxText(tax), tax)),
    ...(taxes.length > 1 ? rows("All", { sold: all("sold"), refunded: all("refunded"), due: all("due") }) : []),
  ];
}

function Taxes({ currency, rows }: { currency: MoneyUnit; rows: readonly TaxRow[] }) {
  const { money } = useFormat();
  if (rows.length === 0) return null;
  return (
    <table className="report-taxes number">
      <thead>
        <tr>
          <th scope="col">Rate</th>
          <th scope="col">Net</th>
          <th scope="col">Tax</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, net_cents, tax_cents }, index) => (
          // Rows of different taxes have the same name: refunded, due.
          // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
          <tr key={index} className={PARTS.has(name) ? "report-part" : ""}>
            <th scope="row">{name}</th>
            <td>{money(net_cents, currency)}</td>
            <td>{money(tax_cents, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const PARTS: ReadonlySet<string> = new Set(["refunded", "due"]);

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
