/**
 * The counter's books: what the box's Z reports say of a day against the facts that arrived. Facts after the last Z are
 * in no report yet. They are not a difference, and what the Z reports do cover is still compared to the cent.
 */
import { cashSums, cashTotals } from "@crema/shared/domain/drawer/expected";
import { type DayTotals, type StoreFacts, totalsOf, type ZReport } from "@crema/shared/domain/drawer/report";
import { cents } from "@crema/shared/domain/kernel/money";
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
  cash("paid in", (day) => day.paid_in_cents),
  cash("paid out", (day) => day.paid_out_cents),
  counted("no-sales", (day) => day.no_sales),
];

/** Compared where every report of the day tells them apart. */
const CORRECTIONS: readonly Figure[] = COUNTER_METHODS.map((method) =>
  cash(`of it corrections ${method}`, sumOf("corrections", method, "amount_cents")),
);

export async function compareCounter(
  pool: Pool,
  ledger: Ledger,
  where: { store_id: string; day: string; currency: string },
  page: BooksPage,
): Promise<ZReport[]> {
  const naming = ledger.zReports.filter((report) => report.days.some((day) => day.business_day === where.day));
  const days = naming.flatMap((report) => report.days.filter((day) => day.business_day === where.day));
  const facts = factsOf(ledger, where.day);
  const all = totalsOf(where.day, facts);
  const lastClose =
    ledger.zReports
      .map((report) => report.closed_at)
      .sort()
      .at(-1) ?? "";
  const covered = totalsOf(where.day, before(facts, lastClose));
  let later = 0;
  const tellsApart = days.every((each) => each.corrections !== null) && (all.corrections ?? []).length > 0;
  for (const { figure, isCount, of } of tellsApart ? [...FIGURES, ...CORRECTIONS] : FIGURES) {
    const store = naming.length === 0 ? null : days.reduce((sum, day) => sum + of(day), 0);
    const cloud = of(all);
    page.row({ part: "COUNTER", of: null, figure, currency: isCount ? null : where.currency, store, cloud });
    if (store === null || store === cloud) continue;
    if (store === of(covered)) later += 1;
    else
      page.differs("counter.figure", `${figure}: the Z reports and the facts that arrived do not agree.`, {
        store,
        cloud,
        reason: lateReason(ledger),
      });
  }
  const hasFacts = [facts.sales, facts.payments, facts.refunds, facts.movements].some((each) => each.length > 0);
  if (naming.length === 0 && hasFacts) {
    page.isOpen(
      "counter.no_z",
      "No Z report of the box names this day yet: the drawer has not been closed since, or the report has not arrived.",
    );
  }
  if (later > 0)
    page.isOpen("counter.after_z", `The counter went on after the last Z report (${lastClose}): what came since is in none yet.`);
  for (const report of ledger.zReports) if (report.business_day === where.day) await compareDrawer(pool, where, report, page);
  return naming;
}

/** The store's own money of the day; what was paid online is compared with the provider. */
function factsOf(ledger: Ledger, day: string): StoreFacts {
  const here = <T extends { business_day: string | null }>(list: readonly T[]) => list.filter((each) => each.business_day === day);
  return {
    sales: here(ledger.orders).filter((order) => order.status === "COMPLETED"),
    payments: here(ledger.payments).filter((each) => each.provider === "in_store" && each.status === "CAPTURED"),
    refunds: here(ledger.refunds).filter((each) => each.provider === "in_store" && each.status === "SUCCEEDED"),
    movements: here(ledger.movements),
  };
}

const before = (facts: StoreFacts, close: string): StoreFacts => ({
  sales: facts.sales.filter((order) => order.status === "COMPLETED" && order.completed_at <= close),
  payments: facts.payments.filter((each) => (each.captured_at ?? each.created_at) <= close),
  refunds: facts.refunds.filter((each) => each.refunded_at <= close),
  movements: facts.movements.filter((each) => each.at <= close),
});

function lateReason({ link }: Ledger): string | null {
  if (link.conflict !== null) return `The store's link is in conflict: ${link.conflict}`;
  if (link.quarantined > 0) return `${link.quarantined} events of the store are in quarantine, and their orders wait.`;
  if (link.unsent_events > 0) return `The box has ${link.unsent_events} events that it has not sent yet.`;
  return null;
}

const DRAWER = ["float_cents", "taken_cents", "given_back_cents", "paid_in_cents", "paid_out_cents", "expected_cents"] as const;

/** M5: the expected amount is computed again, from the session's movements as they arrived. */
async function compareDrawer(pool: Pool, where: { store_id: string; currency: string }, report: ZReport, page: BooksPage): Promise<void> {
  const { float_cents, facts } = await sessionFacts(pool, where.store_id, report);
  const { z_number, session_id, drawer } = report;
  if (float_cents === null) {
    page.differs("drawer.never_opened", `${z_number}: its session was never opened here.`, { store: drawer.expected_cents });
    return;
  }
  const sums = cashSums({ float_cents: cents(float_cents) }, cashTotals(session_id, facts));
  for (const name of DRAWER) {
    const [store, cloud] = [drawer[name], sums[name]];
    const figure = name.replace("_cents", "").replaceAll("_", " ");
    page.row({ part: "DRAWER", of: z_number, figure, currency: where.currency, store, cloud });
    if (store !== cloud)
      page.differs("drawer.figure", `${z_number}, ${figure}: the report and the session's movements do not agree.`, { store, cloud });
  }
  page.row({ part: "DRAWER", of: z_number, figure: "counted", currency: where.currency, store: drawer.counted_cents });
  page.row({ part: "DRAWER", of: z_number, figure: "counted - expected", currency: where.currency, store: drawer.difference_cents });
}
