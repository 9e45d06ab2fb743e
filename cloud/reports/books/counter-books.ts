/**
 * The counter's books: what the box's Z reports say of a day against the facts that arrived. Facts after the last Z are
 * in no report yet. They are not a difference, and what the Z reports do cover is still compared to the cent.
 */
import { cashSums, cashTotals } from "@crema/shared/domain/drawer/expected";
import {
  currenciesOf,
  type DayTotals,
  factsIn,
  factsOn,
  type StoreFacts,
  storeFacts,
  totalsOf,
  type ZReport,
} from "@crema/shared/domain/drawer/report";
import { taxText } from "@crema/shared/domain/drawer/taxes-due";
import { cents, sumCents } from "@crema/shared/domain/kernel/money";
import type { TenderMethod } from "@crema/shared/domain/payment/payment";
import type { Pool } from "pg";
import { type Ledger, sessionFacts } from "./ledger.ts";
import type { BooksPage } from "./page.ts";

interface Figure {
  readonly figure: string;
  readonly isCount: boolean;
  readonly of: (day: DayTotals) => number;
}

const COUNTER_METHODS: readonly TenderMethod[] = ["CASH", "EXTERNAL_CARD"];
const cash = (figure: string, of: Figure["of"]): Figure => ({ figure, isCount: false, of });
const counted = (figure: string, of: Figure["of"]): Figure => ({ figure, isCount: true, of });
type Kind = "tenders" | "refunds" | "corrections";
const sumOf = (kind: Kind, method: TenderMethod, field: "amount_cents" | "tip_cents" | "count") => (day: DayTotals) =>
  day[kind]?.find((each) => each.method === method)?.[field] ?? 0;
/** A report from before corrections were told apart has them among its refunds. */
const backOf = (method: TenderMethod, field: "amount_cents" | "tip_cents") => (day: DayTotals) =>
  sumOf("refunds", method, field)(day) + sumOf("corrections", method, field)(day);

const FIGURES: readonly Figure[] = [
  counted("orders", (day) => day.orders),
  cash("sales", (day) => day.sales_cents),
  cash("sales paid online", (day) => day.sales_online_cents),
  cash("discounts", (day) => day.discount_cents),
  cash("tax", (day) => day.tax_cents),
  ...COUNTER_METHODS.flatMap((method) => [
    counted(`tenders ${method}, number`, sumOf("tenders", method, "count")),
    cash(`tenders ${method}`, sumOf("tenders", method, "amount_cents")),
    cash(`tips ${method}`, sumOf("tenders", method, "tip_cents")),
    cash(`refunds and corrections ${method}`, backOf(method, "amount_cents")),
    cash(`tips given back ${method}`, backOf(method, "tip_cents")),
  ]),
  cash("rounding", (day) => day.rounding_cents),
  cash("paid in", (day) => day.paid_in_cents),
  cash("paid out", (day) => day.paid_out_cents),
  counted("no-sales", (day) => day.no_sales),
];

/** Compared where every report of the day tells them apart. */
const CORRECTIONS: readonly Figure[] = COUNTER_METHODS.map((method) =>
  cash(`of it corrections ${method}`, sumOf("corrections", method, "amount_cents")),
);

/** Compared where every report of the day has them. */
const REFUNDED_TAX: readonly Figure[] = [cash("tax refunded", (day) => day.refunded_tax_cents ?? 0)];
const TIPS_ONLINE: readonly Figure[] = [cash("tips paid online with sales", (day) => day.tips_online_cents ?? 0)];
const REFUNDS_ONLINE: readonly Figure[] = [
  cash("refunds of sales paid online", (day) => day.refunds_online_cents ?? 0),
  cash("tips refunded online", (day) => day.tips_online_refunded_cents ?? 0),
];
const VOIDS: readonly Figure[] = [
  counted("voids", (day) => (day.voids ?? []).reduce((sum, { count }) => sum + count, 0)),
  cash("voided", (day) => sumCents((day.voids ?? []).map(({ amount_cents }) => amount_cents))),
];

/** Tax by rate and name, as the reports and the facts name them. A report of an older box knows no names. */
function rateFigures(days: readonly DayTotals[]): Figure[] {
  const names = [...new Set(days.flatMap((day) => [...day.taxes, ...(day.refund_taxes ?? [])].map(taxText)))].sort();
  const of = (sums: DayTotals["taxes"] | null, name: string) => sums?.find((sum) => taxText(sum) === name);
  return names.flatMap((name) => [
    cash(`${name}, net`, (day) => of(day.taxes, name)?.net_cents ?? 0),
    cash(name, (day) => of(day.taxes, name)?.tax_cents ?? 0),
    cash(`${name}, refunded`, (day) => of(day.refund_taxes, name)?.tax_cents ?? 0),
  ]);
}

/** `currency`: the store's own now, for a day without anything. On the day of a change there are two, and each is summed for itself. */
export async function compareCounter(
  pool: Pool,
  ledger: Ledger,
  where: { store_id: string; day: string; currency: string },
  page: BooksPage,
): Promise<ZReport[]> {
  const naming = ledger.zReports.filter((report) => report.days.some((day) => day.business_day === where.day));
  const facts = factsOf(ledger, where.day);
  const inFacts = currenciesOf(facts);
  const found = [...new Set([...naming.map((each) => each.currency), ...inFacts])].sort();
  const currencies = found.length > 0 ? found : [where.currency];
  const closes = ledger.zReports.map((report) => report.closed_at).sort();
  const lastClose = closes.at(-1) ?? "";
  let later = 0;
  for (const currency of currencies) {
    const isOne = (each: { readonly currency: string }) => each.currency === currency;
    const days = naming.filter(isOne).flatMap((report) => report.days.filter((day) => day.business_day === where.day));
    const ofOne = factsIn(facts, currency);
    const failed = failedOnline(ledger, where.day).filter(({ refund }) => isOne(refund));
    const counter = { day: where.day, currency, of: currencies.length > 1 ? currency : null, isReported: naming.length > 0 };
    later += compareFigures(ledger, days, ofOne, failed, counter, page);
  }
  if (naming.length === 0 && inFacts.length > 0) {
    page.isOpen(
      "counter.no_z",
      "No Z report of the box names this day yet: the drawer has not been closed since, or the report has not arrived.",
    );
  }
  if (later > 0)
    page.isOpen(
      "counter.after_z",
      `The counter went on after the last Z report (${lastClose}), or a drawer is still open: that is in none yet.`,
    );
  for (const report of ledger.zReports) if (report.business_day === where.day) await compareDrawer(pool, where.store_id, report, page);
  return naming;
}

interface Counter {
  readonly day: string;
  readonly currency: string;
  readonly of: string | null;
  /** By a Z report in whatever currency: one in which none is has nothing in it, like any that was forgotten. */
  readonly isReported: boolean;
}

/** In how many figures the counter went on after the last Z report. */
function compareFigures(
  ledger: Ledger,
  days: readonly DayTotals[],
  facts: StoreFacts,
  failed: StoreFacts["refundedSales"],
  { day, currency, of: part, isReported }: Counter,
  page: BooksPage,
): number {
  const all = totalsOf(day, facts);
  const covered = totalsOf(day, coveredOf({ ...facts, refundedSales: [...facts.refundedSales, ...failed] }, ledger.uncovered));
  const namesOnline = days.every((each) => each.refunds_online_cents !== null);
  const [least, most] = namesOnline ? [covered, covered] : unnamedOnline(day, facts, failed);
  const tellsApart = days.every((each) => each.corrections !== null) && (all.corrections ?? []).length > 0;
  const hasTaxes = days.every((each) => each.refund_taxes !== null);
  // A void holds up no change of the currency: what is in no Z by then is in the first one of the other.
  const hasVoids = part === null && days.every((each) => each.voids !== null);
  const figures = [
    ...FIGURES,
    ...(tellsApart ? CORRECTIONS : []),
    ...(hasTaxes ? [...rateFigures([...days, all]), ...REFUNDED_TAX] : []),
    ...(days.every((each) => each.tips_online_cents !== null) ? TIPS_ONLINE : []),
    ...(namesOnline ? REFUNDS_ONLINE : []),
    ...(hasVoids ? VOIDS : []),
  ];
  let later = 0;
  for (const { figure, isCount, of } of figures) {
    const store = isReported ? days.reduce((sum, each) => sum + of(each), 0) : null;
    const cloud = of(all);
    const unit = isCount ? null : currency;
    page.row({ part: "COUNTER", of: part, figure, currency: unit, store, cloud });
    if (store === null || store === cloud) continue;
    if (store === of(covered) || isBetween(store, of(least), of(most))) later += 1;
    else
      page.differs("counter.figure", `${figure}: the Z reports and the facts that arrived do not agree.`, {
        store,
        cloud,
        currency: unit,
        reason: lateReason(ledger),
      });
  }
  return later;
}

/** A report of an older box may have each refund of what was paid online or not, and one that failed after it had succeeded as well. */
function unnamedOnline(day: string, facts: StoreFacts, failed: StoreFacts["refundedSales"]): [DayTotals, DayTotals] {
  const ofCounter = facts.refundedSales.filter(({ refund }) => refund.provider === "in_store");
  const all = [...facts.refundedSales, ...failed];
  return [totalsOf(day, { ...facts, refundedSales: ofCounter }), totalsOf(day, { ...facts, refundedSales: all })];
}

const isBetween = (figure: number, one: number, other: number): boolean =>
  one !== other && figure >= Math.min(one, other) && figure <= Math.max(one, other);

/** Of what was refunded online: what failed after it had succeeded, which a report may count until the next one takes it off. */
function failedOnline(ledger: Ledger, day: string): StoreFacts["refundedSales"] {
  const failed = ledger.refunds.filter(({ provider, status }) => provider !== "in_store" && status === "FAILED");
  const succeeded = failed.map((refund) => ({ ...refund, status: "SUCCEEDED" as const }));
  const none = { payments: [], refunds: [], movements: [] };
  return factsOn(day, storeFacts(ledger.orders, { ...none, refunds: succeeded })).refundedSales.map(({ order, refund }) => ({
    ...{ order, refund: { ...refund, status: "FAILED" as const } },
  }));
}

/**
 * The store's own money of the day; what was paid online is compared with the provider. The tax in refunds of that is in the store's
 * reports as well.
 */
function factsOf(ledger: Ledger, day: string): StoreFacts {
  const isOurs = (each: { readonly provider: string }) => each.provider === "in_store";
  const money = { payments: ledger.payments.filter(isOurs), refunds: ledger.refunds.filter(isOurs), movements: ledger.movements };
  const { refundedSales } = storeFacts(ledger.orders, { payments: [], refunds: ledger.refunds, movements: [] });
  return factsOn(day, { ...storeFacts(ledger.orders, money), refundedSales });
}

/** Of several drawers one is closed while another goes on: which facts a report has is in the journal and in no time of day. */
function coveredOf(facts: StoreFacts, uncovered: ReadonlySet<string>): StoreFacts {
  const isCovered = (kind: string, id: string) => !uncovered.has(`${kind} ${id}`);
  return {
    sales: facts.sales.filter((order) => isCovered("SALE", order.order_id)),
    voids: facts.voids.filter((order) => isCovered("VOID", order.order_id)),
    // In the report of the later one of the two.
    refundedSales: facts.refundedSales.filter(({ order, refund }) =>
      refund.provider !== "in_store"
        ? isCovered("REFUND_ONLINE", refund.refund_id) &&
          (refund.status === "SUCCEEDED" || !isCovered("REFUND_ONLINE_FAILED", refund.refund_id))
        : order.status === "COMPLETED" && refund.refunded_at < order.completed_at
          ? isCovered("SALE", order.order_id)
          : isCovered("REFUND", refund.refund_id),
    ),
    payments: facts.payments.filter((each) => isCovered("PAYMENT", each.payment_id)),
    refunds: facts.refunds.filter((each) => isCovered("REFUND", each.refund_id)),
    movements: facts.movements.filter((each) => isCovered("MOVEMENT", each.movement_id)),
  };
}

function lateReason({ link }: Ledger): string | null {
  if (link.conflict !== null) return `The store's link is in conflict: ${link.conflict}`;
  if (link.quarantined > 0) return `${link.quarantined} events of the store are in quarantine, and their orders wait.`;
  if (link.unsent_events > 0)
    return `The box has ${link.unsent_events} ${link.unsent_events === 1 ? "event" : "events"} that it has not sent yet.`;
  return null;
}

const DRAWER = ["float_cents", "taken_cents", "given_back_cents", "paid_in_cents", "paid_out_cents", "expected_cents"] as const;

/** M5: the expected amount is computed again, from the session's movements as they arrived. */
async function compareDrawer(pool: Pool, storeId: string, report: ZReport, page: BooksPage): Promise<void> {
  const { session_id, currency, drawer, till } = report;
  if (session_id === null || drawer === null) return;
  const z_number = till ? `${report.z_number} of ${till.name}` : report.z_number;
  const { float_cents, facts } = await sessionFacts(pool, storeId, { ...report, session_id });
  if (float_cents === null) {
    page.differs("drawer.never_opened", `${z_number}: its session was never opened here.`, { store: drawer.expected_cents, currency });
    return;
  }
  const sums = cashSums({ float_cents: cents(float_cents) }, cashTotals(session_id, facts));
  for (const name of DRAWER) {
    const [store, cloud] = [drawer[name], sums[name]];
    const figure = name.replace("_cents", "").replaceAll("_", " ");
    page.row({ part: "DRAWER", of: z_number, figure, currency, store, cloud });
    if (store !== cloud)
      page.differs("drawer.figure", `${z_number}, ${figure}: the report and the session's movements do not agree.`, {
        store,
        cloud,
        currency,
      });
  }
  page.row({ part: "DRAWER", of: z_number, figure: "counted", currency, store: drawer.counted_cents });
  page.row({ part: "DRAWER", of: z_number, figure: "counted - expected", currency, store: drawer.difference_cents });
}
